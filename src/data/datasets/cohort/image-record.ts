import { sizeOf } from "../../../base/ndarray.js";
import type { DecodedImage } from "../../formats/decoded-image.js";

/**
 * What the cache keeps of an image of a cohort: its samples, and behind them what is known of the file only while it is
 * decoded: channels, three extents (0 for none), and 1 where all samples of the file are equal.
 */
export interface FileOfImage {
  /** Of the file, [C, H, W] or [C, X, Y, Z]. */
  readonly shape: readonly number[];
  readonly isConstant: boolean;
}

const factCount = 5;

/** float32 of a record. */
export function recordLength(imageShape: readonly number[]): number {
  return sizeOf(imageShape) + factCount;
}

/** The record of `image`, which was made from `decoded`. */
export function makeRecord(image: Float32Array, { samples }: DecodedImage): Float32Array {
  const { shape, data } = samples;
  const record = new Float32Array(image.length + factCount);
  record.set(image);
  record.set(shape, image.length);
  record[image.length + factCount - 1] = isConstant(data) ? 1 : 0;
  return record;
}

/** What the last numbers of a record say of its file. */
export function fileOfRecord(record: Float32Array): FileOfImage {
  const facts = record.subarray(record.length - factCount);
  return {
    shape: [...facts.subarray(0, factCount - 1)].filter((extent) => extent > 0),
    isConstant: facts[factCount - 1] === 1,
  };
}

/** Are all equal? Ends at the first that is not; true of none. */
export function isConstant(samples: ArrayLike<number | bigint>): boolean {
  const [first] = [samples[0]];
  for (let index = 1; index < samples.length; index++) if (samples[index] !== first) return false;
  return true;
}
