import { mul } from "../../graph/ops/elementwise.js";
import { mean, sum } from "../../graph/ops/reduce.js";
import type { Tensor } from "../../graph/tensor.js";

/**
 * Grad-CAM before it is rectified: Σ over channels of (mean over places of ds/dA) · A. Above 0 where the map speaks for the score; the
 * published map is max(0, this).
 *
 * Where the score is linear in the mean over places it is the class activation map of Zhou et al. 2016 divided by the number of
 * places: its sum is the score less its bias.
 * @param map A [B, C, ...places].
 * @param gradient ds/dA, of the same shape.
 * @returns [B, ...places].
 * @source Selvaraju et al. 2017, equations 1 and 2; the volumes are the same along one more axis.
 */
export function gradCam(map: Tensor, gradient: Tensor): Tensor {
  const axes = map.shape.slice(2).map((_, axis) => axis + 2);
  return sum(mul(map, mean(gradient, { axes, keepAxes: true })), { axes: [1] });
}
