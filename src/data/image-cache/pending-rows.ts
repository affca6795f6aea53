import { stat } from "node:fs/promises";
import { factsOf } from "./file-facts.js";
import type { FileIndex } from "./file-index.js";
import { keyOf } from "./make-image.js";

/** The image of one row. */
export interface ImageFile {
  /** What messages call it. It may be told to others: a pseudonym where names of files are not to be seen. */
  readonly name: string;
  /** Its file; or the files of its series, which are one image, in an order that does not change. */
  readonly paths: readonly string[];
}

/** Rows of the same files that have no image yet, as far as one can tell without reading them. */
export interface PendingRows {
  readonly rows: readonly number[];
  readonly file: ImageFile;
  /** Facts of the files now; null of one that cannot be asked. */
  readonly facts: readonly (string | null)[];
}

/** Rows, and the keys of those that are there. */
export interface SortedRows {
  /** By row; null where it is pending. */
  readonly keys: (string | null)[];
  readonly pending: readonly PendingRows[];
}

/** Files that are asked for their facts at a time. */
const together = 256;

/**
 * Tell the rows that have an image from those that do not, by the facts of their files alone.
 * @param trust false: no file is known by its facts; all are pending.
 */
export async function sortRows(
  files: readonly ImageFile[],
  index: FileIndex,
  isThere: (key: string) => boolean,
  trust: boolean,
): Promise<SortedRows> {
  const keys: (string | null)[] = new Array<string | null>(files.length).fill(null);
  const pending = new Map<string, PendingRows & { readonly rows: number[] }>();
  for (let start = 0; start < files.length; start += together) {
    const part = files.slice(start, start + together);
    const facts = await Promise.all(part.map(({ paths }) => Promise.all(paths.map(factsAt))));
    for (const [offset, file] of part.entries()) {
      const row = start + offset;
      const now = facts[offset] ?? [];
      const key = trust ? trustedKey(index, file, now) : null;
      if (key !== null && isThere(key)) {
        keys[row] = key;
        continue;
      }
      const group = file.paths.join("\0");
      const same = pending.get(group);
      if (same === undefined) pending.set(group, { rows: [row], file, facts: now });
      else same.rows.push(row);
    }
  }
  return { keys, pending: [...pending.values()] };
}

/** The key of an image, where all of its files are as they were when they were read; else null. */
export function trustedKey(
  index: FileIndex,
  { paths }: ImageFile,
  facts: readonly (string | null)[],
): string | null {
  const hashes: string[] = [];
  for (const [number, path] of paths.entries()) {
    const now = facts[number] ?? null;
    const hash = now === null ? null : index.trusted(path, now);
    if (hash === null) return null;
    hashes.push(hash);
  }
  return keyOf(hashes);
}

/** Null where the system does not say: the file is then read, and the failure told. */
async function factsAt(path: string): Promise<string | null> {
  try {
    return factsOf(await stat(path, { bigint: true }));
  } catch {
    return null;
  }
}
