// @ts-check
/**
 * What IBCA and the other heads for several labels cost beside class-query attention: time of a training batch (all of a
 * step, the way back through the encoder included), each method's batches in turn with the others', medians of rounds.
 *
 *   npm run build && node bench/labels-cost.mjs [--threads 1] [--rounds 5] [--stages 2] [--size 64] [--penalties | --terms] [--processor]
 *
 * Canvases of drawn shapes, ResNet-18 up to `stages`, batches of 50, ten labels. A round is an epoch of 20 batches, the first
 * two of which are not counted; sessions are made before. `--penalties`: class-query with MIMM-X's penalty against two
 * attributes in the place of the heads, on a cohort of noise that is written for it; with λ = 0 it has their heads alone. `--terms`: `ibca` term by term in their place. `--processor` takes processor time of all
 * threads in the place of wall time, for machines that others use.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { memoryFiles } from "./memory-files.mjs";

const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    stages: { type: "string", default: "2" },
    size: { type: "string", default: "64" },
    penalties: { type: "boolean", default: false },
    terms: { type: "boolean", default: false },
    processor: { type: "boolean", default: false },
  },
});
const dist = new URL("../dist/", import.meta.url);
const load = (/** @type {string} */ path) => import(new URL(`${path}.js`, dist).href);
const [{ prepareRun }, { parseRunConfig }, { loadBackend }, { runTraining }, { encodePng }] =
  await Promise.all(
    ["app/prepare-run", "config/parse-config", "runtime/load", "training/loop", "data/formats/encode-png"].map(load), // prettier-ignore
  );
const backend = await loadBackend("native");
const batches = 20;
const skipped = 2;
const canvas = `{ dataset: canvas, objects: shapes, size: ${options.size}, train: 1100, test: 20, attributes: [], plan: native, split: { kind: shuffle, validation: 50 } }`;
const cohort = "{ cohort: cohort.yml, attributes: [sex, view], cache: cache }";
const text = `data: ${options.penalties ? cohort : canvas}
model: { encoder: resnet-18, options: { stages: ${options.stages} }, features: ${options.penalties ? 16 : 64} }
method: { name: class-query }
train: { epochs: 1, batch: 50, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: ${options.threads} }
`;
const penalised = (/** @type {string} */ settings) => `{name: class-query, penalty: {${settings}}}`;
/** `ibca` with these terms alone. */
const withTerms = (/** @type {string[]} */ ...terms) => {
  const off = ["components", "align", "contrast", "intervene", "erase"].filter((term) => !terms.includes(term)); // prettier-ignore
  return `{${["name: ibca", ...off.map((term) => `${term}: 0`)].join(", ")}}`;
};
const heads = ["class-query", "pooled", "csra", "counterfactual-attention", "bottleneck-attention", "ibca"]; // prettier-ignore
const casesOf = {
  penalties: {
    "class-query": "{name: class-query}",
    "with heads of attributes": penalised("lambda: 0"),
    "penalty, clip-shared": penalised("gradientScaling: clip-shared"),
    "penalty, clip": penalised("gradientScaling: clip"),
    "penalty, clip, a critic a pair": penalised("attention: {name: none}"),
  },
  terms: {
    "class-query": "{name: class-query}",
    mixture: withTerms("components"),
    "mixture, alignment": withTerms("components", "align"),
    "mixture, contrast": withTerms("components", "contrast"),
    "mixture, intervention": withTerms("components", "intervene"),
    "mixture, erased pictures": withTerms("components", "erase"),
    "erased pictures": withTerms("erase"),
    "all but erased pictures": "{name: ibca, erase: 0}",
    ibca: "{name: ibca}",
  },
  heads: Object.fromEntries(heads.map((name) => [name, `{name: ${name}}`])),
};
const cases = casesOf[options.penalties ? "penalties" : options.terms ? "terms" : "heads"];
const names = Object.keys(cases);
const folder = mkdtempSync(join(tmpdir(), "unconfound-labels-cost-"));
if (options.penalties) writeCohort(Number(options.size));
const jobs = [];
for (const [name, method] of Object.entries(cases)) {
  const config = parseRunConfig(text, "bench", [`method=${method}`]);
  const { job } = await prepareRun(config, folder, backend, () => undefined);
  jobs.push({ name, job });
}

/** 1,000 training pictures of noise, 20 of validation and of test, ten findings, two attributes. @param {number} size */
function writeCohort(size) {
  const findings = Array.from({ length: 10 }, (_, label) => `f${label}`);
  mkdirSync(join(folder, "images"));
  const lines = Array.from({ length: 1040 }, (_, row) => {
    const data = Uint8Array.from({ length: size * size }, (_, at) => (at * 7919 + row * 104729) % 251); // prettier-ignore
    const samples = { dtype: "uint8", shape: [1, size, size], data };
    writeFileSync(
      join(folder, "images", `${row}.png`),
      encodePng({ samples, channels: "grey", spacingMm: null, affine: null }),
    );
    const answers = findings.map((_, label) => Number((row * (label + 3)) % 29 < 9));
    const part = row < 1000 ? "train" : row < 1020 ? "validation" : "test";
    return [`${row}.png`, `p${row}`, ...answers, row % 2 ? "a" : "b", row % 3 ? "a" : "b", part].join(); // prettier-ignore
  });
  const header = ["file", "person", ...findings, "sex", "view", "part"].join();
  writeFileSync(join(folder, "table.csv"), [header, ...lines, ""].join("\n"));
  writeFileSync(
    join(folder, "cohort.yml"),
    `tables: [{ file: table.csv }]
images: { column: file, root: images, channels: grey }
subject: person
target: { as: labels, columns: [${findings.join(", ")}], positive: ["1"], negative: ["0"] }
attributes: [{ name: sex, column: sex }, { name: view, column: view }]
split: { column: part }
preprocess: [{ name: rescale, from: [0, 255] }]
`,
  );
}

/** Milliseconds, of the wall or of the processor. */
function clock() {
  if (!options.processor) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Median of an epoch's batches in ms. @param {any} job */
async function epoch(job) {
  /** @type {number[]} */
  const times = [];
  let last = clock();
  await runTraining(job, {
    files: memoryFiles(),
    now: () => performance.now() / 1000,
    onProgress: () => {
      times.push(clock() - last);
      last = clock();
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
  `${cpus()[0]?.model ?? "?"}, ${options.threads} threads, load ${loadavg()[0]?.toFixed(1)}, ${options.size} x ${options.size}, stages ${options.stages}${options.processor ? ", processor time" : ""}`,
);
for (const name of names) {
  const own = rounds[name] ?? [];
  const ratios = own.map((value, round) => value / (reference[round] ?? NaN));
  console.log(
    `${name.padEnd(30)} ${median(own).toFixed(1)} ms a batch of 50, ${median(ratios).toFixed(2)}x class-query (rounds ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
}
rmSync(folder, { recursive: true });
