import { availableParallelism } from "node:os";
import type { FileIndex } from "./file-index.js";
import type { ImageMakerSpec } from "./image-maker.js";
import { createJobQueue } from "./job-queue.js";
import { packKnownKeys } from "./known-keys.js";
import type { MadeImage, MakeSettings } from "./make-image.js";
import type { ImageFile, PendingRows } from "./pending-rows.js";
import { sortRows, trustedKey } from "./pending-rows.js";
import { runInline } from "./run-inline.js";
import type { Shards } from "./shards.js";
import type { CacheUser } from "./users.js";
import { defaultTimeLimitMs, jobsTogether, runInWorkers } from "./worker-pool.js";

/** How a cache is filled. */
export interface FillOptions {
  /** Threads; as many as the machine runs at once by default. 0: in this thread, as where sources run unbuilt. */
  readonly workers?: number;
  /** The most that one image may take in a worker, in milliseconds; two minutes by default. */
  readonly timeLimitMs?: number;
  /** True: read every file again, whatever the file system says of it. */
  readonly verify?: boolean;
  /** Called with the rows that are done, of `total`. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the filling; what is made is kept. */
  readonly signal?: AbortSignal;
  /** The built worker, where it is not beside this module. */
  readonly workerUrl?: URL;
}

/** What came of it. */
export interface FillResult {
  /** Rows without an image, in order, and why: what, where, in one message. */
  readonly failures: readonly { readonly index: number; readonly message: string }[];
  /** Rows whose file is there under the same path as before, with other bytes. In order. */
  readonly changed: readonly number[];
  /** Images that were made now. */
  readonly made: number;
  /** What a person should know: damage that was found. */
  readonly notices: readonly string[];
}

/** What a filling works on. */
export interface FillParts {
  readonly elements: number;
  readonly quietMs: number;
  readonly shards: Shards;
  readonly index: FileIndex;
  readonly user: CacheUser;
}

/**
 * Make the images that are missing; `keys` is filled with the key of each row, null where it failed.
 * @throws StorageError; InternalError where a worker cannot start; the reason of an abort. What was made is kept.
 */
export async function fill(
  files: readonly ImageFile[],
  maker: ImageMakerSpec,
  options: FillOptions,
  parts: FillParts,
): Promise<FillResult & { readonly keys: readonly (string | null)[] }> {
  const { shards, index, user, elements, quietMs } = parts;
  const { verify = false, onProgress, signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  const notices: string[] = [];
  index.refresh();
  await shards.refresh(notices, true);
  const isThere = (key: string): boolean => shards.find(key) !== undefined;
  const { keys, pending } = await sortRows(files, index, isThere, !verify);
  const tally = createTally(files.length, pending, keys, onProgress);
  try {
    if (pending.length > 0) {
      const known = packKnownKeys(shards.keys.keys());
      const settings = { maker, elements, known, quietMs };
      const take = createTake(pending, parts, tally, verify, notices);
      const onAnswer = createReceiver(pending, parts, tally);
      await run(take, onAnswer, settings, pending.length, { ...options, signal });
    }
  } finally {
    shards.finish();
    index.finish();
  }
  if (user.others() === 0) index.compact();
  return { ...tally.result(), notices, keys };
}

/** What is known of rows while they are made. */
interface Tally {
  settle(pending: PendingRows, key: string, isNew: boolean): void;
  fail(pending: PendingRows, message: string): void;
  change(pending: PendingRows): void;
  result(): Omit<FillResult, "notices">;
}

function createTally(
  total: number,
  pending: readonly PendingRows[],
  keys: (string | null)[],
  onProgress: FillOptions["onProgress"],
): Tally {
  const failures: { index: number; message: string }[] = [];
  const changed: number[] = [];
  let made = 0;
  let done = total - pending.reduce((sum, { rows }) => sum + rows.length, 0);
  const advance = (count: number): void => {
    done += count;
    onProgress?.(done, total);
  };
  advance(0);
  return {
    settle({ rows }, key, isNew) {
      for (const row of rows) keys[row] = key;
      if (isNew) made += 1;
      advance(rows.length);
    },
    fail({ rows }, message) {
      for (const index of rows) failures.push({ index, message });
      advance(rows.length);
    },
    change: ({ rows }) => void changed.push(...rows),
    result: () => ({
      failures: failures.sort((left, right) => left.index - right.index),
      changed: changed.sort((left, right) => left - right),
      made,
    }),
  };
}

/** Jobs in order, without those that other processes do meanwhile. */
function createTake(
  pending: readonly PendingRows[],
  { shards, index, user }: FillParts,
  tally: Tally,
  verify: boolean,
  notices: string[],
): (count: number) => ReturnType<ReturnType<typeof createJobQueue>["take"]> {
  const isMade = async (block: readonly PendingRows[]): Promise<readonly boolean[]> => {
    if (verify || user.others() === 0) return [];
    index.refresh();
    await shards.refresh(notices, false);
    return block.map((rows) => {
      const key = trustedKey(index, rows.file, rows.facts);
      if (key === null || shards.find(key) === undefined) return false;
      tally.settle(rows, key, false);
      return true;
    });
  };
  // The first at work goes in order, the others elsewhere.
  const queue = createJobQueue(pending, isMade, user.others() === 0 ? null : process.pid);
  return (count) => queue.take(count);
}

/** Keeps what is made. */
function createReceiver(
  pending: readonly PendingRows[],
  { shards, index }: FillParts,
  tally: Tally,
): (answer: MadeImage) => void {
  const byRow = new Map(pending.map((rows) => [rows.rows[0] ?? 0, rows]));
  return (answer) => {
    const rows = byRow.get(answer.row);
    if (rows === undefined) return;
    if (answer.kind === "failed") {
      tally.fail(rows, answer.message);
      return;
    }
    const { key, files } = answer;
    const isNew = answer.kind === "made" && shards.find(key) === undefined;
    if (answer.kind === "made" && isNew) shards.append(key, answer.pixels, answer.crc);
    const before = rows.file.paths.map((path) => index.last(path));
    if (before.some((hash, file) => hash !== null && hash !== files[file]?.hash)) {
      tally.change(rows);
    }
    for (const [file, path] of rows.file.paths.entries()) {
      const record = files[file];
      if (record !== undefined) index.remember(path, record.facts, record.hash);
    }
    tally.settle(rows, key, isNew);
  };
}

function run(
  take: ReturnType<typeof createTake>,
  onAnswer: (answer: MadeImage) => void,
  settings: MakeSettings,
  jobs: number,
  options: FillOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { signal, workerUrl, timeLimitMs = defaultTimeLimitMs } = options;
  const workers = Math.min(options.workers ?? availableParallelism(), jobs);
  if (workers === 0) return runInline(take, onAnswer, { settings, signal });
  // Small enough for workers to end together.
  const fair = Math.ceil(jobs / (4 * workers));
  const batch = Math.min(jobsTogether(settings.elements), fair);
  return runInWorkers(take, onAnswer, { settings, workerUrl, workers, batch, timeLimitMs, signal });
}
