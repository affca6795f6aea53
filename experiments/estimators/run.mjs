// @ts-check
/**
 * Dependence measures on correlated Gaussians whose mutual information is known. Critics are trained on fresh rows and
 * evaluated on other fresh rows. Prints tables and writes results.json beside this file. One process, one thread.
 *
 *   npm run build && node experiments/estimators/run.mjs [--quick] [--out FILE] [--steps 300] [--seeds 3] [--first 0]
 *     [--evaluations 20] [--only mine,nwj] [--dims 1,2] [--nats 0,0.5]
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    out: { type: "string" },
    steps: { type: "string" },
    seeds: { type: "string" },
    first: { type: "string", default: "0" },
    evaluations: { type: "string" },
    only: { type: "string" },
    dims: { type: "string" },
    nats: { type: "string" },
  },
});
const { quick } = options;
const out = options.out ?? fileURLToPath(new URL("results.json", import.meta.url));
const numbers = (/** @type {string | undefined} */ text) => text?.split(",").map(Number);
const dims = numbers(options.dims) ?? (quick ? [1] : [1, 2, 5, 10, 20]);
const informations = numbers(options.nats) ?? (quick ? [0, 0.5] : [0, 0.1, 0.5, 2]);
const seeds = Array.from(
  { length: Number(options.seeds ?? (quick ? 1 : 3)) },
  (_, seed) => seed + Number(options.first),
);
const steps = Number(options.steps ?? (quick ? 150 : 300));
const [trainingBatch, evaluationBatch] = [quick ? 128 : 256, 250];
const evaluations = Number(options.evaluations ?? (quick ? 4 : 20));
const learningRate = 2e-3;

/** Measures by title; `critic` ones are trained. @type {Record<string, { config: Record<string, unknown>, rightSide?: string }>} */
const measures = {
  mine: { config: { name: "mine", clampPenalty: false } },
  "mine without norm": { config: { name: "mine", norm: "none", clampPenalty: false } },
  nwj: { config: { name: "nwj", clampPenalty: false } },
  "info-nce": { config: { name: "info-nce", clampPenalty: false } },
  vclub: { config: { name: "vclub", clampPenalty: false } },
  adversary: { config: { name: "adversary" }, rightSide: "continuous" },
  "hsic biased": { config: { name: "hsic" } },
  "hsic unbiased": { config: { name: "hsic", estimator: "unbiased" } },
  "dcor biased": { config: { name: "distance-correlation" } },
  "dcor unbiased": { config: { name: "distance-correlation", estimator: "unbiased" } },
  mmd: { config: { name: "mmd" } },
};
const bounds = ["mine", "mine without norm", "nwj", "info-nce", "vclub"];

const engine = await loadEngine();
const backend = await engine.loadBackend();

async function loadEngine() {
  const dist = new URL("../../dist/", import.meta.url);
  const paths = [
    ...["base/rng", "dependence/registry", "graph/gradient", "graph/ops/source", "graph/program"],
    ...["nn/layer", "optim/adam", "optim/apply-updates", "runtime/compile", "runtime/load"],
    "runtime/state-store",
  ];
  const modules = await Promise.all(paths.map((path) => import(new URL(`${path}.js`, dist).href)));
  return /** @type {Record<string, any>} */ (Object.assign({}, ...modules));
}

/** @param {any} config @param {number} batch @param {number} dim @param {string} [rightSide] */
function measureFor(config, batch, dim, rightSide) {
  const shape = { batch, left: dim, right: dim, ...(rightSide === undefined ? {} : { rightSide }) };
  return engine.buildMeasure(shape, engine.measureConfig.parse(config));
}

/** @param {number} batch @param {number} dim */
function pairInputs(batch, dim) {
  const side = (/** @type {string} */ name) => engine.input(name, [batch, dim]);
  const none = { owner: null, valid: null, stratum: null, weight: null };
  return { left: side("left"), right: side("right"), ...none };
}

/** State as inputs, under the critic's own names. @param {any} critic */
function criticInputs(critic) {
  const specs = Object.entries({ ...critic?.parameters, ...critic?.buffers });
  return Object.fromEntries(specs.map(([name, spec]) => [name, engine.input(name, spec.shape)]));
}

