import { at, sizeOf } from "../../base/ndarray.js";
import type { CohortDataOptions, CohortImages } from "../../data/datasets/cohort.js";
import { recordLength } from "../../data/datasets/cohort/image-record.js";
import { imagePlanes, type ImagePlane } from "../../data/examples/image-planes.js";
import { rangeOfPlanes } from "../../data/examples/thumbnail.js";
import { createPipeline } from "../../data/preprocess/pipeline.js";
import type { ScanColumn } from "../../evaluation/scan/scan-column.js";
import type { ScanPictures } from "../../report/scan/scan-pictures.js";
import { pictureOf } from "../example-images.js";
import { chooseRows } from "./choose-pictures.js";

/** Pictures of so many columns keep the page small. */
const mostColumns = 12;

/** What pictures are taken from. */
export interface PictureSources {
  readonly images: CohortImages;
  /** Rows of the cohort, by the columns' rows. */
  readonly rows: readonly number[];
  readonly options: Pick<CohortDataOptions, "smallestCell">;
}

/**
 * Pictures of the first twelve of `columns`, as the cohort's network would be shown them: black and white are the ends of the range
 * that preprocessing gives, or of the least and greatest value of these pictures where it gives none.
 */
export function scanPictures(
  columns: readonly ScanColumn[],
  { images, rows, options: { smallestCell } }: PictureSources,
): ScanPictures[] {
  const { maker, cache, cacheRows, cohort } = images;
  const { imageShape } = maker;
  const record = new Float32Array(recordLength(imageShape));
  const orientation = imageShape.length === 4 ? "ras" : undefined;
  const planesOf = (row: number): ImagePlane[] => {
    cache.read(cacheRows[at(rows, row)] ?? -1, record, 0);
    return imagePlanes(record.slice(0, sizeOf(imageShape)), imageShape, orientation);
  };
  const subjects = rows.map((row) => at(cohort.subjects, row));
  const chosen = columns.slice(0, mostColumns).map((column) => ({
    column,
    groups: chooseRows(column, subjects, smallestCell).map((group) => ({
      ...group,
      planes: group.rows.map(planesOf),
    })),
  }));
  const range =
    createPipeline(maker.preprocess, imageShape).valueRange ??
    rangeOfPlanes(chosen.flatMap(({ groups }) => groups.flatMap(({ planes }) => planes.flat())));
  return chosen.map(({ column, groups }) => ({
    ...{ name: column.name, title: column.title },
    unit: column.kind === "numbers" ? column.unit : "",
    groups: groups.map(({ title, n, rows: own, planes }) => ({
      ...{ title, n },
      images: planes.map((pictures, place) => ({
        number: column.kind === "numbers" ? at(column.numbers, at(own, place)) : null,
        pictures: pictures.map((plane) => pictureOf(plane, range)),
      })),
    })),
  }));
}
