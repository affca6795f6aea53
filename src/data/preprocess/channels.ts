import { DataError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import type { NdArray } from "../../base/ndarray.js";
import type { ChannelMeaning, DecodedImage } from "../formats/decoded-image.js";
import type { Scratch } from "./scratch.js";
import type { WorkingImage } from "./working-image.js";

/** Weights of red, green and blue in 65536ths: ITU-R BT.601 as Pillow rounds it. Their sum is 65536: grey stays grey. */
const luma = [19595, 38470, 7471] as const;

/**
 * The samples of a file as float32, with as few channels as `channels` asks for: RGB becomes grey by
 * Y = (19595 R + 38470 G + 7471 B) / 65536, that is 0.299 R + 0.587 G + 0.114 B, computed in float64 and not rounded
 * (⌊Y + 1/2⌋ is Pillow's mode L). A grey file stays one channel until {@link withChannels}.
 *
 * Integers beyond 2²⁴ and float64 are rounded to float32. The result shares memory with `decoded` where that has float32,
 * else it may lie in `scratch`: fresh memory for a volume takes longer than the numbers that go into it.
 * @throws DataError with `where` for a sample that is NaN, infinite, or beyond float32; the first one is named.
 */
export function toWorkingImage(
  { samples, channels: meaning, spacingMm, affine }: DecodedImage,
  channels: ChannelMeaning,
  where: string,
  scratch: Scratch | null = null,
): WorkingImage {
  const { shape } = samples;
  const data = toFloat32(samples, scratch);
  if (samples.dtype === "float32" || samples.dtype === "float64") {
    requireFinite(data, shape, samples, where);
  }
  if (meaning === "grey" || channels === "rgb") return { shape, data, spacingMm, affine };
  return { shape: [1, ...shape.slice(1)], data: lumaOf(data), spacingMm, affine };
}

/** Give a grey image the channels of `channels`: three copies for rgb. Others stay as they are. */
export function withChannels(image: WorkingImage, channels: ChannelMeaning): WorkingImage {
  if (channels === "grey" || image.shape[0] !== 1) return image;
  const plane = image.data.length;
  const data = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) data.set(image.data, channel * plane);
  return { ...image, shape: [3, ...image.shape.slice(1)], data };
}

function toFloat32({ dtype, data }: NdArray, scratch: Scratch | null): Float32Array {
  if (dtype === "float32") return data;
  const floats = scratch?.take(data.length) ?? new Float32Array(data.length);
  if (dtype !== "int64" && dtype !== "uint64") {
    floats.set(data);
    return floats;
  }
  for (let index = 0; index < data.length; index++) floats[index] = Number(data[index] ?? 0);
  return floats;
}

function lumaOf(data: Float32Array): Float32Array {
  const size = data.length / 3;
  const grey = new Float32Array(size);
  const [red, green, blue] = luma;
  for (let index = 0; index < size; index++) {
    grey[index] =
      (red * (data[index] ?? 0) +
        green * (data[index + size] ?? 0) +
        blue * (data[index + 2 * size] ?? 0)) /
      65536;
  }
  return grey;
}

/** @param source what the file holds, where `data` has been rounded from it. */
export function requireFinite(
  data: Float32Array,
  shape: readonly number[],
  source: NdArray | null,
  where: string,
): void {
  let index = 0;
  // NaN and the infinities are the numbers that do not cancel themselves.
  while (index < data.length && (data[index] ?? 0) - (data[index] ?? 0) === 0) index++;
  if (index === data.length) return;
  const value = Number(source?.data[index] ?? at(data, index));
  const extents = shape.slice(1);
  const place = extents.map((extent, axis) => {
    const stride = sizeOf(extents.slice(axis + 1));
    return Math.floor(index / stride) % extent;
  });
  throw new DataError(where, "a sample is not a finite number that float32 can hold", {
    got: value,
    channel: Math.floor(index / sizeOf(extents)),
    index: place,
    advice: "Replace such samples in the file, or take the image out of the table.",
  });
}
