// @ts-check
/**
 * What MIMM-X costs beside plain multi-task training, and what its published schedule would cost: wall time per epoch,
 * by phase, all in one run and in turn (an epoch of one, an epoch of the other, …).
 *
 *   npm run build && node bench/method-cost.mjs [--threads 2] [--epochs 5] [--batch 1000] [--save NAME] [--dist dist/]
 *
 * Ours are the training loop, method, sets and validation of `unconfound train` with examples/morpho-mnist-mimm-x.yml and
 * examples/morpho-mnist-mimm-x-rebalance.yml, on pictures of the same size and number from our generator; only files are kept in memory.
 *
 * The published schedule (MIMM's precursor with two factors: every pair of parts has a critic on all B x B pairs, 5 critic
 * batches after 1 or 2 encoder batches) is a timing model of ours in PyTorch (peers/torch_published.py), where the
 * environment variable PYTHON names an interpreter that has it: one step of each kind is timed and multiplied by how often
 * an epoch has it. --batch is the largest batch to time; a smaller one is taken where memory is short, and its rows are
 * counted up.
 *
 * Under load wall times say little; the ratio of CPU times, beside them, is steadier with one thread.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, freemem, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { memoryFiles } from "./memory-files.mjs";

const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    epochs: { type: "string", default: "5" },
    batch: { type: "string", default: "1000" },
    save: { type: "string" },
    dist: { type: "string", default: "dist/" },
  },
});
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const dist = new URL(options.dist, `file://${process.cwd()}/`);
const load = (/** @type {string} */ path) => import(new URL(`${path}.js`, dist).href);
const [{ prepareRun }, { parseRunConfig }, { loadBackend }, { runTraining }] = await Promise.all(
  ["app/prepare-run", "config/parse-config", "runtime/load", "training/loop"].map(load),
);

/** Training rows of the example: 39 batches of 500. */
const trainingRows = 19_515;
const measured = Number(options.epochs);
/** Of the published schedule. */
const publishedBatch = 1000;
/** Of parts, with two factors: label–first, label–second, first–second. */
const pairs = 3;
const alone = readFileSync(here("../examples/morpho-mnist-mimm-x.yml"), "utf8");
/** The run files of `mimm-x` that are measured, by name, and what is changed in them. @type {Record<string, [text: string, overrides: string[]]>} */
const examples = {
  "mimm-x": [alone, []],
  // As published: critics have batches of their own, so that an epoch has fewer encoder steps.
  "mimm-x, criticBatches: own": [alone, ["method.criticBatches=own"]],
  "mimm-x+rebalance": [
    readFileSync(here("../examples/morpho-mnist-mimm-x-rebalance.yml"), "utf8"),
    [],
  ],
};
const data = `data={dataset: phantom, size: 28, train: 26000, test: 1000, attributes: [marker, intensity],
  split: {kind: shuffle, validation: 6000},
  plan: {train: 0.9, sizes: {train: ${trainingRows}, validation: 5000}, tests: {iid: 0.9}}}`;
const backend = await loadBackend("native");

/** A run of an example, its epochs timed by phase. @param {string} name @param {string} text @param {string[]} overrides */
async function prepare(name, text, overrides) {
  const config = parseRunConfig(text, "example", [
    data.replaceAll("\n", " "),
    ...overrides,
    `train.epochs=${measured + 1}`,
    "train.selection.burnIn=0",
    "train.augment.shift=0", // the stand-in data have a marker, which would move
    `runtime.threads=${options.threads}`,
  ]);
  const timed = timedBackend();
  const { job } = await prepareRun(config, ".", timed.backend, () => undefined);
  return { name, job, ...timed };
}

/**
 * The native backend, but that each session says how long it ran, and waits for its turn. Sessions are made in the order
 * of the method's phases; the last one predicts.
 */
function timedBackend() {
  /** @type {{ ms: number, runs: number }[]} */
  const sessions = [];
  const gate = { turn: Promise.resolve() };
  const own = {
    Tensor: backend.ort.Tensor,
    InferenceSession: {
      create: async (/** @type {unknown[]} */ ...args) => {
        const spent = { ms: 0, runs: 0 };
        sessions.push(spent);
        const session = await backend.ort.InferenceSession.create(...args);
        return {
          release: () => session.release(),
          run: async (/** @type {unknown[]} */ ...feeds) => {
            await gate.turn;
            const start = performance.now();
            const results = await session.run(...feeds);
            spent.ms += performance.now() - start;
            spent.runs += 1;
            return results;
          },
        };
      },
    },
  };
  return { backend: { ...backend, ort: own }, sessions, gate };
}

