import { Worker } from "node:worker_threads";
import { InternalError } from "../../base/errors.js";
import type { MadeImage, MakeJob, MakeSettings } from "./make-image.js";

/** What a worker sends. */
export type FromWorker = { readonly kind: "ready" } | MadeImage;

/** How a batch ended: how many of its jobs were answered, and why not all of them, or null. */
export interface BatchEnd {
  readonly done: number;
  readonly failure: string | null;
}

/** A thread that makes images. */
export interface ImageWorker {
  /** Why it is of no more use, or null. */
  failure(): string | null;
  /**
   * Answer jobs one after the other.
   * @param timeLimitMs the most that one image may take. @throws what `onAnswer` throws.
   */
  run(
    jobs: readonly MakeJob[],
    onAnswer: (answer: MadeImage) => void,
    timeLimitMs: number,
  ): Promise<BatchEnd>;
  /** Stop it, whatever it is at; a batch that runs ends with a failure. */
  end(): Promise<void>;
}

/**
 * Start a worker of the module at `url`, and wait until it is ready.
 * @throws InternalError where it cannot start.
 */
export async function startWorker(url: URL, settings: MakeSettings): Promise<ImageWorker> {
  const worker = new Worker(url, { workerData: settings });
  const listener: { message(answer: FromWorker): void; failed(reason: string): void } = {
    message: () => undefined,
    failed: () => undefined,
  };
  let failure: string | null = null;
  let uncaught: string | null = null;
  const fail = (reason: string): void => {
    failure ??= reason;
    listener.failed(failure);
  };
  // For as long as it lives: an error that nobody listens to would end this process.
  worker.on("message", (answer: FromWorker) => listener.message(answer));
  // An error may overtake answers sent before it, as it comes by another channel; the exit that follows comes after them.
  worker.on("error", (error: unknown) => (uncaught ??= reasonOf(error)));
  worker.on("exit", (code) => fail(uncaught ?? `its worker ended with exit code ${code}`));
  const end = async (): Promise<void> => {
    await worker.terminate();
  };
  await new Promise<void>((resolve, reject) => {
    listener.message = () => resolve();
    listener.failed = (reason) =>
      reject(new InternalError("image cache", "a worker cannot start", { reason }));
  });
  return {
    failure: () => failure,
    end,
    async run(jobs, onAnswer, timeLimitMs) {
      let timer: NodeJS.Timeout | undefined;
      let verdict: NodeJS.Immediate | undefined;
      const stopTimer = (): void => {
        clearTimeout(timer);
        clearImmediate(verdict);
      };
      let done = 0;
      try {
        return await new Promise<BatchEnd>((resolve, reject) => {
          const startTimer = (): void => {
            // Where this thread was busy for that long, an answer may be waiting: it is heard before an immediate runs.
            timer = setTimeout(() => {
              verdict = setImmediate(() => fail(`it took longer than ${timeLimitMs / 1000} s`));
            }, timeLimitMs);
          };
          listener.failed = (reason) => resolve({ done, failure: reason });
          listener.message = (answer) => {
            stopTimer();
            if (answer.kind === "ready" || failure !== null) return;
            try {
              onAnswer(answer);
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
              return;
            }
            done += 1;
            if (done === jobs.length) resolve({ done, failure: null });
            else startTimer();
          };
          startTimer();
          worker.postMessage(jobs);
        });
      } finally {
        stopTimer();
        listener.failed = () => undefined;
        listener.message = () => undefined;
      }
    },
  };
}

/** What was thrown, in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
