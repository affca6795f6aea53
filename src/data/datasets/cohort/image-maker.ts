import { at } from "../../../base/ndarray.js";
import { createDicomCodecs, decodeDicomSeries } from "../../formats/dicom.js";
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
  const codecs = createDicomCodecs();
  const options: ImageFileOptions = { window, codecs, ...(frame === null ? {} : { frame }) };
  return (files: Parameters<ImageMaker>[0], name: string) => {
    if (series) return decodeDicomSeries([...files], { source: name, window, codecs });
    const { bytes, source } = at(files, 0);
    return decodeImageFile(bytes, source, options);
  };
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
