import { createHash } from "node:crypto";
import { sizeOf } from "../../base/ndarray.js";
import type { CohortImages } from "../datasets/cohort.js";
import { fileOfRecord, isConstant, recordLength } from "../datasets/cohort/image-record.js";
import { propertyNames, type PropertyName } from "../properties/registry.js";
import { findDuplicates, type DuplicateGroup } from "./find-duplicates.js";
import { createSignatures } from "./signature.js";

/** What the images of a cohort are; lists have one entry an image. */
export interface SeenImages {
  /** Rows of the cohort that have an image, ascending. */
  readonly rows: readonly number[];
  /** Shape of each file, `1x512x512`. */
  readonly fileShapes: readonly string[];
  /** All samples of the file are equal. */
  readonly constantFiles: Uint8Array;
  /** All samples after preprocessing are. */
  readonly constantImages: Uint8Array;
  /** By name of `propertyNames`: what was measured of each file when it was decoded, NaN where it is not defined. */
  readonly properties: Readonly<Record<PropertyName, Float64Array>>;
  /** Numbers of images. */
  readonly duplicates: readonly DuplicateGroup[];
  /** False where near duplicates were not searched to the end. */
  readonly complete: boolean;
}

/**
 * Read every image of a cohort once from its cache, then compare them. Of each a hash, a thumbnail and the shape of its
 * file are kept, and the properties of the file: about 0.7 kB.
 */
export function lookAtImages(
  { cache, cacheRows, maker }: Pick<CohortImages, "cache" | "cacheRows" | "maker">,
  onProgress: (done: number, total: number) => void,
): SeenImages {
  const { imageShape } = maker;
  const rows = [...cacheRows.keys()].filter((row) => (cacheRows[row] ?? null) !== null);
  const places = cacheRows.filter((place) => place !== null);
  const record = new Float32Array(recordLength(imageShape));
  const image = record.subarray(0, sizeOf(imageShape));
  const bytesOfImage = new Uint8Array(record.buffer, 0, image.byteLength);
  const signatures = createSignatures(imageShape, rows.length);
  const bytes: string[] = [];
  const samples: string[] = [];
  const fileShapes: string[] = [];
  const constantFiles = new Uint8Array(rows.length);
  const constantImages = new Uint8Array(rows.length);
  const columns = propertyNames.map((name) => [name, new Float64Array(rows.length)] as const);
  for (const [index, place] of places.entries()) {
    cache.read(place, record, 0);
    const file = fileOfRecord(record);
    fileShapes.push(file.shape.join("x"));
    for (const [at, [, column]] of columns.entries()) column[index] = file.properties[at] ?? NaN;
    constantFiles[index] = Number(file.isConstant);
    constantImages[index] = Number(isConstant(image));
    bytes.push(cache.contentHashes[place] ?? "");
    samples.push(createHash("sha256").update(bytesOfImage).digest("base64"));
    signatures.write(index, image);
    if (index % 256 === 0) onProgress(index, rows.length);
  }
  onProgress(rows.length, rows.length);
  const { groups, complete } = findDuplicates({
    ...{ bytes, samples, signatures, imageShape, constant: constantImages },
    read(index, out) {
      cache.read(places[index] ?? -1, record, 0);
      out.set(image);
    },
  });
  const properties = Object.fromEntries(columns) as Record<PropertyName, Float64Array>;
  return {
    ...{ rows, fileShapes, constantFiles, constantImages, properties },
    ...{ duplicates: groups, complete },
  };
}
