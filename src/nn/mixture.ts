import { add, div, exp, log, mul, sub } from "../graph/ops/elementwise.js";
import { expand, logSumExp, softmax, sum } from "../graph/ops/reduce.js";
import type { Tensor } from "../graph/tensor.js";
import type { Shape } from "../graph/types.js";

/**
 * Mixtures of M one-dimensional Gaussians, Σ_m π_m N(μ_m, σ_m²), one at each element of the leading axes; [M] alone is one
 * mixture for all. The three broadcast against each other.
 */
export interface Mixture {
  /** log π, [..., M], each row a log-distribution. */
  readonly logWeights: Tensor;
  /** μ, [..., M]. */
  readonly means: Tensor;
  /** σ, [..., M], above 0. */
  readonly deviations: Tensor;
}

/** Noise of one draw, both [..., M]; see nn/noise.ts. `gumbel` is null for one component, which needs no choice. */
export interface MixtureNoise {
  readonly normal: Tensor;
  readonly gumbel: Tensor | null;
}

const halfLogTwoPi = Math.log(2 * Math.PI) / 2;

/**
 * A mixture for each element of `shape`, whose last axis is M, all as the one that is given. For an operand that is broadcast often: ONNX Runtime
 * goes over a last axis of few values one by one.
 */
export function expandMixture({ logWeights, means, deviations }: Mixture, shape: Shape): Mixture {
  return {
    logWeights: expand(logWeights, shape),
    means: expand(means, shape),
    deviations: expand(deviations, shape),
  };
}

/** Σ_m π_m μ_m: the mixture's mean, [...]. */
export function mixtureMean({ logWeights, means }: Mixture): Tensor {
  return sum(mul(exp(logWeights), means), { axes: [-1] });
}

/**
 * log Σ_m π_m N(z; μ_m, σ_m²), in nats, without overflow: z [...] -> [...].
 * @param z has a last axis of extent 1, or of as many points as there are, and mixtures get theirs before M: shapes
 * [..., 1] against [..., M] broadcast, the result loses the last axis.
 */
export function mixtureLogDensity(mixture: Mixture, z: Tensor): Tensor {
  const { logWeights, means, deviations } = mixture;
  const distance = div(sub(z, means), deviations);
  const logs = sub(
    sub(logWeights, add(log(deviations), halfLogTwoPi)),
    mul(mul(distance, distance), 0.5),
  );
  return logSumExp(logs, { axes: [-1] });
}

/**
 * A relaxed draw z = Σ_m y_m (μ_m + σ_m ε_m) with y = softmax((log π + g) / τ): Gumbel-softmax over components, a
 * reparameterised Gaussian in each; the gradient reaches π, μ and σ. At τ → 0 it is a draw from the mixture; above that its
 * law is narrower. One component: μ + σε, exact at any τ.
 * @param temperature τ > 0, a scalar tensor or number.
 * @source Jang et al. 2017, Maddison et al. 2017; Kingma & Welling 2014.
 */
export function sampleMixture(
  { logWeights, means, deviations }: Mixture,
  { normal, gumbel }: MixtureNoise,
  temperature: Tensor | number,
): Tensor {
  const draws = add(means, mul(deviations, normal));
  if (gumbel === null) return sum(draws, { axes: [-1] });
  const chosen = softmax(div(add(logWeights, gumbel), temperature));
  return sum(mul(chosen, draws), { axes: [-1] });
}
