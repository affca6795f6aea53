import { readFileSync } from "node:fs";
import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import type { Cohort } from "../../cohort/cohort.js";
import type { PartName } from "../../part-name.js";
import { fitPipeline, type NamedImage } from "../../preprocess/fit-pipeline.js";
import { fixedImageShape, preprocess } from "../../preprocess/pipeline.js";
import type { PreprocessConfig, PreprocessSpec } from "../../preprocess/preprocess-spec.js";
import { createDecoder, type CohortMakerData, type DecodeSettings } from "./image-maker.js";
import type { LocatedImages } from "./locate-images.js";

/** How images are to be made. */
export interface MakerOptions {
  readonly preprocess: PreprocessConfig;
  /** Of a finished run: images are made as it made them, and nothing is learnt from these. `preprocess` then has no say. */
  readonly preparation?: CohortMakerData;
  readonly decode: DecodeSettings;
}

/**
 * How the images of a cohort are made: with what steps learn from its training images, and the shape that all come out in. Of
 * rows that are all test (`split: none`) steps can learn nothing.
 * @throws DataError where no image can be read; ConfigError, DataError as `fitPipeline` and `preprocess`.
 */
export async function prepareMaker(
  options: MakerOptions,
  cohort: Cohort,
  paths: LocatedImages["paths"],
): Promise<CohortMakerData> {
  if (options.preparation !== undefined) return options.preparation;
  const images = (part: PartName) => imagesOf(options, cohort, paths, part);
  const preprocess = await fitPipeline(options.preprocess, () => images("train"));
  const shown = images(cohort.onlyTest === true ? "test" : "train");
  const imageShape = fixedImageShape(preprocess) ?? (await shapeOfFirst(preprocess, shown));
  return { decode: options.decode, preprocess, imageShape };
}

async function shapeOfFirst(
  spec: PreprocessSpec,
  images: AsyncIterable<NamedImage>,
): Promise<readonly number[]> {
  for await (const { image, where } of images) return preprocess(spec, image, where).shape;
  throw new DataError("cohort", "no image can be read");
}

/** Images of a part, in the order of the rows; those that cannot be read are passed over here and reported later. */
async function* imagesOf(
  { decode }: MakerOptions,
  cohort: Cohort,
  paths: LocatedImages["paths"],
  wanted: PartName,
): AsyncGenerator<NamedImage> {
  const decoder = createDecoder(decode);
  for (const [row, part] of cohort.parts.entries()) {
    const files = paths[row] ?? null;
    if (part !== wanted || files === null) continue;
    const where = at(cohort.images, row);
    const read = async () =>
      decoder(
        files.map((path) => ({ bytes: new Uint8Array(readFileSync(path)), source: where })),
        where,
      );
    const image = await read().catch(() => null);
    if (image !== null) yield { image, where };
  }
}
