import { at } from "../../base/ndarray.js";
import { add, div, mul, sub } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { slice } from "../../graph/ops/movement.js";
import { reshape, sum } from "../../graph/ops/reduce.js";
import { cast, greater, greaterOrEqual, maximum } from "../../graph/ops/select.js";
import type { Tensor } from "../../graph/tensor.js";
import { maskRows } from "./reduce.js";

/**
 * Correlation alignment: how far means and covariances of the features differ between environments.
 *
 *   mean over pairs of environments e, f of  ‖μ_e − μ_f‖² / F + ‖C_e − C_f‖²_F / (4 F²)
 *
 * C has n_e − 1 below. [] in [0, ∞), in squared (and fourth-power) units of the features. Environments with
 * fewer than two rows in the batch do not count; 0 where fewer than two are left.
 * @param features float32 [B, F]. @param member float32 [B, E]: 1 where row b is in environment e. Rows without
 * an environment have exactly no gradient. Time E·B·F², memory E·F².
 * @source Sun & Saenko 2016 (Deep CORAL), equation 1, without a mean term; the means are of DomainBed (Gulrajani
 * & Lopez-Paz 2021), which has no 4.
 */
export function coral(features: Tensor, member: Tensor): Tensor {
  const [rows, width] = [at(features.shape, 0), at(features.shape, 1)];
  const environments = at(member.shape, 1);
  const safe = maskRows(features, greater(sum(member, { axes: [1] }), 0));
  const counts = sum(member, { axes: [0] });
  const present = cast(greaterOrEqual(counts, 2), "float32");
  const means: Tensor[] = [];
  const covariances: Tensor[] = [];
  for (let environment = 0; environment < environments; environment++) {
    const own = slice(member, [{ axis: 1, start: environment, end: environment + 1 }]);
    const count = sum(own);
    const mean = div(sum(mul(safe, own), { axes: [0] }), maximum(count, 1));
    const centred = mul(sub(safe, mean), reshape(own, [rows, 1]));
    const products = matmul(centred, centred, { transposeLeft: true });
    means.push(mean);
    covariances.push(div(products, maximum(sub(count, 1), 1)));
  }
  const weights = means.map((_, environment) =>
    reshape(slice(present, [{ axis: 0, start: environment, end: environment + 1 }]), []),
  );
  const pairs = meanPairDistance(means, weights);
  return add(
    mul(pairs, 1 / width),
    mul(meanPairDistance(covariances, weights), 1 / (4 * width * width)),
  );
}

/**
 * Mean of ‖x_i − x_j‖² over pairs i < j of the m values whose weight is 1 (the others have 0):
 * 2 / (m − 1) · Σ ‖x_i − x̄‖², x̄ their mean. 0 for m < 2.
 */
function meanPairDistance(values: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  const total = (tensors: readonly Tensor[]) => tensors.reduce((all, one) => add(all, one));
  const count = total(weights);
  const centre = div(
    total(values.map((value, index) => mul(value, at(weights, index)))),
    maximum(count, 1),
  );
  const squares = values.map((value, index) => {
    const difference = sub(value, centre);
    return mul(sum(mul(difference, difference)), at(weights, index));
  });
  return div(mul(total(squares), 2), maximum(sub(count, 1), 1));
}
