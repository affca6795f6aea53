import { at } from "../../base/ndarray.js";
import { abs, div, mul, sqrt, sub } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { reshape, sum } from "../../graph/ops/reduce.js";
import {
  and,
  cast,
  equal,
  greater,
  greaterOrEqual,
  maximum,
  not,
  where,
} from "../../graph/ops/select.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows } from "./reduce.js";

/** The two regularisers of EnD. */
export interface Entanglement {
  /** Mean |cosine| over pairs of rows with the same bias, [] in [0, 1]; 0 where no row has a partner. */
  readonly disentangling: Tensor;
  /** Mean (1 − cosine) / 2 over pairs with the same target and another bias, [] in [0, 1]; 0 where there is none. */
  readonly entangling: Tensor;
}

/**
 * Cosines of the features of a batch, c_ij = x_i·x_j / (‖x_i‖ ‖x_j‖), pushed apart inside a bias and together
 * across biases:
 *
 *   R⊥ = mean over pairs i ≠ j, b_i = b_j, of |c_ij|
 *   R∥ = mean over pairs y_i = y_j, b_i ≠ b_j, of (1 − c_ij) / 2
 *
 * A row of zeros has cosine 0 with all and no gradient. Memory B².
 * @param features float32 [B, F]. @param target, bias int32 or int64 [B], -1 missing: rows without a bias are
 * in no pair, rows without a target in none of R∥; they have exactly no gradient there.
 * @source Tartaglione et al. 2021 (EnD). Their code takes |Σ c| within a bias, and half of the
 * pairs of R∥; here every pair counts once.
 */
export function entanglement(features: Tensor, target: Tensor, bias: Tensor): Entanglement {
  const rows = at(features.shape, 0);
  const biasKnown = greaterOrEqual(bias, 0);
  const safe = maskRows(features, biasKnown);
  const squares = sum(mul(safe, safe), { axes: [1], keepAxes: true });
  const positive = greater(squares, 0);
  const unit = div(safe, sqrt(where(positive, squares, 1)));
  const cosines = matmul(unit, unit, { transposeRight: true });

  const position = constant(
    Array.from({ length: rows }, (_, row) => row),
    [rows],
    "int64",
  );
  const other = not(pairwiseEqual(position));
  const known = pairwiseBoth(biasKnown);
  const sameBias = pairwiseEqual(bias);
  const sameTarget = and(pairwiseEqual(target), pairwiseBoth(greaterOrEqual(target, 0)));
  return {
    disentangling: pairMean(abs(cosines), and(and(sameBias, other), known)),
    entangling: pairMean(mul(sub(1, cosines), 0.5), and(and(sameTarget, not(sameBias)), known)),
  };
}

/** x_i = x_j, bool [B, B]. */
function pairwiseEqual(x: Tensor): Tensor {
  return equal(reshape(x, [...x.shape, 1]), x);
}

/** Both rows hold, bool [B, B]. */
function pairwiseBoth(x: Tensor): Tensor {
  return and(reshape(x, [...x.shape, 1]), x);
}

function pairMean(values: Tensor, pairs: Tensor): Tensor {
  return div(sum(where(pairs, values, 0)), maximum(sum(cast(pairs, "float32")), 1));
}
