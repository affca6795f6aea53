import { ConfigError, InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { add, mul, neg } from "../graph/ops/elementwise.js";
import { concat, slice } from "../graph/ops/movement.js";
import { reshape, softmax, sum } from "../graph/ops/reduce.js";
import { less, stopGradient, where } from "../graph/ops/select.js";
import { scalar } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { constantInit, type ApplyContext, type SpecTree } from "../nn/layer.js";

/** How much of the penalty each dependence term is: L_MI = Σ weight · penalty. */
export interface TermWeighting {
  /** Learnt on the critics' side. */
  readonly parameters: SpecTree;
  /** State on the encoder's side. */
  readonly buffers: SpecTree;
  /** One weight a term, [] or a number. No gradient flows to the encoder through them. */
  weights(context: ApplyContext, estimates: readonly Tensor[]): readonly (Tensor | number)[];
  /** What the critics' phase minimises over `parameters`, or null. `estimates` come cut. */
  criticLoss(context: ApplyContext, estimates: readonly Tensor[]): Tensor | null;
}

/** The mean over all terms. */
export const meanOfTerms: TermWeighting = {
  parameters: {},
  buffers: {},
  weights: (_, estimates) => estimates.map(() => 1 / estimates.length),
  criticLoss: () => null,
};

/** How the weights of variant B follow the estimates. */
export type WeightUpdate = "detached" | "ascended";

/** Options of {@link confounderWeights}. */
export interface ConfounderWeightOptions {
  readonly update: WeightUpdate;
  /** Temperature τ > 0, nats: small puts all weight on the worst factor, large shares it. */
  readonly temperature: number;
  /** Memory of the average of the estimates (`detached`), 0 < memory < 1. */
  readonly memory: number;
  /** The first K terms are the label's with each factor. */
  readonly factors: number;
}

/**
 * Confounder weights in the space of losses (reconstruction of MIMM-X's attention weighter, variant B):
 *
 *   L_MI = ( K · Σ_j a_j · Î(F_0; F_j) + Σ others ) / number of terms,   a = softmax(u / τ) over the K factors
 *
 *   detached: u_j is a moving average of Î(F_0; F_j), no gradient: the factor that the label's part depends on
 *             most is pushed hardest.
 *   ascended: u is learnt by the critics' phase, which *maximises* Σ_j a_j · Î(F_0; F_j).
 *
 * Never minimised by the encoder: a simplex weight would move to the smallest estimate, and the penalty on the
 * worst factor would vanish. Equal weights, and so one factor, give the mean over all terms, which is mimm's.
 * @throws ConfigError for a temperature or memory out of range.
 */
export function confounderWeights(options: ConfounderWeightOptions): TermWeighting {
  const { update, temperature, memory, factors } = options;
  if (!(temperature > 0) || !(memory > 0 && memory < 1)) {
    throw new ConfigError("method.attention", "temperature above 0 and memory between 0 and 1", {
      temperature,
      memory,
    });
  }
  const attention = (u: Tensor) => softmax(mul(u, 1 / temperature));
  const weigh = (u: Tensor, terms: number): (Tensor | number)[] => {
    const shares = mul(attention(u), factors / terms);
    return Array.from({ length: terms }, (_, index) =>
      index < factors
        ? reshape(slice(shares, [{ axis: 0, start: index, end: index + 1 }]), [])
        : 1 / terms,
    );
  };
  const state = { [scores]: { shape: [factors], init: constantInit(0) } };
  if (update === "ascended") {
    return {
      parameters: state,
      buffers: {},
      weights: (context, estimates) =>
        weigh(stopGradient(context.parameter(scores)), estimates.length),
      criticLoss: (context, estimates) =>
        neg(
          sum(mul(attention(context.parameter(scores)), sideBySide(estimates.slice(0, factors)))),
        ),
    };
  }
  return {
    parameters: {},
    buffers: { ...state, [seen]: { shape: [], init: constantInit(0) } },
    weights: (context, estimates) => {
      const now = stopGradient(sideBySide(estimates.slice(0, factors)));
      const before = context.buffer(scores);
      const moved = add(mul(before, memory), mul(now, 1 - memory));
      // The first estimate stands for itself: an average that started at 0 would lag behind.
      const average = where(less(context.buffer(seen), 1), now, moved);
      context.updateBuffer(scores, average);
      context.updateBuffer(seen, scalar(1));
      return weigh(average, estimates.length);
    },
    criticLoss: () => null,
  };
}

const scores = "scores";
const seen = "seen";

/** Scalars as one vector [n]. @throws InternalError for none. */
function sideBySide(values: readonly Tensor[]): Tensor {
  if (values.length === 0) throw new InternalError("confounderWeights", "no estimate to weigh");
  const vectors = values.map((value) => reshape(value, [1]));
  return vectors.length === 1 ? at(vectors, 0) : concat(vectors, 0);
}
