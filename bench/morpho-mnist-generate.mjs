// @ts-check
/**
 * Time of generating all of Morpho-MNIST with worker threads, without the cache. CPU seconds include the
 * reading of MNIST; on a machine that does nothing else they are about workers × wall seconds.
 * Usage: npm run build && node bench/morpho-mnist-generate.mjs MNIST_FOLDER [WORKERS]
 */
import { availableParallelism } from "node:os";
import { drawPerturbations, generateDigits } from "../dist/data/datasets/morpho-mnist/generate.js";
import { readMnistPool } from "../dist/data/datasets/morpho-mnist/mnist-files.js";
import { runJobsInWorkers } from "../dist/data/datasets/morpho-mnist/run-jobs.js";
import { createRng } from "../dist/base/rng.js";

const [root, workersText] = process.argv.slice(2);
if (root === undefined) {
  console.error("usage: node bench/morpho-mnist-generate.mjs MNIST_FOLDER [WORKERS]");
  process.exit(2);
}
const workers = workersText === undefined ? availableParallelism() : Number(workersText);
let digits = 0;
let seconds = 0;
const cpuBefore = process.cpuUsage();
for (const prefix of /** @type {const} */ (["train", "t10k"])) {
  const pool = await readMnistPool(root, prefix);
  const perturbations = drawPerturbations(pool.digits.length, createRng(0).child(prefix));
  const start = performance.now();
  await generateDigits(pool.images, perturbations, runJobsInWorkers({ workers }), () => {});
  seconds += (performance.now() - start) / 1000;
  digits += perturbations.length;
}
const cpu = process.cpuUsage(cpuBefore);
const cpuSeconds = ((cpu.user + cpu.system) / 1e6).toFixed(1);
const rate = Math.round(digits / seconds);
console.log(
  `${digits} digits, ${workers} workers: ${seconds.toFixed(1)} s, ${rate} digits/s, CPU ${cpuSeconds} s`,
);
