import { add, div, exp, log, mul, sub } from "../graph/ops/elementwise.js";
import { logSumExp, reshape, softmax, sum } from "../graph/ops/reduce.js";
import type { Tensor } from "../graph/tensor.js";

/**
 * Mixtures of M one-dimensional Gaussians, Σ_m π_m N(μ_m, σ_m²), one at each element of the trailing axes. The three broadcast
 * against each other.
 *
 * Components are the first axis, so that what is done component by component runs over whole planes of elements, not along a last axis
 * of few values.
 */
export interface Mixture {
  /** log π, [M, ...], a log-distribution along the first axis. */
  readonly logWeights: Tensor;
  /** μ, [M, ...]. */
  readonly means: Tensor;
  /** σ, [M, ...], above 0. */
  readonly deviations: Tensor;
}

/** Noise of one draw; see nn/noise.ts. */
export interface MixtureNoise {
  /** [...], the same for all components, or [M, ...]. */
  readonly normal: Tensor;
  /** [M, ...]; null for one component, which needs no choice. */
  readonly gumbel: Tensor | null;
}

const halfLogTwoPi = Math.log(2 * Math.PI) / 2;

/** A mixture [M, ...] with as many axes of extent 1 after M: [M, 1, …, 1, ...]. [M] alone becomes one mixture for all elements. */
export function openMixture({ logWeights, means, deviations }: Mixture, axes: number): Mixture {
  const open = (x: Tensor) => {
    const [components = 1, ...rest] = x.shape;
    return reshape(x, [components, ...new Array<number>(axes).fill(1), ...rest]);
  };
  return { logWeights: open(logWeights), means: open(means), deviations: open(deviations) };
}

/** log π from logits [M, ...]. */
export function logWeightsOf(logits: Tensor): Tensor {
  return sub(logits, logSumExp(logits, { axes: [0], keepAxes: true }));
}

/** Σ_m π_m μ_m: the mixture's mean, [...]. */
export function mixtureMean({ logWeights, means }: Mixture): Tensor {
  return sum(mul(exp(logWeights), means), { axes: [0] });
}

/** log Σ_m π_m N(z; μ_m, σ_m²), in nats, without overflow: z [...] -> [...], against the elements of the mixture by broadcasting. */
export function mixtureLogDensity(mixture: Mixture, z: Tensor): Tensor {
  const { logWeights, means, deviations } = mixture;
  const distance = div(sub(z, means), deviations);
  const logs = sub(
    sub(logWeights, add(log(deviations), halfLogTwoPi)),
    mul(mul(distance, distance), 0.5),
  );
  return logSumExp(logs, { axes: [0] });
}

/**
 * A relaxed draw z = Σ_m y_m (μ_m + σ_m ε_m) with y = softmax((log π + g) / τ): Gumbel-softmax over components, a
 * reparameterised Gaussian in each; the gradient reaches π, μ and σ. At τ → 0 it is a draw from the mixture, whether components
 * share ε or not, as one of them is chosen; above that its law is narrower. One component: μ + σε, exact at any τ.
 * @param temperature τ > 0, a scalar tensor or number.
 * @source Jang et al. 2017, Maddison et al. 2017; Kingma & Welling 2014.
 */
export function sampleMixture(
  { logWeights, means, deviations }: Mixture,
  { normal, gumbel }: MixtureNoise,
  temperature: Tensor | number,
): Tensor {
  const draws = add(means, mul(deviations, normal));
  if (gumbel === null) return sum(draws, { axes: [0] });
  const chosen = softmax(div(add(logWeights, gumbel), temperature), 0);
  return sum(mul(chosen, draws), { axes: [0] });
}
