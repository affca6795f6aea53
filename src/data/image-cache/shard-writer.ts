import { closeSync, fsyncSync, ftruncateSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { EntryLog } from "./entry-log.js";
import { createEntryLog, createFile } from "./entry-log.js";
import { numberedName, numbersIn } from "./numbered-files.js";
import { writeSeal } from "./seal.js";
import { stored } from "./stored.js";
import { writeAll } from "../../base/whole-file.js";

/** SHA-256 of the source, then the CRC-32 of the image. */
export const keyEntryLength = 32 + 4;

/** A shard is full at about so many bytes: few files for a large set, little lost where one is damaged. */
const shardBytes = 2 ** 28;

/** Where an image lies. */
export interface RecordPlace {
  readonly shard: number;
  readonly record: number;
}

/** Appends images to shards of its own. */
export interface ShardWriter {
  /**
   * @param key 64 hexadecimal digits. @param pixels the bytes of the image. @param crc their CRC-32.
   * @throws StorageError; the shard then holds what it held before.
   */
  append(key: string, pixels: Uint8Array, crc: number): RecordPlace;
  /** Flush to the disk and seal. Another `append` begins a new shard. @throws StorageError */
  finish(): void;
}

interface OpenShard {
  readonly number: number;
  readonly path: string;
  readonly file: number;
  readonly keys: EntryLog;
  records: number;
}

/**
 * A writer of images of `imageBytes` bytes in `folder`.
 *
 * A shard is `NUMBER.f32`, image after image without anything between, and `NUMBER.keys`, an entry an image. The image is
 * written first, then its entry: an image without an entry is none. So a process that is killed at any moment leaves
 * whole images. A shard is claimed by making its file, and written by one process only.
 * @param largest of a shard, in bytes.
 */
export function createShardWriter(
  folder: string,
  imageBytes: number,
  largest: number = shardBytes,
): ShardWriter {
  const capacity = Math.max(1, Math.floor(largest / imageBytes));
  const entry = new Uint8Array(keyEntryLength);
  const view = new DataView(entry.buffer);
  let shard: OpenShard | null = null;

  const finish = (): void => {
    if (shard === null) return;
    const { number, path, file, keys, records } = shard;
    shard = null;
    try {
      // What a failed write has left behind the last image.
      stored(path, () => {
        ftruncateSync(file, records * imageBytes);
        fsyncSync(file);
      });
    } finally {
      closeSync(file);
      keys.finish();
    }
    writeSeal(folder, number, { records, damaged: [] });
  };
  return {
    append(key, pixels, crc) {
      const open = (shard ??= claimShard(folder));
      const record = open.records;
      stored(open.path, () => writeAll(open.file, pixels, record * imageBytes));
      entry.set(Buffer.from(key, "hex"));
      view.setUint32(32, crc, true);
      open.keys.append(entry);
      open.records += 1;
      if (open.records === capacity) finish();
      return { shard: open.number, record };
    },
    finish,
  };
}

/** The first number that no other process has. */
function claimShard(folder: string): OpenShard {
  stored(folder, () => mkdirSync(folder, { recursive: true }));
  for (let number = (numbersIn(folder, "f32").at(-1) ?? 0) + 1; ; number++) {
    const path = join(folder, numberedName(number, "f32"));
    const file = stored(path, () => createFile(path));
    if (file === null) continue;
    const keys = createEntryLog(join(folder, numberedName(number, "keys")), keyEntryLength);
    if (keys !== null) return { number, path, file, keys, records: 0 };
    closeSync(file);
  }
}
