import type { NdArray } from "../../../base/ndarray.js";
import type { ModalityTransform } from "./modality.js";
import { modalityRange, toModality } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import type { IntegerSamples } from "./samples.js";
import type { VoiTransform } from "./voi.js";
import { toVoi } from "./voi.js";

/**
 * Stored samples [H, W] as [1, H, W] in the unit of the modality, or from 0 to 1 with `voi`, higher brighter.
 *
 * Every step is in double precision: modality, values of interest, and last MONOCHROME1 turned, value → lowest + highest
 * − value. The result has the type of the stored samples where whole numbers stay (no modality transform), uint16 for a
 * Modality LUT, and else float32.
 */
export function greyImage(
  stored: IntegerSamples,
  layout: PixelLayout,
  modality: ModalityTransform,
  voi: VoiTransform | null,
): NdArray {
  const [lowest, highest] = voi === null ? modalityRange(modality, layout) : [0, 1];
  const turned = layout.photometric === "MONOCHROME1";
  const valueOf = (sample: number): number => {
    const value = toModality(modality, sample);
    const seen = voi === null ? value : toVoi(voi, value);
    return turned ? lowest + highest - seen : seen;
  };
  const shape = [1, ...stored.shape];
  if (voi !== null || modality.kind === "rescale") {
    return { dtype: "float32", shape, data: Float32Array.from(stored.data, valueOf) };
  }
  if (modality.kind === "table") {
    return { dtype: "uint16", shape, data: Uint16Array.from(stored.data, valueOf) };
  }
  const data = turned ? stored.data.map(valueOf) : stored.data;
  return { ...stored, shape, data } as NdArray;
}
