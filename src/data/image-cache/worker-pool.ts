import type { MadeImage, MakeJob, MakeSettings } from "./make-image.js";
import { crashed } from "./make-image.js";
import type { ImageWorker } from "./start-worker.js";
import { startWorker } from "./start-worker.js";
import { unlessAborted } from "./unless-aborted.js";

/**
 * Hands out jobs, at most `count`; none means that all are done or at work. It may wait; where the pool ends meanwhile, what
 * it gives is not looked at.
 */
export type TakeJobs = (count: number) => Promise<readonly MakeJob[]>;

/** How jobs are run in threads. */
export interface PoolOptions {
  readonly settings: MakeSettings;
  /** The module of a worker, JavaScript; by default the built one beside this module. */
  readonly workerUrl?: URL | undefined;
  readonly workers: number;
  /** Jobs sent to a worker at a time. */
  readonly batch: number;
  /** The most that one image may take, in milliseconds. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
}

/** The most that one image may take in a worker unless somebody says otherwise: two minutes. */
export const defaultTimeLimitMs = 120_000;

/** Bytes of images that a worker makes between two messages; at most {@link mostTogether} images. */
const bytesTogether = 2 ** 22;
const mostTogether = 16;

/** Images of so many float32 that are sent to a worker at a time. */
export function jobsTogether(elements: number): number {
  return Math.max(1, Math.min(mostTogether, Math.floor(bytesTogether / (4 * elements))));
}

/**
 * Run all jobs in worker threads, and hand on each answer as it comes, in any order.
 *
 * A worker that stops or takes too long is ended, the image that it was at is answered as failed, and another worker takes
 * the rest of its batch. Every worker is ended before the promise settles.
 * @throws InternalError where a worker cannot start; what `take` and `onAnswer` throw; the reason of an abort.
 */
export async function runInWorkers(
  take: TakeJobs,
  onAnswer: (answer: MadeImage) => void,
  options: PoolOptions,
): Promise<void> {
  const workers = new Set<ImageWorker>();
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(options.signal.reason);
  if (options.signal.aborted) onAbort();
  options.signal.addEventListener("abort", onAbort);
  // A batch that runs ends when its worker does.
  stop.signal.addEventListener("abort", () => {
    for (const worker of workers) void worker.end();
  });
  const lanes = Array.from({ length: options.workers }, async () => {
    try {
      await runLane(take, onAnswer, { ...options, signal: stop.signal }, workers);
    } catch (error) {
      // The other lanes need not go on.
      stop.abort(error);
    }
  });
  await Promise.all(lanes);
  options.signal.removeEventListener("abort", onAbort);
  stop.signal.throwIfAborted();
}

/** One worker after another, until no job is left. */
async function runLane(
  take: TakeJobs,
  onAnswer: (answer: MadeImage) => void,
  options: PoolOptions,
  workers: Set<ImageWorker>,
): Promise<void> {
  const { settings, signal, batch, timeLimitMs } = options;
  const url = options.workerUrl ?? new URL("./make-worker.js", import.meta.url);
  let worker: ImageWorker | null = null;
  try {
    for (;;) {
      let jobs = await unlessAborted(take(batch), signal);
      if (jobs.length === 0) return;
      while (jobs.length > 0) {
        signal.throwIfAborted();
        if (worker === null || worker.failure() !== null) {
          await discard(worker, workers);
          worker = await startWorker(url, settings);
          workers.add(worker);
          continue;
        }
        const { done, failure } = await worker.run(jobs, onAnswer, timeLimitMs);
        signal.throwIfAborted();
        const lost = failure === null ? undefined : jobs[done];
        if (lost !== undefined) onAnswer(crashed(lost, failure ?? ""));
        jobs = jobs.slice(lost === undefined ? done : done + 1);
      }
    }
  } finally {
    await discard(worker, workers);
  }
}

async function discard(worker: ImageWorker | null, workers: Set<ImageWorker>): Promise<void> {
  if (worker === null) return;
  workers.delete(worker);
  await worker.end();
}
