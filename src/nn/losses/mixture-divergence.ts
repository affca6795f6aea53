import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { add, div, exp, log, mul, sub } from "../../graph/ops/elementwise.js";
import { slice } from "../../graph/ops/movement.js";
import { mean, reshape, sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";
import { broadcastShapes } from "../../graph/types.js";
import { mixtureLogDensity, openMixture, type Mixture } from "../mixture.js";

/**
 * An upper bound of KL(q ‖ r) of two Gaussian mixtures, component by component, in nats, in [0, ∞):
 *
 *   KL(π ‖ w) + Σ_m π_m KL(N(μ_m, σ_m²) ‖ N(m_m, s_m²)),   KL(N ‖ N') = log(s/σ) + (σ² + (μ − m)²)/(2s²) − 1/2
 *
 * posterior [M, ...], prior [M, ...] against it by broadcasting ({@link openMixture} for one that is the same for all) -> [...].
 * Exact for M = 1. Loose where components are permuted: give both their means in one order. Its gradient reaches both.
 * @source the log-sum inequality (chain rule of KL over the component); Alemi et al. 2017 (VIB) for the term's use. As part
 * of IBCA (Cui et al. 2025) a reconstruction.
 */
export function mixtureDivergenceBound(posterior: Mixture, prior: Mixture): Tensor {
  const weights = exp(posterior.logWeights);
  const ratio = div(posterior.deviations, prior.deviations);
  const distance = div(sub(posterior.means, prior.means), prior.deviations);
  const squares = add(mul(ratio, ratio), mul(distance, distance));
  const parts = sub(mul(sub(squares, 1), 0.5), log(ratio));
  return sum(mul(weights, add(sub(posterior.logWeights, prior.logWeights), parts)), { axes: [0] });
}

/**
 * {@link mixtureDivergenceBound} of laws of a point with D axes, which are independent in each component:
 *
 *   KL(π ‖ w) + Σ_m π_m Σ_axes KL(N(μ_m, σ_m²) ‖ N(m_m, s_m²))
 *
 * log π [M, 1, ...], μ and σ [M, D, ...], the prior against them by broadcasting -> [...].
 */
export function planeDivergenceBound(posterior: Mixture, prior: Mixture): Tensor {
  const axes = at(posterior.means.shape, 1);
  const along = ({ logWeights, means, deviations }: Mixture, axis: number): Mixture => {
    const own = (x: Tensor) => slice(x, [{ axis: 1, start: axis, end: axis + 1 }]);
    return { logWeights, means: own(means), deviations: own(deviations) };
  };
  const parts = Array.from({ length: axes }, (_, axis) => {
    // The choice of the component is one for all axes, and paid for once.
    const { logWeights } = axis === 0 ? prior : posterior;
    return mixtureDivergenceBound(along(posterior, axis), { ...along(prior, axis), logWeights });
  });
  const whole = parts.reduce((total, part) => add(total, part));
  return reshape(whole, whole.shape.slice(1));
}

/**
 * Monte-Carlo estimate of KL(q ‖ r) of two Gaussian mixtures, in nats, without bias; single values may be below 0:
 *
 *   (1/S) Σ_s Σ_m π_m [ log q(z_sm) − log r(z_sm) ],   z_sm = μ_m + σ_m ε_sm
 *
 * The choice of the component is summed out instead of drawn, so that the gradient is without bias as well and reaches π.
 * posterior [M, ...], prior as for {@link mixtureDivergenceBound}, `normal` [S, M, ...] standard normal noise -> [...]. Cost: S·M²
 * densities.
 * @throws ShapeError where the noise is not [S, M, ...].
 * @source Kingma & Welling 2014 for the draw; the sum over components is ours. As part of IBCA (Cui et al. 2025) a
 * reconstruction.
 */
export function sampledMixtureDivergence(
  posterior: Mixture,
  prior: Mixture,
  normal: Tensor,
): Tensor {
  const shape = broadcastShapes(
    "sampledMixtureDivergence",
    posterior.logWeights.shape,
    broadcastShapes("mixture", posterior.means.shape, posterior.deviations.shape),
  );
  if (normal.shape.slice(1).join() !== shape.join()) {
    throw new ShapeError("sampledMixtureDivergence", "noise must be [S, M, ...]", {
      got: normal.shape,
      posterior: shape,
    });
  }
  // [S, M, ...]: each draw is a point at which all M components of both mixtures are evaluated, [M, 1, 1, ...].
  const points = add(posterior.means, mul(posterior.deviations, normal));
  const ratios = sub(
    mixtureLogDensity(openMixture(posterior, 2), points),
    mixtureLogDensity(openMixture(prior, 2), points),
  );
  const weighed = sum(mul(exp(posterior.logWeights), ratios), { axes: [1] });
  return mean(weighed, { axes: [0] });
}
