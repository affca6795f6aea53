import { InternalError } from "../../base/errors.js";
import { packKnownKeys } from "../../data/image-cache/known-keys.js";
import type { ImageMakerSpec } from "../../data/image-cache/image-maker.js";
import type { MadeImage, MakeJob } from "../../data/image-cache/make-image.js";
import {
  defaultTimeLimitMs,
  jobsTogether,
  runInWorkers,
} from "../../data/image-cache/worker-pool.js";

/** How images are made on the way. */
export interface OrderedOptions {
  readonly maker: ImageMakerSpec;
  /** float32 an image. */
  readonly elements: number;
  readonly workers: number;
  /** Images that may be made ahead of the one that is waited for. */
  readonly ahead: number;
  readonly signal: AbortSignal;
  /** The built worker, where it is not beside the pool's module. */
  readonly workerUrl?: URL;
}

/** An image of its row, or why there is none. */
export type OrderedImage =
  | { readonly row: number; readonly pixels: Float32Array; readonly failure: null }
  | { readonly row: number; readonly pixels: null; readonly failure: string };

/**
 * Decode and preprocess `jobs` in worker threads and hand the images on in the order of the jobs, whichever is done
 * first; at most `ahead` are held.
 * @throws what `onImage` throws; the reason of an abort; InternalError where a worker cannot start.
 */
export async function inOrder(
  jobs: readonly MakeJob[],
  onImage: (image: OrderedImage) => Promise<void>,
  options: OrderedOptions,
): Promise<void> {
  const { maker, elements, workers, ahead, workerUrl } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const held = new Map<number, MadeImage>();
  let taken = 0;
  let handed = 0;
  /** Those that wait for a change. */
  let waiting: (() => void)[] = [];
  const changed = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const aChange = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  signal.addEventListener("abort", changed);
  const take = async (count: number): Promise<readonly MakeJob[]> => {
    while (taken < jobs.length && taken - handed >= ahead && !signal.aborted) await aChange();
    const next = signal.aborted ? [] : jobs.slice(taken, taken + count);
    taken += next.length;
    return next;
  };
  const place = new Map(jobs.map(({ row }, index) => [row, index]));
  const onAnswer = (answer: MadeImage): void => {
    held.set(place.get(answer.row) ?? -1, answer);
    changed();
  };
  const receive = async (): Promise<void> => {
    for (; handed < jobs.length; changed()) {
      let answer = held.get(handed);
      for (; answer === undefined; answer = held.get(handed)) {
        signal.throwIfAborted();
        await aChange();
      }
      held.delete(handed);
      handed += 1;
      await onImage(imageOf(answer));
    }
  };
  const settings = { maker, elements, known: packKnownKeys([]), quietMs: 0 };
  const batch = Math.min(jobsTogether(elements), ahead);
  const timeLimitMs = defaultTimeLimitMs;
  const pool = runInWorkers(take, onAnswer, {
    settings,
    workerUrl,
    workers,
    batch,
    timeLimitMs,
    signal,
  });
  const both = [pool, receive()].map((work) =>
    work.catch((error: unknown) => {
      // The other need not go on.
      stop.abort(error);
      throw error;
    }),
  );
  await Promise.all(both);
}

function imageOf(answer: MadeImage): OrderedImage {
  const { row } = answer;
  if (answer.kind === "failed") return { row, pixels: null, failure: answer.message };
  if (answer.kind === "known") {
    throw new InternalError("predict", "an image was taken for known", { row });
  }
  const { buffer, byteOffset, byteLength } = answer.pixels;
  return { row, pixels: new Float32Array(buffer, byteOffset, byteLength / 4), failure: null };
}
