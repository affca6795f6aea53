// @ts-check
/**
 * What IBCA and the other heads for several labels cost beside class-query attention: time of a training batch (all of a
 * step, the way back through the encoder included), each method's batches in turn with the others', medians of rounds.
 *
 *   npm run build && node bench/labels-cost.mjs [--threads 1] [--rounds 5] [--stages 2] [--size 64]
 *
 * Canvases of drawn shapes, ResNet-18 up to `stages`, batches of 50, ten labels. A round is an epoch of 20 batches, the first
 * two of which are not counted; sessions are made before.
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { memoryFiles } from "./memory-files.mjs";

const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    stages: { type: "string", default: "2" },
    size: { type: "string", default: "64" },
  },
});
const dist = new URL("../dist/", import.meta.url);
const load = (/** @type {string} */ path) => import(new URL(`${path}.js`, dist).href);
const [{ prepareRun }, { parseRunConfig }, { loadBackend }, { runTraining }] = await Promise.all(
  ["app/prepare-run", "config/parse-config", "runtime/load", "training/loop"].map(load),
);
const backend = await loadBackend("native");
const batches = 20;
const skipped = 2;
const text = `data: { dataset: canvas, objects: shapes, size: ${options.size}, train: 1100, test: 20, attributes: [], plan: native, split: { kind: shuffle, validation: 50 } }
model: { encoder: resnet-18, options: { stages: ${options.stages} }, features: 64 }
method: { name: class-query }
train: { epochs: 1, batch: 50, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: ${options.threads} }
`;
const names = ["class-query", "pooled", "csra", "counterfactual-attention", "bottleneck-attention", "ibca"]; // prettier-ignore
const jobs = [];
for (const name of names) {
  const config = parseRunConfig(text, "bench", [`method={name: ${name}}`]);
  const { job } = await prepareRun(config, ".", backend, () => undefined);
  jobs.push({ name, job });
}

/** Median of an epoch's batches in ms. @param {any} job */
async function epoch(job) {
  /** @type {number[]} */
  const times = [];
  let last = performance.now();
  await runTraining(job, {
    files: memoryFiles(),
    now: () => performance.now() / 1000,
    onProgress: () => {
      times.push(performance.now() - last);
      last = performance.now();
    },
    onEpoch: () => undefined,
    shouldStop: () => false,
  });
  return median(times.slice(skipped, batches));
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** @type {Record<string, number[]>} */
const rounds = Object.fromEntries(names.map((name) => [name, []]));
for (let round = 0; round < Number(options.rounds); round++) {
  for (const { name, job } of jobs) rounds[name]?.push(await epoch(job));
}
const reference = rounds["class-query"] ?? [];
console.log(
  `${cpus()[0]?.model ?? "?"}, ${options.threads} threads, load ${loadavg()[0]?.toFixed(1)}, ${options.size} x ${options.size}, stages ${options.stages}`,
);
for (const name of names) {
  const own = rounds[name] ?? [];
  const ratios = own.map((value, round) => value / (reference[round] ?? NaN));
  console.log(
    `${name.padEnd(26)} ${median(own).toFixed(1)} ms a batch of 50, ${median(ratios).toFixed(2)}x class-query (rounds ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
}
