import { at } from "../base/ndarray.js";
import { div, mul, tanh } from "../graph/ops/elementwise.js";
import { concat, slice } from "../graph/ops/movement.js";
import { reshape } from "../graph/ops/reduce.js";
import type { Tensor } from "../graph/tensor.js";
import { relu } from "../nn/layers/activation.js";
import { batchNorm } from "../nn/layers/batch-norm.js";
import { linear } from "../nn/layers/linear.js";
import { linearBatchNorm } from "../nn/layers/linear-batch-norm.js";
import { applyPart, sequential, specsOfParts, type ApplyContext, type Layer } from "../nn/layer.js";
import { withGiven, type CountedPair } from "./counted-pair.js";
import { keepWeighted, samplePairs, type PairSampling } from "./sample-pairs.js";

/** What a critic says of the rows of a batch. */
export interface Scores {
  /** [B] */
  readonly joint: Tensor;
  /** float32 [B]: weight of each joint row, 0 where it does not count. */
  readonly jointWeight: Tensor;
  /** [B, M], from {@link keepWeighted}: Σ e^product is the weighted sum over product rows. */
  readonly product: Tensor;
  /** float32 [B, M]: weight of each product row, of the stratum of its right-hand row. */
  readonly weight: Tensor;
  /** float32 [S, B]: 1 where a row counts and belongs to the stratum. */
  readonly membership: Tensor;
}

/** Extents of a {@link statisticsNetwork}. */
export interface NetworkSize {
  /** Width of each hidden layer. */
  readonly hidden: number;
  /** Hidden layers, 1 or more. */
  readonly layers: number;
  /** What stands before each ReLU. */
  readonly norm: "batch" | "none";
}

/**
 * Critic T(left, right) of the bounds on MI: blocks linear(hidden, no bias) + batch norm + ReLU, three as published, then
 * linear(1). With strata T reads the row's stratum as well. Joint and product rows go through batch norm in
 * ONE pass: statistics of separate passes would give the class away. No running statistics: every pass has
 * its own batch. Without batch norm (ours) blocks are linear(hidden) + ReLU, at some 0.6 of the cost. Parameters lie under
 * `network`.
 * @source networks of Fay 2023 (MIMM) and Mohan 2024.
 */
export function statisticsNetwork(inputs: number, { hidden, layers, norm }: NetworkSize): Layer {
  const makeBlock = norm === "batch" ? normalisedBlock : plainBlock;
  const network = sequential({
    ...Object.fromEntries(
      Array.from({ length: layers }, (_, index) => [
        `block${index + 1}`,
        makeBlock(index === 0 ? inputs : hidden, hidden),
      ]),
    ),
    out: linear({ inFeatures: hidden, outFeatures: 1 }),
  });
  return {
    ...specsOfParts({ network }),
    apply: (context, x) => applyPart(context, "network", network, x),
  };
}

/** The first layer, whose inputs are few, is folded. */
function normalisedBlock(inFeatures: number, outFeatures: number): Layer {
  if (inFeatures < outFeatures / 4) {
    const folded = linearBatchNorm({ inFeatures, outFeatures });
    return {
      ...folded,
      apply: (context, x) => relu.apply(context, folded.apply(context, x)),
    };
  }
  return sequential({
    linear: linear({ inFeatures, outFeatures, bias: false }),
    norm: batchNorm({ channels: outFeatures, trackStatistics: false }),
    relu,
  });
}

function plainBlock(inFeatures: number, outFeatures: number): Layer {
  return sequential({ linear: linear({ inFeatures, outFeatures }), relu });
}

/** Scores of joint and product rows, bounded smoothly by limit · tanh(T / limit). */
export function scorePairs(
  critic: Layer,
  context: ApplyContext,
  pair: CountedPair,
  { pairs, limit }: { readonly pairs: PairSampling; readonly limit: number },
): Scores {
  const { joint, product, perRow, weight } = samplePairs({ ...pair, left: withGiven(pair) }, pairs);
  const batch = at(joint.shape, 0);
  const rows = concat([joint, product], 0);
  // As one axis: over a last axis of 1 ONNX Runtime takes each value for a row.
  const raw = reshape(critic.apply(context, rows), [at(rows.shape, 0)]);
  // A smooth cut-off keeps a gradient everywhere, and T ≈ limit · tanh(T / limit) for small T.
  const bounded = mul(tanh(div(raw, limit)), limit);
  const part = (start: number, end: number) => slice(bounded, [{ axis: 0, start, end }]);
  return {
    joint: part(0, batch),
    jointWeight: pair.rows,
    product: keepWeighted(
      reshape(part(batch, at(rows.shape, 0)), [batch, perRow]),
      weight,
      pair.weight !== null,
    ),
    weight,
    membership: pair.membership,
  };
}
