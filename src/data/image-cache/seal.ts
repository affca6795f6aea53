import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fileErrorCode } from "../../base/file-error-code.js";
import { factsOf } from "./file-facts.js";
import { numberedName } from "./numbered-files.js";
import { isReadOnly, stored } from "./stored.js";
import { parseJson } from "./parse-json.js";
import { bytesIfThere, replaceFile } from "../../base/whole-file.js";

const sealSchema = z.strictObject({
  /** Facts of the files with images and keys when they were found right, hexadecimal. */
  facts: z.array(z.string()),
  /** Number of records. */
  records: z.number().int().nonnegative(),
  /** Numbers of records that are not to be used. */
  damaged: z.array(z.number().int().nonnegative()),
});

/** Says that a shard was checked, record by record, and that its files have not been touched since. */
export type Seal = Omit<z.infer<typeof sealSchema>, "facts">;

/** What {@link readSeal} found: no seal, one whose shard was touched since, or one that holds. */
export interface SealState {
  readonly holds: boolean;
  readonly seal: Seal | null;
}

/** The seal of shard `number`; one that cannot be read is none. @throws StorageError */
export function readSeal(folder: string, number: number): SealState {
  const path = join(folder, numberedName(number, "seal"));
  const bytes = stored(path, () => bytesIfThere(path));
  const parsed = sealSchema.safeParse(parseJson(bytes ?? ""));
  if (!parsed.success) return { holds: false, seal: null };
  const { facts, records, damaged } = parsed.data;
  const now = factsOfShard(folder, number);
  const holds = now !== null && now.every((fact, index) => fact === facts[index]);
  return { holds, seal: { records, damaged } };
}

/**
 * Seal shard `number` as its files are now. A folder that may only be read gets no seal: its shards are checked each
 * time.
 * @throws StorageError
 */
export function writeSeal(folder: string, number: number, seal: Seal): void {
  const facts = factsOfShard(folder, number);
  if (facts === null) return;
  const path = join(folder, numberedName(number, "seal"));
  stored(path, () => {
    try {
      replaceFile(path, `${JSON.stringify({ facts, ...seal })}\n`);
    } catch (error) {
      if (!isReadOnly(fileErrorCode(error))) throw error;
    }
  });
}

/**
 * Forget that a shard was checked, so that it is checked the next time it is opened. Not in a folder that may only be read.
 * @throws StorageError
 */
export function breakSeal(folder: string, number: number): void {
  const path = join(folder, numberedName(number, "seal"));
  stored(path, () => {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      if (!isReadOnly(fileErrorCode(error))) throw error;
    }
  });
}

/** Null where a file is missing. */
function factsOfShard(folder: string, number: number): string[] | null {
  try {
    return ["f32", "keys"].map((ending) => {
      const stats = statSync(join(folder, numberedName(number, ending)), { bigint: true });
      return Buffer.from(factsOf(stats), "latin1").toString("hex");
    });
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}
