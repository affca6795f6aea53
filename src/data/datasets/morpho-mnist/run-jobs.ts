import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { InternalError } from "../../../base/errors.js";
import type { GeneratedDigits, GenerateJob, RunJobs } from "./generate.js";
import { createDigitGenerator } from "./generate.js";

/** What a worker is sent. */
export interface WorkerRequest {
  readonly number: number;
  readonly job: GenerateJob;
}

/** What a worker answers. */
export interface WorkerResponse {
  readonly number: number;
  readonly result: GeneratedDigits;
}

/** Where the worker is and how many run. */
export interface WorkerOptions {
  /** The module that answers {@link WorkerRequest}: JavaScript, so the built one. */
  readonly workerUrl?: URL;
  /** Number of workers; as many as the machine runs at once by default. */
  readonly workers?: number;
}

/** All jobs in this thread, one after another; other work gets a turn after each. */
export const runJobsInProcess: RunJobs = async (jobs, onResult) => {
  const generate = createDigitGenerator();
  for (const [number, job] of jobs.entries()) {
    onResult(number, generate(job));
    await setImmediate();
  }
};

/**
 * Jobs in worker threads: each worker gets its next job when it has answered the last. Workers are ended
 * before the promise settles, also on failure.
 *
 * A worker cannot load TypeScript: sources run unbuilt (under vitest) need {@link runJobsInProcess}, which
 * gives the same bytes.
 * @throws InternalError when a worker cannot start, fails, or stops before its jobs are done.
 */
export function runJobsInWorkers(options: WorkerOptions = {}): RunJobs {
  const workerUrl = options.workerUrl ?? new URL("./generate-worker.js", import.meta.url);
  return async (jobs, onResult) => {
    const waiting = [...jobs.entries()].values();
    const count = Math.min(options.workers ?? availableParallelism(), jobs.length);
    const workers = Array.from({ length: count }, () => new Worker(workerUrl));
    try {
      await Promise.all(workers.map((worker) => serve(worker, waiting, onResult)));
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  };
}

/** Feed one worker from the shared queue until the queue is empty. */
function serve(
  worker: Worker,
  waiting: Iterator<[number, GenerateJob]>,
  onResult: (job: number, result: GeneratedDigits) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sendNext = (): void => {
      const next = waiting.next();
      if (next.done === true) {
        resolve();
        return;
      }
      const [number, job] = next.value;
      worker.postMessage({ number, job: ownJob(job) } satisfies WorkerRequest);
    };
    worker.on("message", ({ number, result }: WorkerResponse) => {
      try {
        onResult(number, result);
        sendNext();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    worker.on("error", (error: Error) => reject(failure(error.message)));
    worker.on("exit", (code) => reject(failure(`exit code ${code} before its jobs were done`)));
    sendNext();
  });
}

/** A copy of the job's stretch: a view would be sent with the whole data set behind it. */
function ownJob({ images, perturbations }: GenerateJob): GenerateJob {
  return { images: new Uint8Array(images), perturbations: new Uint8Array(perturbations) };
}

function failure(reason: string): InternalError {
  return new InternalError("morpho-mnist generator", "a worker failed", { reason });
}
