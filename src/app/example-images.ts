import { join } from "node:path";
import { at, sizeOf } from "../base/ndarray.js";
import { chooseExamples } from "../data/examples/choose-examples.js";
import { imagePlanes, type ImagePlane } from "../data/examples/image-planes.js";
import { makeThumbnail, rangeOfPlanes } from "../data/examples/thumbnail.js";
import { subjectsOf, type DataSet } from "../data/dataset.js";
import type { ExampleImages, ExamplePicture, NoExampleImages } from "../report/example-images.js";
import type { TrainingJob } from "../training/job.js";
import { readIfThere, runFolderNames } from "./run-folder.js";
import { parseRunJson } from "./run-json.js";

/** Bounds: at most 64 pictures, or 32 volumes of three planes, of which none is longer than 128 samples. */
const bounds = { mostGroups: 16, picturesPerGroup: 4, volumesPerGroup: 2, longestSide: 128 };

/**
 * Some images of each group of the training set, small and in grey or colour, as {@link chooseExamples} chooses them;
 * null where the data are not images, or their owner keeps them from being shown. Decided by data, split and plan alone:
 * the same for every method and seed.
 */
export function makeExampleImages({
  dataset,
  job: { train, factors },
}: {
  readonly dataset: DataSet;
  readonly job: Pick<TrainingJob, "train" | "factors">;
}): ExampleImages | null {
  const { imageShape, orientation, valueRange = [0, 1] } = dataset;
  if (!isImage(imageShape) || dataset.exampleImages === false) return null;
  const { label, attributes } = factors;
  const chosen = chooseExamples(train.set, subjectsOf(dataset, train.set), {
    labelSize: label.valueNames.length,
    attributeSizes: attributes.map(({ valueNames }) => valueNames.length),
    imagesPerGroup: imageShape.length === 4 ? bounds.volumesPerGroup : bounds.picturesPerGroup,
    mostGroups: bounds.mostGroups,
    smallestCell: dataset.smallestCell ?? 1,
  });
  const planesOf = (position: number): ImagePlane[] => {
    const values = new Float32Array(sizeOf(imageShape));
    train.writeImage(position, values, 0);
    return imagePlanes(values, imageShape, orientation);
  };
  const groups = chosen.groups.map((group) => ({
    ...group,
    images: group.positions.map(planesOf),
  }));
  const range = valueRange ?? rangeOfPlanes(groups.flatMap(({ images }) => images.flat()));
  return {
    ...{ version: 1, imageShape, range },
    rangeOf: valueRange === null ? "examples" : "data set",
    groups: groups.map(({ values: [label = 0, ...values], rows, images }) => ({
      label,
      attributes: Object.fromEntries(
        attributes.map(({ name, valueNames }, index) => [name, at(valueNames, at(values, index))]),
      ),
      n: rows,
      images: images.map((planes) => planes.map((plane) => pictureOf(plane, range))),
    })),
    ...{ leftOut: chosen.leftOut, tooSmall: chosen.tooSmall },
  };
}

/** A plane as a page holds it. */
export function pictureOf(
  plane: ImagePlane,
  range: ExampleImages["range"],
  longestSide = bounds.longestSide,
): ExamplePicture {
  const { png, ...size } = makeThumbnail(plane, range, longestSide);
  return {
    ...(plane.name === null ? {} : { plane: plane.name }),
    ...size,
    png: Buffer.from(png).toString("base64"),
  };
}

/** Text of `examples.json`. */
export function formatExampleImages(examples: ExampleImages): string {
  return `${JSON.stringify(examples, null, 1)}\n`;
}

/**
 * What a page shows of the examples that a run keeps; undefined where its data are not images.
 * @param examples null: it keeps none.
 */
export function shownExamples(
  imageShape: readonly number[],
  examples: ExampleImages | null,
): ExampleImages | NoExampleImages | undefined {
  if (!isImage(imageShape)) return undefined;
  return examples ?? { reason: "Left out: this run keeps no images." };
}

/**
 * The same of a run folder.
 * @param withImages false: the person wants none on the page.
 * @throws DataError where the file cannot be read, FormatError where it is damaged.
 */
export function readShownExamples(
  folder: string,
  imageShape: readonly number[],
  withImages: boolean,
): ExampleImages | NoExampleImages | undefined {
  if (isImage(imageShape) && !withImages) return { reason: "Left out of this page (--no-images)." };
  const path = join(folder, runFolderNames.examples);
  const bytes = readIfThere(path);
  const stored = bytes === null ? null : parseRunJson<ExampleImages>(bytes, path);
  return shownExamples(imageShape, stored);
}

/** Features of another network are [F]. */
function isImage(imageShape: readonly number[]): boolean {
  return imageShape.length > 1;
}