/** @typedef {Awaited<ReturnType<typeof prepare>>} Run */
/** @typedef {{ ms: number, cpuMs: number, phases: Record<string, { ms: number, runs: number }> }} Epoch */

/** Train all runs, one epoch each in turn; the first epoch of each is not counted. @param {Run[]} runs */
async function trainInTurn(runs) {
  /** @type {Record<string, Epoch[]>} */
  const epochs = Object.fromEntries(runs.map(({ name }) => [name, []]));
  /** Opens the gate of a run. @type {(() => void)[]} */
  const open = [];
  for (const [index, { gate }] of runs.entries()) {
    gate.turn = new Promise((resolve) => (open[index] = () => resolve(undefined)));
  }
  let started = performance.now();
  let cpu = process.cpuUsage();
  const begin = (/** @type {number} */ index) => {
    for (const spent of runs[index]?.sessions ?? []) Object.assign(spent, { ms: 0, runs: 0 });
    started = performance.now();
    cpu = process.cpuUsage();
    open[index]?.();
  };
  const training = runs.map(({ name, job, sessions, gate }, index) => {
    return runTraining(job, {
      files: memoryFiles(),
      now: () => performance.now() / 1000,
      onProgress: () => undefined,
      onEpoch: () => {
        const names = [
          ...job.method.phases.map((/** @type {any} */ phase) => phase.name),
          "validation",
        ];
        const phases = Object.fromEntries(
          names.map((phase, at) => [phase, { ...(sessions[at] ?? { ms: 0, runs: 0 }) }]),
        );
        const { user, system } = process.cpuUsage(cpu);
        const cpuMs = (user + system) / 1000;
        epochs[name]?.push({ ms: performance.now() - started, cpuMs, phases });
        gate.turn = new Promise((resolve) => (open[index] = () => resolve(undefined)));
        // The next one begins once this call is over.
        setImmediate(begin, (index + 1) % runs.length);
      },
      shouldStop: () => false,
    });
  });
  begin(0);
  await Promise.all(training);
  return Object.fromEntries(Object.entries(epochs).map(([name, all]) => [name, all.slice(1)]));
}

const median = (/** @type {number[]} */ values) =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;

/** @param {Epoch[]} epochs @param {string} phase */
const medianOfPhase = (epochs, phase) => median(epochs.map(({ phases }) => phases[phase]?.ms ?? 0));

const runs = [await prepare("multitask", alone, ["method={name: multitask}"])];
for (const [name, [text, overrides]] of Object.entries(examples)) {
  runs.push(await prepare(name, text, overrides));
}
// The same pictures, drawn once.
for (const run of runs) run.job.train = runs[0]?.job.train;

