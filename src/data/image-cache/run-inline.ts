import { setImmediate } from "node:timers/promises";
import { loadImageMaker } from "./image-maker.js";
import type { MadeImage, MakeSettings } from "./make-image.js";
import { crashed, makeImage } from "./make-image.js";
import { reasonOf } from "./start-worker.js";
import type { TakeJobs } from "./worker-pool.js";

/**
 * Run all jobs in this thread, one after another; other work gets a turn after each. The answers are those of workers, but
 * nothing saves this thread from an image that takes for ever or all memory.
 * @throws as {@link loadImageMaker}; what `take` and `onAnswer` throw; the reason of an abort.
 */
export async function runInline(
  take: TakeJobs,
  onAnswer: (answer: MadeImage) => void,
  { settings, signal }: { readonly settings: MakeSettings; readonly signal: AbortSignal },
): Promise<void> {
  let maker = await loadImageMaker(settings.maker);
  for (;;) {
    signal.throwIfAborted();
    const [job] = await take(1);
    if (job === undefined) return;
    let answer: MadeImage;
    try {
      answer = await makeImage(job, maker, settings);
    } catch (error) {
      answer = crashed(job, reasonOf(error));
      maker = await loadImageMaker(settings.maker);
    }
    onAnswer(answer);
    await setImmediate();
  }
}