/** Rows with I(left; right) = nats: equal correlations in each of `dim` dimensions. */
function drawRows(
  /** @type {any} */ rng,
  /** @type {number} */ batch,
  /** @type {number} */ dim,
  /** @type {number} */ nats,
) {
  const rho = Math.sqrt(1 - Math.exp((-2 * nats) / dim));
  const [left, right] = [new Float32Array(batch * dim), new Float32Array(batch * dim)];
  for (let index = 0; index < left.length; index++) {
    const x = rng.normal();
    left[index] = x;
    right[index] = rho * x + Math.sqrt(1 - rho * rho) * rng.normal();
  }
  return { left, right };
}

/** Programs are the same for all values of MI and all seeds. @type {Map<string, Promise<any>>} */
const compiled = new Map();

/** @param {string} key @param {() => any} build */
function compileOnce(key, build) {
  const known = compiled.get(key) ?? engine.compile(build(), backend, { threads: 1 });
  compiled.set(key, known);
  return known;
}

const optimizer = engine.adam({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 });

/** One step of the critic. @param {any} measure @param {number} dim */
function trainingProgram(measure, dim) {
  const state = criticInputs(measure.critic);
  const context = engine.createContext("train", state, state, null);
  const loss = measure.criticLoss(context, pairInputs(trainingBatch, dim));
  const names = Object.keys(measure.critic.parameters);
  const parameters = Object.fromEntries(names.map((name) => [name, state[name]]));
  const gradients = engine.gradients(loss, Object.values(parameters));
  const tree = Object.fromEntries(names.map((name, index) => [name, gradients[index]]));
  const slots = engine.stateShapes(optimizer, parameters);
  const slotInputs = Object.fromEntries(
    Object.entries(slots).map(([name, shape]) => [name, engine.input(name, shape)]),
  );
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1, 1)).map((name) => [name, engine.input(name, [])]),
  );
  const next = engine.applyUpdates(optimizer, parameters, tree, slotInputs, scalars);
  return engine.createProgram("critic", { ...next.parameters, ...next.state });
}

/** Train a critic for one cell; the arrays of the critic. */
async function trainCritic(
  /** @type {string} */ title,
  /** @type {any} */ measure,
  /** @type {{ dim: number, nats: number, seed: number }} */ { dim, nats, seed },
) {
  const rng = engine.createRng(`${title}/${dim}/${nats}/${seed}`);
  const initial = engine.initialise(measure.critic.parameters, rng.child("critic"));
  const slots = Object.entries(engine.stateShapes(optimizer, measure.critic.parameters));
  for (const [name, shape] of slots) {
    initial[name] = new Float32Array(
      shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1),
    );
  }
  const program = await compileOnce(`train/${title}/${dim}`, () => trainingProgram(measure, dim));
  const store = engine.createStateStore(initial);
  const rows = rng.child("rows");
  for (let step = 1; step <= steps; step++) {
    // The rate falls linearly over the second half: a critic's last steps should not be its noisiest.
    const rate = learningRate * Math.min(1, 2 * (1 - (step - 1) / steps));
    const scalars = Object.entries(optimizer.scalars(step, rate)).map(([name, value]) => [
      name,
      Float32Array.of(/** @type {number} */ (value)),
    ]);
    const feeds = { ...drawRows(rows, trainingBatch, dim, nats), ...Object.fromEntries(scalars) };
    await store.step(program, feeds, Object.keys(initial));
  }
  return store.current;
}

/** Values on fresh batches, the same ones for every measure: of `measure`, and of `other` beside it. */
async function evaluateCell(
  /** @type {string} */ key,
  /** @type {Record<string, any>} */ versions,
  /** @type {Record<string, Float32Array>} */ critic,
  /** @type {{ dim: number, nats: number, seed: number }} */ { dim, nats, seed },
) {
  const program = await compileOnce(`${key}/${dim}`, () => {
    const pair = pairInputs(evaluationBatch, dim);
    // Versions of one measure read one critic.
    const state = criticInputs(versions["value"]?.critic);
    const values = Object.entries(versions).map(([name, measure]) => [
      name,
      measure.penalty(engine.createContext("train", state, state, null), pair),
    ]);
    return engine.createProgram("evaluate", Object.fromEntries(values));
  });
  const rows = engine.createRng(`evaluation/${dim}/${nats}/${seed}`);
  const parameters = Object.fromEntries(
    program.program.inputs
      .filter((/** @type {any} */ { name }) => name in critic)
      .map((/** @type {any} */ { name }) => [name, critic[name]]),
  );
  /** @type {Record<string, number[]>} */
  const found = Object.fromEntries(Object.keys(versions).map((name) => [name, []]));
  for (let batch = 0; batch < evaluations; batch++) {
    const feeds = { ...drawRows(rows, evaluationBatch, dim, nats), ...parameters };
    const values = await program.run(feeds);
    for (const name of Object.keys(versions)) found[name]?.push(values[name][0]);
  }
  return found;
}