const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  onnxruntime: backend.version,
  threads: Number(options.threads),
  loadAtStart: Number((loadavg()[0] ?? NaN).toFixed(1)),
  date: new Date().toISOString().slice(0, 10),
};
/** @type {string[]} */
const lines = [];
const print = (/** @type {string} */ line) => {
  lines.push(line);
  console.log(line);
};
print(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB; Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}; ${machine.threads} threads; load at start ${machine.loadAtStart}`,
);
print(
  `\nOne epoch: ${Math.floor(trainingRows / 500)} batches of 500, 1x28x28, two factors, and validation on 5000. Medians of ${measured} epochs.\n`,
);
const epochs = await trainInTurn(runs);
const [plain = [], ours = []] = [epochs["multitask"], epochs["mimm-x"]];
const phaseNames = ["encoder", "critic", "validation"];
print(`| method | epoch, ms | ${phaseNames.join(", ms | ")}, ms | the rest, ms | nodes |`);
print(`|---|---|${phaseNames.map(() => "---|").join("")}---|---|`);
for (const { name, job } of runs) {
  const own = epochs[name] ?? [];
  const parts = phaseNames.map((phase) => {
    const runsOfPhase = own[0]?.phases[phase]?.runs ?? 0;
    if (runsOfPhase === 0) return "–";
    const ms = medianOfPhase(own, phase);
    return `${ms.toFixed(0)} (${runsOfPhase} x ${(ms / runsOfPhase).toFixed(1)})`;
  });
  const rest = median(
    own.map(({ ms, phases }) => ms - Object.values(phases).reduce((sum, part) => sum + part.ms, 0)),
  );
  const nodes = job.method.phases.map((/** @type {any} */ phase) => phase.program.nodes.length);
  print(
    `| ${name} | ${median(own.map(({ ms }) => ms)).toFixed(0)} | ${parts.join(" | ")} | ${rest.toFixed(0)} | ${nodes.join(" + ")} |`,
  );
}
const show = (/** @type {number} */ ratio) => ratio.toFixed(2);
print("");
for (const name of Object.keys(examples)) {
  const own = epochs[name] ?? [];
  /** Ratios of paired epochs. @param {"ms" | "cpuMs"} of */
  const ratiosOf = (of) => own.map((epoch, index) => epoch[of] / (plain[index]?.[of] ?? NaN));
  print(
    `${name} / multitask, wall time, epoch by epoch: median ${show(median(ratiosOf("ms")))} of ${ratiosOf("ms").map(show).join(" ")}. CPU time: median ${show(median(ratiosOf("cpuMs")))}.`,
  );
}

/** @param {{ step: string, ms: number }[]} steps @param {string} name */
const medianStep = (steps, name) =>
  median(steps.filter(({ step }) => step === name).map(({ ms }) => ms));

/**
 * The published schedule's epoch by the timing model: medians of its steps, times how often an epoch has each. Null
 * without PyTorch.
 */
function publishedEpoch() {
  const python = process.env["PYTHON"];
  const canImport = (/** @type {string} */ command) =>
    spawnSync(command, ["-c", "import torch"], { timeout: 120_000 }).status === 0;
  if (python === undefined || !canImport(python)) {
    print(
      "\nThe published schedule is left out: set PYTHON to an interpreter that can import torch.",
    );
    return null;
  }
  const batch = Math.min(Number(options.batch), largestBatch());
  const peer = here("peers/torch_published.py");
  const { stdout, status } = spawnSync(python, [peer, options.threads, String(batch), "3"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${peer} ended with status ${status}`);
  const [title, ...steps] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  // Rows of a critic grow with the square of the batch, an encoder step with the batch.
  const grown = publishedBatch / batch;
  const [critic, penalty] = ["critic", "penalty"].map(
    (name) => medianStep(steps, name) * grown ** 2,
  );
  const encoder = medianStep(steps, "encoder") * grown;
  const batches = Math.floor(trainingRows / publishedBatch);
  const encoderBatch = encoder + pairs * (penalty ?? NaN);
  const criticBatch = pairs * (critic ?? NaN);
  const epoch = (/** @type {number} */ encoderBatches) =>
    (batches * (encoderBatches * encoderBatch + 5 * criticBatch)) / (encoderBatches + 5);
  const times = { encoder, critic: critic ?? NaN, penalty: penalty ?? NaN };
  return {
    title: title.ready,
    batch,
    batches,
    times,
    encoderBatch,
    criticBatch,
    one: epoch(1),
    two: epoch(2),
  };
}

/** Six activations and two gradients of a critic, in two thirds of the memory that is free. */
function largestBatch() {
  const bytesOfBatch = (/** @type {number} */ batch) => 8 * batch ** 2 * 400 * 4;
  return (
    [1000, 800, 500, 400, 250, 200].find((batch) => bytesOfBatch(batch) < freemem() / 1.5) ?? 100
  );
}

const published = publishedEpoch();
if (published !== null) {
  const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
  const { title, batch, batches, times, encoderBatch, criticBatch, one, two } = published;
  const scaled =
    batch === publishedBatch
      ? ""
      : `; steps timed at batch ${batch}, critics times ${((publishedBatch / batch) ** 2).toFixed(2)}, encoder times ${(publishedBatch / batch).toFixed(2)}`;
  print(
    `\nPublished schedule, two factors, ${title}, batch ${publishedBatch}, all pairs${scaled}. Medians of 3 steps:\n`,
  );
  print("| step | once | in a batch |");
  print("|---|---|---|");
  print(`| encoder: forward, two backward passes, Adam | ${seconds(times.encoder)} | 1 |`);
  print(
    `| penalty: a critic on ${publishedBatch ** 2} rows, forward and backward | ${seconds(times.penalty)} | ${pairs} in an encoder batch (${seconds(encoderBatch)}) |`,
  );
  print(
    `| critic: the same and Adam | ${seconds(times.critic)} | ${pairs} in a critic batch (${seconds(criticBatch)}) |`,
  );
  const epochMs = median(ours.map(({ ms }) => ms));
  print(
    `\nEpoch of ${batches} batches, critic batches included: ${seconds(one)} (1 encoder batch to 5 critic batches), ${seconds(two)} (2 to 5): ${(one / epochMs).toFixed(0)} and ${(two / epochMs).toFixed(0)} times ours of ${seconds(epochMs)}.`,
  );
}
if (options.save !== undefined) {
  mkdirSync(here("results"), { recursive: true });
  writeFileSync(here(`results/${options.save}.md`), `${lines.join("\n")}\n`);
  writeFileSync(
    here(`results/${options.save}.json`),
    `${JSON.stringify({ machine, epochs, published }, null, 2)}\n`,
  );
}
