import { at, sizeOf } from "../base/ndarray.js";
import type { PlaceCentres } from "../base/place-centres.js";
import type { SetImages } from "../data/batch.js";
import { enlargeMap } from "../evaluation/labels/enlarge-map.js";
import {
  lookAtObject,
  pointingTolerance,
  type ObjectLook,
} from "../evaluation/labels/look-at-object.js";
import type { AttentionLooks } from "../evaluation/labels/localisation.js";
import { attentionOutput } from "../methods/method.js";
import type { TrainingJob } from "./job.js";
import type { BatchWatcher } from "./predict-set.js";

/** What is seen while a set is predicted: `looks` is whole after the last batch. */
export interface WatchedAttention {
  readonly watch: BatchWatcher;
  readonly looks: AttentionLooks;
}

/** The map that attention is over. */
export interface AttendedMap {
  readonly places: readonly number[];
  readonly centres: PlaceCentres | null;
}

/**
 * Measures the attention of a set batch by batch, so that none of it is kept: of each row and label with the answer yes how
 * the attention, brought to the size of the picture, lies to the label's object.
 * @param mapOf the map that the attention is over; asked for where there is attention.
 * @returns an empty object where the method shows no attention, the data set no masks, or images are not flat.
 */
export function watchAttention(
  { factors: { label }, method }: Pick<TrainingJob, "factors" | "method">,
  images: SetImages,
  mapOf: () => AttendedMap,
): WatchedAttention | { readonly watch?: undefined; readonly looks?: undefined } {
  const { labels = [] } = label;
  const { imageShape, labelAnswers: answers } = images;
  const name = attentionOutput(label.name);
  const isShown = method.predict.outputs.some((port) => port.name === name);
  if (!isShown || images.writeMask === undefined || answers === undefined) return {};
  const { places, centres } = mapOf();
  if (places.length !== 2) return {};
  const size = { height: at(imageShape, 1), width: at(imageShape, 2) };
  const length = sizeOf(places);
  const extents = [size.height, size.width];
  const mask = new Uint8Array(size.height * size.width);
  const objects: (ObjectLook | null)[] = Array.from(answers, () => null);
  const watch: BatchWatcher = (outputs, first, real) => {
    const attention = outputs[name] as Float32Array;
    for (let entry = 0; entry < real * labels.length; entry++) {
      const pair = first * labels.length + entry;
      if (answers[pair] !== 1) continue;
      images.writeMask?.(Math.floor(pair / labels.length), pair % labels.length, mask);
      const own = attention.subarray(entry * length, (entry + 1) * length);
      objects[pair] = lookAtObject(enlargeMap(own, places, extents, centres), mask, size);
    }
  };
  return { watch, looks: { tolerance: pointingTolerance(size), objects } };
}
