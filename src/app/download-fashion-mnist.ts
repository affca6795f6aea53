import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError, StorageError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import {
  fashionMnistFileNames,
  fashionMnistFiles,
  verifyFashionMnistFile,
} from "../data/datasets/fashion-mnist/files.js";

/** The content at an address; fails with a reason for people. */
export type FetchBytes = (url: string) => Promise<Uint8Array>;

/** Over HTTP or HTTPS. */
export const fetchBytes: FetchBytes = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
};

/**
 * Download `NAME.gz` of each of the four files from the folder `url`. A file is kept only when its content has
 * the published SHA-256; all four are checked before the first is written.
 * @throws DataError where an address cannot be read; DataError for another content;
 * StorageError where a file cannot be written.
 */
export async function downloadFashionMnist(
  url: string,
  folder: string,
  fetchFile: FetchBytes,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const files: { readonly path: string; readonly bytes: Uint8Array }[] = [];
  for (const name of fashionMnistFileNames) {
    const address = `${url.replace(/\/+$/, "")}/${name}.gz`;
    const bytes = await fetched(address, fetchFile);
    verifyFashionMnistFile(name, bytes, address);
    files.push({ path: join(folder, `${name}.gz`), bytes });
    onProgress(files.length, fashionMnistFileNames.length);
  }
  for (const { path, bytes } of files) await replaceFile(folder, path, bytes);
}

async function fetched(address: string, fetchFile: FetchBytes): Promise<Uint8Array> {
  try {
    return await fetchFile(address);
  } catch (error) {
    throw new DataError(address, "cannot be downloaded", {
      got: reasonOf(error),
      advice: fashionMnistFiles.advice,
    });
  }
}

/** What went wrong; fetch itself only says "fetch failed" and hides the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

async function replaceFile(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new StorageError(
      path,
      "cannot be written",
      { got: fileErrorCode(error), advice: "Make room, or name another folder (--root)." },
      error,
    );
  }
}
