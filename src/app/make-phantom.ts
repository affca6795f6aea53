import { existsSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../base/errors.js";
import { openPhantomFiles, type MadeFile } from "../data/datasets/phantom-files.js";
import { requirePlace } from "./check-run-folder.js";
import type { DataProgress } from "./open-data.js";
import { parsePhantomOptions, type PhantomOptions } from "./phantom-options.js";
import { storageError } from "./write-file.js";
import { nothingLeft } from "./write-folder.js";

/** How a phantom on disk ended. */
export type MadePhantom =
  | {
      readonly type: "made";
      readonly folder: string;
      readonly images: number;
      readonly patients: number;
    }
  | { readonly type: "stopped"; readonly folder: string };

/**
 * Write a synthetic cohort to the folder `out`, which must not exist or be empty. It is written to a folder beside and
 * moved there when it is whole, so that a stop (`signal`) or an error leaves nothing.
 * @throws ConfigError for an option, and for a folder that is in use; StorageError for what the file system refuses.
 */
export async function makePhantom(
  options: PhantomOptions,
  out: string,
  onProgress: DataProgress,
  signal: AbortSignal,
): Promise<MadePhantom> {
  const settings = parsePhantomOptions(options);
  const folder = resolve(out);
  requireFree(folder);
  const { images, patients, makeImage, makeTables } = openPhantomFiles(settings);
  const beside = `${folder}.${process.pid}.tmp`;
  let moved = false;
  try {
    for (let index = 0; index < images; index++) {
      if (signal.aborted) return { type: "stopped", folder };
      await writeFiles(beside, makeImage(index));
      onProgress(index + 1, images);
    }
    await writeFiles(beside, makeTables());
    if (signal.aborted) return { type: "stopped", folder };
    if (existsSync(folder)) await rmdir(folder);
    await rename(beside, folder);
    moved = true;
    return { type: "made", folder, images, patients };
  } catch (error) {
    throw refusedOr(error, folder);
  } finally {
    if (!moved) await rm(beside, { recursive: true, force: true });
  }
}

function requireFree(folder: string): void {
  requirePlace(folder);
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new ConfigError("--out", "the folder is not empty", {
    got: folder,
    advice: "Choose another folder, or remove this one.",
  });
}

async function writeFiles(folder: string, files: readonly MadeFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const place = join(folder, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
}

/** What the file system refused; errors of our own as they are. */
function refusedOr(error: unknown, folder: string): unknown {
  const isRefusal = error instanceof Error && "code" in error && "syscall" in error;
  return isRefusal ? storageError(folder, nothingLeft, error) : error;
}
