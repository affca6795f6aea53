import { join } from "node:path";
import { DataError, InternalError } from "../../base/errors.js";
import { indexFolder, settingsFolder, usersFolder } from "./folders.js";
import type { FileIndex } from "./file-index.js";
import { openFileIndex } from "./file-index.js";
import type { FillOptions, FillResult } from "./fill.js";
import { fill } from "./fill.js";
import type { ImageMakerSpec } from "./image-maker.js";
import type { ImageFile } from "./pending-rows.js";
import { openShards } from "./shards.js";
import { enterCache } from "./users.js";
import { requireImageCache } from "./version.js";

/** Which cache is opened. */
export interface ImageCacheOptions {
  /** Of all image caches of a person or a machine; it is made where it is not there. */
  readonly folder: string;
  /** Hash of all that decides an image beside its file: preprocessing, options and versions of decoders. */
  readonly settings: string;
  /** float32 an image. */
  readonly elements: number;
  /**
   * How long a file must have been left alone for the file system's word on it to be trusted, in milliseconds; 2000 by
   * default, since times of some disks move in such steps.
   */
  readonly quietMs?: number;
}

/** 512 x 512 x 1024, 1 GiB: more than a network is shown. */
const mostElements = 2 ** 28;

/** Preprocessed images on disk, by the content of their files. */
export interface ImageCache {
  /**
   * Make what is missing, in worker threads, and make `files` the rows of the cache.
   *
   * A file is read where it was never read before, or the file system says that it was touched; its image is made where
   * its bytes have none. Damaged images are made again. The images do not depend on the number of workers.
   * @throws StorageError where the cache cannot be read or written; InternalError where a worker cannot start; the reason
   * of an abort. What was made by then is kept.
   */
  fill(
    files: readonly ImageFile[],
    maker: ImageMakerSpec,
    options?: FillOptions,
  ): Promise<FillResult>;
  /**
   * Write the image of row `index` to `out[offset ...]`. Reads the disk, and never waits for a decoder; the first time a
   * row is read it is compared with its CRC-32.
   * @throws DataError for a row without an image, or that is none; StorageError for an image that is damaged or gone.
   */
  read(index: number, out: Float32Array, offset: number): void;
  /** SHA-256 of the file of each row (of a series: of theirs), hexadecimal; null of a row without an image. */
  readonly contentHashes: readonly (string | null)[];
  close(): void;
}

/**
 * Open the cache of one preprocessing. Others may use the folder at the same time, in this process and in others, to
 * read and to fill.
 * @throws StorageError for a folder that is not an image cache, is of another version, cannot be made, or is being pruned.
 */
export function openImageCache(options: ImageCacheOptions): ImageCache {
  const { folder, settings, elements, quietMs = 2000 } = options;
  if (!Number.isSafeInteger(elements) || elements < 1 || elements > mostElements) {
    throw new InternalError("image cache", "number of elements of an image", { got: elements });
  }
  requireImageCache(folder);
  const shards = openShards(join(folder, settingsFolder(settings, elements)), elements);
  const user = enterCache(join(folder, usersFolder));
  let index: FileIndex;
  try {
    index = openFileIndex(join(folder, indexFolder));
  } catch (error) {
    user.leave();
    throw error;
  }
  let keys: readonly (string | null)[] = [];
  let places = new Float64Array(0);
  let checked = new Uint8Array(0);
  return {
    async fill(files, maker, fillOptions = {}) {
      const parts = { elements, quietMs, shards, index, user };
      const filled = await fill(files, maker, fillOptions, parts);
      const { failures, changed, made, notices } = filled;
      keys = filled.keys;
      places = Float64Array.from(keys, (key) => (key === null ? -1 : (shards.find(key) ?? -1)));
      checked = new Uint8Array(keys.length);
      return { failures, changed, made, notices };
    },
    read(row, out, offset) {
      const place = places[row] ?? -1;
      if (place < 0) throw noImage(row, places.length);
      if (offset < 0 || offset + elements > out.length) {
        throw new InternalError("image cache", "no room for the image", {
          expected: elements,
          got: out.length - offset,
        });
      }
      shards.read(place, out, offset, checked[row] === 0);
      checked[row] = 1;
    },
    get contentHashes() {
      return keys;
    },
    close() {
      try {
        shards.close();
        index.finish();
      } finally {
        user.leave();
      }
    },
  };
}

function noImage(row: number, rows: number): DataError {
  return new DataError("image cache", "row has no image", { got: row, rows });
}
