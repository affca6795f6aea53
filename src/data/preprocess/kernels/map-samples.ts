import type { WorkingImage } from "../working-image.js";

/** The image with `change` of every sample, computed in float64; shape and place stay. */
export function mapSamples(image: WorkingImage, change: (value: number) => number): WorkingImage {
  const { data } = image;
  const changed = new Float32Array(data.length);
  for (let index = 0; index < data.length; index++) changed[index] = change(data[index] ?? 0);
  return { ...image, data: changed };
}
