import { at } from "../../../base/ndarray.js";
import type { DecodedImage } from "../../formats/decoded-image.js";
import { isDicom } from "../../formats/dicom/file-header.js";
import { decodeImageFile, type ImageFileOptions } from "../../formats/image-file.js";
import type { ImageMaker } from "../../image-cache/image-maker.js";
import { createPipeline } from "../../preprocess/pipeline.js";
import type { PreprocessSpec } from "../../preprocess/preprocess-spec.js";
import { makeRecord } from "./image-record.js";

/** What is taken of the files of a cohort. */
export interface DecodeSettings {
  readonly frame: number | null;
  readonly window: "none" | "first";
  /** True: the files of an image are one DICOM series, a volume. */
  readonly series: boolean;
}

/** All that turns the bytes of an image into what the network is shown; JSON. */
export interface CohortMakerData {
  readonly decode: DecodeSettings;
  readonly preprocess: PreprocessSpec;
  readonly imageShape: readonly number[];
}

/** Decode the bytes of one image, or of the files of one series. */
export function createDecoder({ frame, window, series }: DecodeSettings) {
  const options: ImageFileOptions = { window, ...(frame === null ? {} : { frame }) };
  // Loaded when the first such file comes: it is half of what a worker for pictures would load.
  let loading: ReturnType<typeof loadDicom> | undefined;
  return async (files: Parameters<ImageMaker>[0], name: string): Promise<DecodedImage> => {
    if (series) {
      const { decodeDicomSeries, codecs } = await (loading ??= loadDicom());
      return decodeDicomSeries([...files], { source: name, window, codecs });
    }
    const { bytes, source } = at(files, 0);
    if (!isDicom(bytes)) return decodeImageFile(bytes, source, options);
    const { codecs } = await (loading ??= loadDicom());
    return decodeImageFile(bytes, source, { ...options, codecs });
  };
}

async function loadDicom() {
  const { createDicomCodecs, decodeDicomSeries } = await import("../../formats/dicom.js");
  return { decodeDicomSeries, codecs: createDicomCodecs() };
}

/** The maker of a cohort's records (`makeRecord`); the module that workers of the cache load. */
export function createImageMaker(data: unknown): ImageMaker {
  // Written by `openCohort` in the same version of the program.
  const { decode, preprocess, imageShape } = data as CohortMakerData;
  const decoder = createDecoder(decode);
  const pipeline = createPipeline(preprocess, imageShape);
  return async (files, name) => {
    const decoded = await decoder(files, name);
    const image = pipeline.apply(decoded, name).data;
    return makeRecord(
      image,
      decoded,
      files.map(({ bytes }) => bytes),
    );
  };
}
