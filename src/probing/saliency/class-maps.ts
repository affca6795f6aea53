import { at } from "../../base/ndarray.js";
import { pullBack } from "../../graph/gradient.js";
import { add, sub } from "../../graph/ops/elementwise.js";
import { concat } from "../../graph/ops/movement.js";
import { reshape } from "../../graph/ops/reduce.js";
import { constant } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import type { Shape } from "../../graph/types.js";
import { gradCam } from "./grad-cam.js";
import { lastFeatureMap } from "./last-feature-map.js";

/**
 * A class activation map a score, [B, K, ...places]: Grad-CAM of each of `scores` [B, K] before it is rectified, which of heads that are
 * linear in the mean over places is the class activation map of Zhou et al. 2016 divided by the number of places, so that its sum over
 * them is the score less its bias. The way back is in the program, the batch stays free.
 *
 * Deviation from Selvaraju et al.: no ReLU, so that what speaks against a class is there too; theirs is max(0, this).
 * @param shape [channels, ...places] of the encoder's last map.
 * @returns null where the scores have no such map that all ways go through (last-feature-map.ts).
 * @source Selvaraju et al. 2017; Zhou et al. 2016.
 */
export function classMaps(scores: Tensor, image: Tensor, shape: Shape): Tensor | null {
  const [batch = 0, classes = 0] = scores.shape;
  const map = lastFeatureMap(scores, image, [batch, ...shape]);
  if (map === null) return null;
  // Zeros whose batch is that of the scores, whatever it is when the model runs.
  const zeros = sub(scores, scores);
  const maps = Array.from({ length: classes }, (_, own) => {
    const seed = add(zeros, constant(Array.from({ length: classes }, (__, name) => Number(name === own)), [1, classes])); // prettier-ignore
    const gradient = at(pullBack(scores, seed, [map]), 0);
    if (gradient === null) return null;
    const cam = gradCam(map, gradient);
    return reshape(cam, [batch, 1, ...cam.shape.slice(1)]);
  });
  const known = maps.filter((own) => own !== null);
  return known.length < classes ? null : concat(known, 1);
}
