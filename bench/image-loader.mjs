// @ts-check
/** Worker thread of image-pipeline.mjs: answers each list of paths with what a network is shown of them, one message a list. */
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { decodeImageFile } from "../dist/data/formats/image-file.js";
import { createPipeline } from "../dist/data/preprocess/pipeline.js";

const { preprocess, imageShape } = workerData;
const pipeline = createPipeline(preprocess, imageShape);
const elements = imageShape.reduce(
  (/** @type {number} */ product, /** @type {number} */ extent) => product * extent,
  1,
);

parentPort?.on("message", async (/** @type {readonly string[]} */ paths) => {
  const tensors = new Float32Array(paths.length * elements);
  for (const [index, path] of paths.entries()) {
    const decoded = await decodeImageFile(readFileSync(path), path);
    tensors.set(pipeline.apply(decoded, path).data, index * elements);
  }
  parentPort?.postMessage(tensors, [tensors.buffer]);
});
