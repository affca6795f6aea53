import { at } from "../../../base/ndarray.js";
import {
  occlude,
  occlusionMap,
  occlusionPatches,
  type OcclusionLaw,
} from "../../../probing/saliency/occlusion.js";

/** Scores of pictures that are variants of one; in their order. */
export type ScorePictures = (pictures: readonly Float32Array[]) => Promise<readonly number[]>;

/**
 * The patches that an audit covers: an eighth of each side, of volumes a quarter, side by side: some 64 a picture.
 * @param imageShape [C, ...extents].
 */
export function auditPatches(
  imageShape: readonly number[],
): Pick<OcclusionLaw, "imageShape" | "patch" | "stride"> {
  const extents = imageShape.slice(1);
  const share = extents.length > 2 ? 4 : 8;
  const patch = extents.map((extent) => Math.max(1, Math.round(extent / share)));
  return { imageShape, patch, stride: patch };
}

/** Map of a picture by occlusion, a few covered pictures at a time. */
export async function occlusionLook(
  picture: Float32Array,
  law: OcclusionLaw,
  score: ScorePictures,
  atATime: number,
): Promise<Float64Array> {
  const places = occlusionPatches(law);
  const asked = [null, ...places];
  const scores: number[] = [];
  for (let start = 0; start < asked.length; start += atATime) {
    const pictures = asked
      .slice(start, start + atATime)
      .map((place) => (place === null ? picture : occlude(picture, place, law)));
    scores.push(...(await score(pictures)));
  }
  return occlusionMap(at(scores, 0), scores.slice(1), law);
}
