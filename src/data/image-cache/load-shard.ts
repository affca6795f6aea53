import { closeSync, readSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "../formats/crc32.js";
import { openIfThere, readEntries } from "./entry-log.js";
import { numberedName } from "./numbered-files.js";
import { readSeal } from "./seal.js";
import { keyEntryLength } from "./shard-writer.js";
import { stored } from "./stored.js";

/** One image of a shard that may be used. */
export interface ShardRecord {
  readonly record: number;
  /** 64 hexadecimal digits. */
  readonly key: string;
  readonly crc: number;
}

/** What was found in a shard. */
export interface LoadedShard {
  /** The images that may be used, from the asked one on. */
  readonly records: readonly ShardRecord[];
  /** Number of all entries. */
  readonly count: number;
  /** Of those from the asked one on, the numbers of those that may not be used. */
  readonly damaged: readonly number[];
  /** True where the seal holds: the shard is complete, and `damaged` is known of already. */
  readonly sealed: boolean;
  /** Images that a seal speaks of and that are no longer listed. */
  readonly lost: number;
}

/**
 * The images of shard `number` from record `from` on. Where the shard is not sealed, or was touched since, every one of
 * them is read and compared with its CRC-32.
 * @throws StorageError
 */
export function loadShard(
  folder: string,
  number: number,
  imageBytes: number,
  from: number,
): LoadedShard {
  const { holds, seal } = readSeal(folder, number);
  const records: ShardRecord[] = [];
  const damaged: number[] = [];
  const path = join(folder, numberedName(number, "keys"));
  const count = readEntries(path, keyEntryLength, from, (entry, record) => {
    if (entry === null) {
      damaged.push(record);
      return;
    }
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
    records.push({ record, key: bytes.toString("hex", 0, 32), crc: bytes.readUInt32LE(32) });
  });
  const lost = Math.max(0, (seal?.records ?? 0) - count);
  if (holds && seal !== null) {
    const bad = new Set([...seal.damaged, ...damaged]);
    const good = records.filter(({ record }) => !bad.has(record));
    return { records: good, count, damaged: [...bad], sealed: true, lost };
  }
  const wrong = findWrong(join(folder, numberedName(number, "f32")), records, imageBytes);
  const good = records.filter(({ record }) => !wrong.has(record));
  const all = [...damaged, ...wrong].sort((left, right) => left - right);
  return { records: good, count, damaged: all, sealed: false, lost };
}

/** Numbers of the records whose image is not there, or has another CRC-32. */
function findWrong(
  path: string,
  records: readonly ShardRecord[],
  imageBytes: number,
): ReadonlySet<number> {
  if (records.length === 0) return new Set();
  return stored(path, () => {
    const file = openIfThere(path);
    if (file === null) return new Set(records.map(({ record }) => record));
    try {
      const image = new Uint8Array(imageBytes);
      const isWrong = ({ record, crc }: ShardRecord): boolean =>
        readSync(file, image, 0, imageBytes, record * imageBytes) !== imageBytes ||
        crc32(image) !== crc;
      return new Set(records.filter(isWrong).map(({ record }) => record));
    } finally {
      closeSync(file);
    }
  });
}
