import { sizeOf, type NdArray } from "../../../base/ndarray.js";
import type { ModalityTransform } from "./modality.js";
import { modalityRange, toModality } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import type { RawFrame } from "./raw-frame.js";
import type { IntegerSamples } from "./samples.js";
import { greySamples, wordsInPlace } from "./samples.js";
import type { VoiTransform } from "./voi.js";
import { toVoi } from "./voi.js";

type GreySamples = IntegerSamples | Extract<NdArray, { dtype: "float32" }>;

/**
 * A frame as [1, H, W] in the unit of the modality, or from 0 to 1 with `voi`, higher brighter.
 *
 * Every step is in double precision: modality, values of interest, and last MONOCHROME1 turned, value → lowest + highest
 * − value. The result has the type of the stored samples where whole numbers stay (no modality transform), uint16 for a
 * Modality LUT, and else float32. The bits that count are those of the frame; the range to turn is that of `layout`.
 */
export function greyImage(
  frame: RawFrame,
  layout: PixelLayout,
  modality: ModalityTransform,
  voi: VoiTransform | null,
): NdArray {
  const shape = [1, layout.rows, layout.columns];
  const turned = layout.photometric === "MONOCHROME1";
  if (voi === null && modality.kind === "identity" && !turned) {
    return { ...greySamples(frame, layout, layout.signed), shape };
  }
  const words = wordsInPlace(frame, layout, layout.signed);
  const result = emptyLike(words, shape, modality, voi);
  if (voi === null && modality.kind === "rescale" && !turned && frame.bytesPerSample < 4) {
    const rescale = layout.signed ? rescaleSigned : rescaleUnsigned;
    rescale(words.data, frame, modality.slope, modality.intercept, result.data);
    return result;
  }
  const [lowest, highest] = voi === null ? modalityRange(modality, layout) : [0, 1];
  const valueOf = (sample: number): number => {
    const value = toModality(modality, sample);
    const seen = voi === null ? value : toVoi(voi, value);
    return turned ? lowest + highest - seen : seen;
  };
  if (frame.bitsStored <= mostTableBits && words.data.length > 2 ** frame.bitsStored) {
    const table = emptyLike(words, [2 ** frame.bitsStored], modality, voi);
    fillTable(table.data, layout.signed, valueOf);
    lookUpWords(words.data, frame, table.data, result.data);
    return result;
  }
  const { data } = greySamples(frame, layout, layout.signed);
  for (let index = 0; index < data.length; index++) result.data[index] = valueOf(data[index] ?? 0);
  return result;
}

/**
 * The most common transform, slope · stored + intercept. Here and in the two below the stored bits are taken out of each
 * word in the loop itself, four at a time, which then compiles to few instructions: hence three loops of one shape. Words of one or
 * two bytes, since `>>` and `&` are of 32 bits with a sign.
 */
function rescaleUnsigned(
  from: IntegerSamples["data"],
  { bitsStored, highBit }: RawFrame,
  slope: number,
  intercept: number,
  to: GreySamples["data"],
): void {
  const lowBit = highBit + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  let index = 0;
  for (; index + 4 <= from.length; index += 4) {
    to[index] = (((from[index] ?? 0) >> lowBit) & mask) * slope + intercept;
    to[index + 1] = (((from[index + 1] ?? 0) >> lowBit) & mask) * slope + intercept;
    to[index + 2] = (((from[index + 2] ?? 0) >> lowBit) & mask) * slope + intercept;
    to[index + 3] = (((from[index + 3] ?? 0) >> lowBit) & mask) * slope + intercept;
  }
  for (; index < from.length; index++) {
    to[index] = (((from[index] ?? 0) >> lowBit) & mask) * slope + intercept;
  }
}

/** The same of numbers whose highest stored bit is their sign. */
function rescaleSigned(
  from: IntegerSamples["data"],
  { bitsStored, highBit }: RawFrame,
  slope: number,
  intercept: number,
  to: GreySamples["data"],
): void {
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  let index = 0;
  for (; index + 4 <= from.length; index += 4) {
    to[index] = (((from[index] ?? 0) << up) >> down) * slope + intercept;
    to[index + 1] = (((from[index + 1] ?? 0) << up) >> down) * slope + intercept;
    to[index + 2] = (((from[index + 2] ?? 0) << up) >> down) * slope + intercept;
    to[index + 3] = (((from[index + 3] ?? 0) << up) >> down) * slope + intercept;
  }
  for (; index < from.length; index++) {
    to[index] = (((from[index] ?? 0) << up) >> down) * slope + intercept;
  }
}

/** Where a frame has more samples than there are numbers of so many bits, each number is transformed once. */
const mostTableBits = 16;

/** The value of every stored number, by its bits: negative numbers are the upper half. */
function fillTable(
  table: GreySamples["data"],
  signed: boolean,
  valueOf: (sample: number) => number,
): void {
  const count = table.length;
  for (let bits = 0; bits < count; bits++) {
    table[bits] = valueOf(signed && 2 * bits >= count ? bits - count : bits);
  }
}

function lookUpWords(
  from: IntegerSamples["data"],
  { bitsStored, highBit }: RawFrame,
  table: GreySamples["data"],
  to: GreySamples["data"],
): void {
  const lowBit = highBit + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  const [values, target] = [bitsOf(table), bitsOf(to)];
  let index = 0;
  for (; index + 4 <= from.length; index += 4) {
    target[index] = values[((from[index] ?? 0) >> lowBit) & mask] ?? 0;
    target[index + 1] = values[((from[index + 1] ?? 0) >> lowBit) & mask] ?? 0;
    target[index + 2] = values[((from[index + 2] ?? 0) >> lowBit) & mask] ?? 0;
    target[index + 3] = values[((from[index + 3] ?? 0) >> lowBit) & mask] ?? 0;
  }
  for (; index < from.length; index++) {
    target[index] = values[((from[index] ?? 0) >> lowBit) & mask] ?? 0;
  }
}

/** float32 as their bits, which move without being made float64 and back; others as they are. */
function bitsOf(samples: GreySamples["data"]): GreySamples["data"] {
  if (!(samples instanceof Float32Array)) return samples;
  return new Int32Array(samples.buffer, samples.byteOffset, samples.length);
}

/** Zeros of the type that the result has. */
function emptyLike(
  words: IntegerSamples,
  shape: readonly number[],
  modality: ModalityTransform,
  voi: VoiTransform | null,
): GreySamples {
  const length = sizeOf(shape);
  if (voi !== null || modality.kind === "rescale") {
    return { dtype: "float32", shape, data: new Float32Array(length) };
  }
  if (modality.kind === "table") return { dtype: "uint16", shape, data: new Uint16Array(length) };
  const Words = words.data.constructor as new (length: number) => IntegerSamples["data"];
  return { dtype: words.dtype, shape, data: new Words(length) } as IntegerSamples;
}
