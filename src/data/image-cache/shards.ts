import { readSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { StorageError } from "../../base/errors.js";
import { crc32 } from "../formats/crc32.js";
import type { LoadedShard } from "./load-shard.js";
import { loadShard } from "./load-shard.js";
import { numberedName, numbersIn } from "./numbered-files.js";
import type { OpenFiles } from "./open-files.js";
import { createOpenFiles } from "./open-files.js";
import { breakSeal, writeSeal } from "./seal.js";
import { createShardWriter } from "./shard-writer.js";
import { storageFailure } from "./stored.js";

/** Shards that are open to be read at a time. */
const mostOpenFiles = 64;

/** A place as one number: shard · 2²⁶ + record. */
const placeFactor = 2 ** 26;

/** All images of one preprocessing. */
export interface Shards {
  /** The place of the image with this key, or undefined. */
  find(key: string): number | undefined;
  readonly keys: ReadonlyMap<string, number>;
  /**
   * Take in what other processes have added. A shard that is not sealed is checked, image by image.
   * @param notices gets a line for each shard in which damage is found.
   * @param seal true: shards that were checked are sealed. One that another process still writes is not by that: its files
   * will differ from its seal.
   * @throws StorageError
   */
  refresh(notices: string[], seal: boolean): Promise<void>;
  /** @throws StorageError */
  append(key: string, pixels: Uint8Array, crc: number): void;
  /** Flush what was appended, and seal it. @throws StorageError */
  finish(): void;
  /**
   * Read the image at `place` into `out`, from element `offset` on. Allocates nothing an image.
   * @param check true: compare with the CRC-32.
   * @throws StorageError where it is damaged; the shard is then checked when it is next opened.
   */
  read(place: number, out: Float32Array, offset: number, check: boolean): void;
  close(): void;
}

/** Of a shard, as far as it is read. */
interface ShardState {
  readonly path: string;
  /** CRC-32 by record; 0 of those that may not be used. */
  readonly crcs: number[];
  readonly damaged: number[];
  /** True where it will not grow: sealed, or our own. */
  complete: boolean;
}

/** The shards in `folder` of images of `elements` float32; see {@link createShardWriter} for how they lie. */
export function openShards(folder: string, elements: number): Shards {
  const imageBytes = elements * Float32Array.BYTES_PER_ELEMENT;
  const writer = createShardWriter(folder, imageBytes);
  const files = createOpenFiles(mostOpenFiles);
  const places = new Map<string, number>();
  const shards = new Map<number, ShardState>();

  const stateOf = (number: number): ShardState => {
    const found = shards.get(number);
    if (found !== undefined) return found;
    const path = join(folder, numberedName(number, "f32"));
    const state = { path, crcs: [], damaged: [], complete: false };
    shards.set(number, state);
    return state;
  };
  const add = (number: number, record: number, key: string, crc: number): void => {
    stateOf(number).crcs[record] = crc;
    if (!places.has(key)) places.set(key, number * placeFactor + record);
  };
  const load = (number: number, notices: string[], seal: boolean): void => {
    const state = stateOf(number);
    const loaded = loadShard(folder, number, imageBytes, state.crcs.length);
    for (const { record, key, crc } of loaded.records) add(number, record, key, crc);
    // Damaged ones count too, so that the next time begins behind them.
    state.crcs.length = Math.max(state.crcs.length, loaded.count);
    state.damaged.push(...loaded.damaged);
    state.complete = loaded.sealed;
    const notice = noticeOf(number, loaded);
    if (notice !== null) notices.push(notice);
    if (!seal || loaded.sealed) return;
    if (loaded.count === 0) breakSeal(folder, number);
    else writeSeal(folder, number, { records: loaded.count, damaged: state.damaged });
  };
  const damagedAt = (place: number): StorageError => {
    const number = Math.floor(place / placeFactor);
    breakSeal(folder, number);
    // The next filling of this process makes it again too.
    for (const [key, found] of places) if (found === place) places.delete(key);
    return new StorageError(stateOf(number).path, "an image of the cache is damaged", {
      record: place % placeFactor,
      advice: "Run again: it is found and made anew. If this comes back, check the disk.",
    });
  };
  return {
    find: (key) => places.get(key),
    keys: places,
    async refresh(notices, seal) {
      for (const number of numbersIn(folder, "f32")) {
        if (shards.get(number)?.complete === true) continue;
        load(number, notices, seal);
        await setImmediate();
      }
    },
    append(key, pixels, crc) {
      const { shard, record } = writer.append(key, pixels, crc);
      stateOf(shard).complete = true;
      add(shard, record, key, crc);
    },
    finish: () => writer.finish(),
    read(place, out, offset, check) {
      const number = Math.floor(place / placeFactor);
      const record = place % placeFactor;
      const state = stateOf(number);
      if (!readAll(files, state.path, out, 4 * offset, imageBytes, record * imageBytes)) {
        throw damagedAt(place);
      }
      if (!check) return;
      const image = new Uint8Array(out.buffer, out.byteOffset + 4 * offset, imageBytes);
      if (crc32(image) !== state.crcs[record]) throw damagedAt(place);
    },
    close() {
      writer.finish();
      files.close();
    },
  };
}

/** Fill bytes of `out` from a file; false where it ends before. @throws StorageError */
function readAll(
  files: OpenFiles,
  path: string,
  out: Float32Array,
  start: number,
  length: number,
  position: number,
): boolean {
  try {
    return readSync(files.descriptor(path), out, start, length, position) === length;
  } catch (error) {
    throw storageFailure(path, error);
  }
}

function noticeOf(number: number, { damaged, sealed, count, lost }: LoadedShard): string | null {
  if ((damaged.length === 0 || sealed) && lost === 0) return null;
  const words = [
    ...(damaged.length > 0 && !sealed ? [`${damaged.length} of ${count} images damaged`] : []),
    ...(lost > 0 ? [`${lost} images lost`] : []),
  ];
  return `image cache, shard ${number}: ${words.join(", ")}; those that are needed are made again`;
}
