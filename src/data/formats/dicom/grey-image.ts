import type { NdArray } from "../../../base/ndarray.js";
import type { ModalityTransform } from "./modality.js";
import { modalityRange, toModality } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import type { IntegerSamples } from "./samples.js";
import type { VoiTransform } from "./voi.js";
import { toVoi } from "./voi.js";

type GreySamples = IntegerSamples | Extract<NdArray, { dtype: "float32" }>;

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
  if (voi === null && modality.kind === "identity" && !turned) return { ...stored, shape };
  const result = resultArray(stored, modality, voi);
  const { data } = stored;
  for (let index = 0; index < data.length; index++) {
    result.data[index] = valueOf(data[index] ?? 0);
  }
  return { ...result, shape };
}

/** An array of its own, of the type and size that the result has. */
function resultArray(
  stored: IntegerSamples,
  modality: ModalityTransform,
  voi: VoiTransform | null,
): GreySamples {
  const { shape } = stored;
  const { length } = stored.data;
  if (voi !== null || modality.kind === "rescale") {
    return { dtype: "float32", shape, data: new Float32Array(length) };
  }
  if (modality.kind === "table") return { dtype: "uint16", shape, data: new Uint16Array(length) };
  return { ...stored, data: stored.data.slice() } as IntegerSamples;
}
