/** Worker thread that makes images: says that it is ready, then answers each batch of jobs, one message an image. */
import { parentPort, workerData } from "node:worker_threads";
import { InternalError } from "../../base/errors.js";
import { loadImageMaker } from "./image-maker.js";
import type { MakeJob, MakeSettings } from "./make-image.js";
import { makeImage } from "./make-image.js";
import type { FromWorker } from "./start-worker.js";

const port = parentPort;
if (port === null) {
  throw new InternalError("image cache worker", "this module runs in a worker thread only");
}
const settings = workerData as MakeSettings;
const maker = await loadImageMaker(settings.maker);
port.on("message", (jobs: readonly MakeJob[]) => {
  // An error that is not of the house ends the thread; the pool sees it and starts another.
  void answerAll(jobs);
});
port.postMessage({ kind: "ready" } satisfies FromWorker);

async function answerAll(jobs: readonly MakeJob[]): Promise<void> {
  for (const job of jobs) {
    const answer: FromWorker = await makeImage(job, maker, settings);
    port?.postMessage(answer, answer.kind === "made" ? [answer.pixels.buffer] : []);
  }
}
