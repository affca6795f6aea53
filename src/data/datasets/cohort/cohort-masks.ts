import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { at } from "../../../base/ndarray.js";
import type { Cohort } from "../../cohort/cohort.js";
import { findImage, locateImage } from "../../cohort/locate-image.js";
import { maskPaths } from "../../cohort/mask-paths.js";
import type { CohortSpec } from "../../cohort/spec.js";
import type { DataMask, PoolName } from "../../dataset.js";
import type { StringTable } from "../../tables/string-table.js";
import { createDecoder, type CohortMakerData } from "./image-maker.js";
import { filesOfSeries } from "./locate-images.js";
import { readMask } from "./mask-reader.js";

/** What the masks of a cohort are read from. */
export interface MaskedCohort {
  readonly spec: Pick<CohortSpec, "images" | "masks">;
  /** Folder of the cohort file. */
  readonly folder: string;
  /** The tables, joined; `cohort.places` are its. */
  readonly table: StringTable;
  readonly cohort: Pick<Cohort, "places" | "images">;
  readonly maker: CohortMakerData;
  /** Rows of the cohort, by row of the pool. */
  readonly rows: Readonly<Record<PoolName, Int32Array>>;
}

/**
 * The masks of a cohort file. Files are read as images are, with the same frame, without a window; of a series of DICOM files a mask is a folder
 * of its own or one file.
 * @throws ConfigError, DataError as `maskPaths`; a mask as its file is read: DataError, FormatError where the table names a file that is not
 * there, that cannot be read, or that has another geometry than its image.
 */
export function cohortMasks(masked: MaskedCohort): DataMask[] {
  const { spec, folder, table, cohort, rows } = masked;
  const found = maskPaths(spec, table);
  if (found.length === 0) return [];
  const rowAt = new Map(Array.from({ length: table.rows }, (_, row) => [table.place(row), row]));
  const decode = fileDecoder(masked.maker);
  const imageRoot = resolve(folder, spec.images.root);
  return found.map(({ name, root, paths, isOptional }) => {
    const maskRoot = resolve(folder, root);
    const locate = isOptional ? findImage : locateImage;
    return {
      name,
      async read(pool, row) {
        const own = at(rows[pool], row);
        const path = paths[rowAt.get(at(cohort.places, own)) ?? -1] ?? "";
        const file = path === "" ? null : await locate(maskRoot, path);
        if (file === null) return null;
        const image = at(cohort.images, own);
        return readMask(
          masked.maker.preprocess,
          await decode(await locateImage(imageRoot, image), image, false),
          await decode(file, path, true),
          { image, mask: path },
        );
      },
    };
  });
}

function fileDecoder({ decode }: CohortMakerData) {
  const image = createDecoder(decode);
  const mask = createDecoder({ ...decode, window: "none" });
  const single = createDecoder({ ...decode, window: "none", series: false });
  return async (file: string, name: string, isMask: boolean) => {
    const isFolder = decode.series && statSync(file).isDirectory();
    const paths = isFolder || (decode.series && !isMask) ? await filesOfSeries(file, name) : [file];
    const files = paths.map((path) => ({
      bytes: new Uint8Array(readFileSync(path)),
      source: name,
    }));
    const decoder = isMask ? (isFolder ? mask : single) : image;
    return decoder(files, name);
  };
}