const mean = (/** @type {number[]} */ values) =>
  values.reduce((total, value) => total + value, 0) / values.length;
const deviation = (/** @type {number[]} */ values) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};
const round = (/** @type {number} */ value) => Number(value.toFixed(4));

/** One measure at one dimension and MI, over all seeds. */
async function runCell(
  /** @type {string} */ title,
  /** @type {number} */ dim,
  /** @type {number} */ nats,
) {
  const { config, rightSide } = measures[title] ?? { config: {} };
  const training = measureFor(config, trainingBatch, dim, rightSide);
  const own = { value: measureFor(config, evaluationBatch, dim, rightSide) };
  // All pairs are compared where the estimate can be near the truth.
  const versions =
    title === "mine" && nats <= 0.5
      ? { ...own, all: measureFor({ ...config, pairs: "all" }, evaluationBatch, dim) }
      : own;
  /** @type {number[]} */
  const [perSeed, spread, shiftError] = [[], [], []];
  /** @type {number[]} */
  const differences = [];
  for (const seed of seeds) {
    const cell = { dim, nats, seed };
    const critic = training.critic === null ? {} : await trainCritic(title, training, cell);
    const found = await evaluateCell(`${title}/${Object.keys(versions)}`, versions, critic, cell);
    perSeed.push(mean(found.value ?? []));
    spread.push(deviation(found.value ?? []));
    if (found.all === undefined) continue;
    const paired = found.all.map((all, batch) => (found.value?.[batch] ?? NaN) - all);
    differences.push(...paired);
    shiftError.push(mean(paired));
  }
  return {
    measure: title,
    dim,
    nats,
    mean: round(mean(perSeed)),
    ...(bounds.includes(title) ? { bias: round(mean(perSeed) - nats) } : {}),
    /** Of one batch of 250 rows, mean over seeds. */
    batchSd: round(mean(spread)),
    seedSd: round(deviation(perSeed)),
    ...(shiftError.length === 0
      ? {}
      : {
          shiftsMinusAll: round(mean(shiftError)),
          /** Standard error of that mean over all batches, for fixed critics. */
          shiftsSe: round(deviation(differences) / Math.sqrt(differences.length)),
          worstShift: round(Math.max(...shiftError.map(Math.abs))),
        }),
  };
}

/** @type {Awaited<ReturnType<typeof runCell>>[]} */
const cells = [];
for (const title of options.only?.split(",") ?? Object.keys(measures)) {
  for (const dim of dims) {
    for (const nats of informations) cells.push(await runCell(title, dim, nats));
  }
  printTable(title);
  // After each measure, so that a run that is stopped leaves what it has.
  writeResults();
}

function writeResults() {
  const settings = {
    ...{ trainingBatch, evaluationBatch, evaluations, steps, learningRate },
    ...{ seeds: seeds.length, firstSeed: Number(options.first) },
    cpuSeconds: Math.round(process.cpuUsage().user / 1e6),
  };
  writeFileSync(out, `${JSON.stringify({ settings, cells }, null, 2)}\n`);
}

/** One row a dimension: mean ± sd of one batch, at each MI. @param {string} title */
function printTable(title) {
  const head = ["dims", ...informations.map((nats) => `MI ${nats}`)];
  const rows = dims.map((dim) => [
    dim,
    ...informations.map((nats) => {
      const cell = cells.find(
        (own) => own.measure === title && own.dim === dim && own.nats === nats,
      );
      return `${cell?.mean.toFixed(3)} ± ${cell?.batchSd.toFixed(3)}`;
    }),
  ]);
  const lines = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
  process.stdout.write(`\n${title}\n\n${lines.join("\n")}\n`);
}
