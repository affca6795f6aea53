/**
 * Worker thread of the generator: answers each request with the perturbed digits. Loaded by
 * `runJobsInWorkers` from the built code.
 */
import { parentPort } from "node:worker_threads";
import { InternalError } from "../../../base/errors.js";
import { createDigitGenerator } from "./generate.js";
import type { WorkerRequest, WorkerResponse } from "./run-jobs.js";

const port = parentPort;
if (port === null) {
  throw new InternalError("morpho-mnist worker", "this module runs in a worker thread only");
}
const generate = createDigitGenerator();
port.on("message", ({ number, job }: WorkerRequest) => {
  const result = generate(job);
  const response: WorkerResponse = { number, result };
  const memory = [result.images.buffer, result.thickness.buffer];
  port.postMessage(
    response,
    memory.filter((buffer) => buffer instanceof ArrayBuffer),
  );
});
