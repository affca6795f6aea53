import type { NdArray } from "../../../base/ndarray.js";
import { arrayOver, hostByteOrder, readElements } from "../elements.js";
import type { FrameSize, RawFrame } from "./raw-frame.js";

/** Samples as whole numbers. */
export type IntegerSamples = Extract<
  NdArray,
  { dtype: "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" }
>;

const unsignedOf = { 1: "uint8", 2: "uint16", 4: "uint32" } as const;
const signedOf = { 1: "int8", 2: "int16", 4: "int32" } as const;

/** The words of one grey frame as they are stored, [rows, columns], with bits above and below those that count. */
export function storedWords(frame: RawFrame, size: FrameSize, signed: boolean): IntegerSamples {
  const dtype = signed ? signedOf[frame.bytesPerSample] : unsignedOf[frame.bytesPerSample];
  const shape = [size.rows, size.columns];
  return readElements(frame.bytes, 0, dtype, shape, frame.order) as IntegerSamples;
}

/**
 * {@link storedWords} for reading at once, neither to be changed nor kept: without a copy where the frame's own memory can
 * be addressed as words.
 */
export function wordsInPlace(frame: RawFrame, size: FrameSize, signed: boolean): IntegerSamples {
  const { bytes, bytesPerSample, order } = frame;
  const addressable = bytes.byteOffset % bytesPerSample === 0;
  if (!addressable || order !== hostByteOrder()) return storedWords(frame, size, signed);
  const dtype = signed ? signedOf[bytesPerSample] : unsignedOf[bytesPerSample];
  const shape = [size.rows, size.columns];
  return arrayOver(bytes.buffer, dtype, shape, bytes.byteOffset) as IntegerSamples;
}

/**
 * The samples of one grey frame, [rows, columns]: the stored bits alone, moved down to bit 0, with their sign.
 * Bits above and below them (old overlays) are dropped.
 */
export function greySamples(frame: RawFrame, size: FrameSize, signed: boolean): IntegerSamples {
  const samples = storedWords(frame, size, signed);
  if (!hasUnusedBits(frame)) return samples;
  const up = 31 - frame.highBit;
  const down = 32 - frame.bitsStored;
  const { data } = samples;
  // Two loops, so that each compiles to few instructions.
  if (signed) {
    for (let index = 0; index < data.length; index++) {
      data[index] = ((data[index] ?? 0) << up) >> down;
    }
  } else {
    for (let index = 0; index < data.length; index++) {
      data[index] = ((data[index] ?? 0) << up) >>> down;
    }
  }
  return samples;
}

/** Whether words have bits that are no part of their number. */
export function hasUnusedBits({ bitsStored, bytesPerSample }: RawFrame): boolean {
  return bitsStored !== bytesPerSample * 8;
}

/** Colour samples, channel after channel: [3, rows, columns]; no sign, the stored bits alone. */
export function channelSamples(frame: RawFrame, size: FrameSize): IntegerSamples {
  const pixels = size.rows * size.columns;
  const flat = greySamples(frame, { ...size, rows: size.rows * 3 }, false);
  const shape = [3, size.rows, size.columns];
  if (frame.planar) return { ...flat, shape };
  const data = flat.data.slice();
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      data[channel * pixels + pixel] = flat.data[3 * pixel + channel] ?? 0;
    }
  }
  return { ...flat, shape, data } as IntegerSamples;
}
