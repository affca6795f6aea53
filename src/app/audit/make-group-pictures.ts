import { sizeOf } from "../../base/ndarray.js";
import type { DataSet } from "../../data/dataset.js";
import { imagePlanes, type ImagePlane } from "../../data/examples/image-planes.js";
import { rangeOfPlanes } from "../../data/examples/thumbnail.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import type { CellPictures, GroupPictures } from "../../report/audit/group-pictures.js";
import { pictureOf } from "../example-images.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { groupCells } from "./group-cells.js";

/** Bounds of the page: pictures of a cell, samples of a side, and bytes of all pictures in base64 (with 20 attributes of 10 groups the rest is below 1.5 MB). */
const bounds = { images: 2, volumes: 1, longestSide: 64, bytes: 2_500_000 };

/** How pictures may be shown. */
export interface PictureLaw {
  readonly dataset: Pick<DataSet, "exampleImages" | "smallestCell" | "valueRange" | "orientation">;
  /** False: the person wants none. */
  readonly withImages: boolean;
}

/**
 * Pictures behind the ranked groups of an audit: right and wrong of each label, as `chooseAnsweredRows` chooses them, of a number those that are predicted too high and too low by most
 * and that of median error (`chooseErringRows`), until together they have 2.5 MB: first the worst group of every target and attribute, then the best, the second worst and so on.
 *
 * A reason in their place where the person wants none, or the owner of the data keeps pictures from being shown.
 * @param said what the model says of the pictures as they are, row-major [n, width].
 */
export function makeGroupPictures(
  results: AuditResults,
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  { dataset, withImages }: PictureLaw,
): GroupPictures {
  if (!withImages) return { reason: "Left out of this page (--no-images)." };
  if (dataset.exampleImages === false) return { reason: "The owner of the data keeps pictures from being shown." }; // prettier-ignore
  const { images } = pictures;
  const perCell = images.imageShape.length === 4 ? bounds.volumes : bounds.images;
  const cells = groupCells(results, pictures, said, { most: perCell, smallest: dataset.smallestCell ?? 1 }); // prettier-ignore
  const planesOf = (row: number): ImagePlane[] => {
    const values = new Float32Array(sizeOf(images.imageShape));
    images.writeImage(row, values, 0);
    return imagePlanes(values, images.imageShape, dataset.orientation);
  };
  const { valueRange = [0, 1] } = dataset;
  const range = valueRange ?? rangeOfPlanes(cells.slice(0, 50).flatMap(({ rows }) => rows.flatMap(({ row }) => planesOf(row)))); // prettier-ignore
  const shown: CellPictures[] = [];
  let bytes = 0;
  for (const { rows, ...cell } of cells) {
    const own = rows.map(({ row, said: words }) => ({
      ...words,
      planes: planesOf(row).map((plane) => pictureOf(plane, range, bounds.longestSide)),
    }));
    bytes += own.flatMap(({ planes }) => planes).reduce((sum, { png }) => sum + png.length, 0);
    if (bytes > bounds.bytes) break;
    shown.push({ ...cell, pictures: own });
  }
  return { cells: shown, perCell, leftOut: cells.length - shown.length };
}
