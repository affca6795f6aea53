import { sizeOf } from "../../../base/ndarray.js";
import type { DecodedImage } from "../../formats/decoded-image.js";
import { measureProperties } from "../../properties/measure-properties.js";
import { propertyNames } from "../../properties/registry.js";

/**
 * What the cache keeps of an image of a cohort: its samples, and behind them what is known of the file only while it is
 * decoded: its properties, channels, three extents (0 for none), and 1 where all samples of the file are equal.
 */
export interface FileOfImage {
  /** Of the file, [C, H, W] or [C, X, Y, Z]. */
  readonly shape: readonly number[];
  readonly isConstant: boolean;
  /** In the order of `propertyNames`, rounded to float32; NaN where one is not defined. */
  readonly properties: Float32Array;
}

const shapeCount = 4;
const factCount = propertyNames.length + shapeCount + 1;

/** float32 of a record. */
export function recordLength(imageShape: readonly number[]): number {
  return sizeOf(imageShape) + factCount;
}

/** The record of `image`, which was made from `decoded`, which `files` hold. */
export function makeRecord(
  image: Float32Array,
  decoded: DecodedImage,
  files: readonly Uint8Array[],
): Float32Array {
  const { shape, data } = decoded.samples;
  const record = new Float32Array(image.length + factCount);
  record.set(image);
  record.set(measureProperties(files, decoded), image.length);
  record.set(shape, image.length + propertyNames.length);
  record[record.length - 1] = isConstant(data) ? 1 : 0;
  return record;
}

/** What the last numbers of a record say of its file. */
export function fileOfRecord(record: Float32Array): FileOfImage {
  const facts = record.subarray(record.length - factCount);
  const shape = facts.subarray(propertyNames.length, factCount - 1);
  return {
    shape: [...shape].filter((extent) => extent > 0),
    isConstant: facts[factCount - 1] === 1,
    properties: facts.slice(0, propertyNames.length),
  };
}

/** Are all equal? Ends at the first that is not; true of none. */
export function isConstant(samples: ArrayLike<number | bigint>): boolean {
  const [first] = [samples[0]];
  for (let index = 1; index < samples.length; index++) if (samples[index] !== first) return false;
  return true;
}
