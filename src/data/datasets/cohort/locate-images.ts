import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError, UnconfoundError } from "../../../base/errors.js";
import { locateImage } from "../../cohort/locate-image.js";
import type { ImageFailure } from "./failures.js";

/** The files of a cohort's rows, and the rows that have none. */
export interface LocatedImages {
  /** By row: the file, or those of its series in the order of their names; null where there is none. */
  readonly paths: readonly (readonly string[] | null)[];
  readonly failures: readonly ImageFailure[];
}

/** Files that are looked for at a time. */
const together = 64;

/**
 * Find the files of `images`, paths of a cohort below `root`.
 * @param series true: each is a folder, whose files are one image.
 */
export async function locateImages(
  root: string,
  images: readonly string[],
  series: boolean,
): Promise<LocatedImages> {
  const paths: (readonly string[] | null)[] = new Array<null>(images.length).fill(null);
  const failures: ImageFailure[] = [];
  for (let start = 0; start < images.length; start += together) {
    const rows = images.slice(start, start + together).map(async (image, offset) => {
      const row = start + offset;
      try {
        const found = await locateImage(root, image);
        paths[row] = series ? await filesOfSeries(found, image) : [found];
      } catch (error) {
        if (!(error instanceof UnconfoundError)) throw error;
        failures.push({ row, message: error.message, isMissing: true });
      }
    });
    await Promise.all(rows);
  }
  return { paths, failures: failures.sort((left, right) => left.row - right.row) };
}

/** The files of a series, in the order of their names. @throws DataError where it is no folder, or has none. */
export async function filesOfSeries(folder: string, image: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  const files = (entries ?? []).filter((entry) => entry.isFile()).map(({ name }) => name);
  if (files.length > 0) return files.sort().map((name) => join(folder, name));
  throw new DataError(image, entries === null ? "not a folder of a series" : "no files in it", {
    advice: "With images.series each path is a folder with the files of one DICOM series.",
  });
}
