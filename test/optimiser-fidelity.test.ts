/** Optimisers and clipping against PyTorch (fixtures/optim/make.py), in float64 and on ONNX Runtime. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../src/base/ndarray.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import { evaluateReference } from "../src/graph/reference.js";
import { compile } from "../src/runtime/compile.js";
import { loadBackend } from "../src/runtime/load.js";
import { applyUpdates, slotName, stateShapes } from "../src/optim/apply-updates.js";
import { clipConfig, createClip } from "../src/optim/clip.js";
import { createOptimizer, optimizerConfig, type OptimizerConfig } from "../src/optim/registry.js";

interface StoredRuns {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly runs: readonly {
    readonly config: unknown;
    readonly parameters: readonly (readonly number[])[];
    readonly slots: Readonly<Record<string, readonly number[]>>;
  }[];
}
interface StoredArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
interface StoredClips {
  readonly cases: readonly {
    readonly config: unknown;
    readonly gradients: Readonly<Record<string, StoredArray>>;
    readonly clipped: Readonly<Record<string, StoredArray>>;
  }[];
}

const folder = new URL("../fixtures/optim/", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
const { start, gradients, runs } = read("optimizers.json") as StoredRuns;
const shape = [start.length];

/** One step for the parameter `p` as a program; state has the names of its inputs. */
function buildStep(config: OptimizerConfig) {
  const optimizer = createOptimizer(config);
  const parameters = { p: input("p", shape) };
  const slotNames = Object.keys(stateShapes(optimizer, parameters));
  const slots = Object.fromEntries(slotNames.map((name) => [name, input(name, shape)]));
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1, 1)).map((name) => [name, input(name, [])]),
  );
  const next = applyUpdates(optimizer, parameters, { p: input("g", shape) }, slots, scalars);
  const program = createProgram("step", { ...next.parameters, ...next.state });
  return { optimizer, slotNames, program };
}

function scalarsOf(config: OptimizerConfig, step: number): [string, number[]][] {
  const values = createOptimizer(config).scalars(step, config.lr);
  return Object.entries(values).map(([name, value]) => [name, [value]]);
}

/** Parameters after each step, and the last state, in float64. */
function trainReference(config: OptimizerConfig) {
  const { program, slotNames } = buildStep(config);
  let state: Record<string, readonly number[]> = { p: start };
  for (const name of slotNames) state[name] = start.map(() => 0);
  const path = gradients.map((gradient, index) => {
    const feeds = { ...state, g: gradient, ...Object.fromEntries(scalarsOf(config, index + 1)) };
    const outputs = evaluateReference(
      program,
      Object.fromEntries(
        Object.entries(feeds).map(([name, values]) => [
          name,
          { shape: values.length === 1 ? [] : shape, data: Float64Array.from(values) },
        ]),
      ),
    );
    state = Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => [name, [...data]]),
    );
    return at([state["p"]], 0) ?? [];
  });
  return { path, state };
}

/** Parameters after each step, in float32 on ONNX Runtime. */
async function trainNatively(config: OptimizerConfig) {
  const { program, slotNames } = buildStep(config);
  const executable = await compile(program, await loadBackend(), { threads: 1 });
  let state: Record<string, Float32Array> = { p: Float32Array.from(start) };
  for (const name of slotNames) state[name] = new Float32Array(start.length);
  const path: number[][] = [];
  for (const [index, gradient] of gradients.entries()) {
    const scalars = scalarsOf(config, index + 1).map(
      ([name, values]) => [name, Float32Array.from(values)] as const,
    );
    const feeds = { ...state, g: Float32Array.from(gradient), ...Object.fromEntries(scalars) };
    state = (await executable.run(feeds)) as Record<string, Float32Array>;
    path.push([...(state["p"] ?? [])]);
  }
  await executable.dispose();
  return path;
}

function largestDifference(ours: readonly (readonly number[])[], theirs: typeof gradients): number {
  return Math.max(
    ...theirs.flatMap((row, step) =>
      row.map((value, index) => Math.abs(at(at(ours, step), index) - value)),
    ),
  );
}

describe.each(runs)("$config", ({ config: stored, parameters, slots }) => {
  const config = optimizerConfig.parse(stored);

  it("equals torch.optim over 20 steps in float64", () => {
    const { path, state } = trainReference(config);
    expect(largestDifference(path, parameters)).toBeLessThan(1e-10);
    const moments =
      config.name === "sgd"
        ? { momentum_buffer: ["momentum", 1] as const }
        : {
            exp_avg: ["first", 1 - config.beta1] as const,
            exp_avg_sq: ["second", 1 - config.beta2] as const,
          };
    for (const [theirName, values] of Object.entries(slots)) {
      const [ourName, factor] = moments[theirName as keyof typeof moments] ?? ["?", 1];
      const ours = state[slotName(ourName, "p")] ?? [];
      for (const [index, value] of values.entries()) {
        expect(at(ours, index) * factor).toBeCloseTo(value, 8);
      }
    }
  });

  it("equals torch.optim over 20 steps on ONNX Runtime", async () => {
    const path = await trainNatively(config);
    // float32: rtol 1e-4 of parameters of size 1.
    expect(largestDifference(path, parameters)).toBeLessThan(1e-5);
  });
});

it("sees a wrong variant: decoupled decay in the place of L2", () => {
  const stored = runs.find(({ config }) => {
    const { name, weightDecay } = config as { name: string; weightDecay?: number };
    return name === "adam" && weightDecay === 0.1;
  });
  const config = optimizerConfig.parse({ ...(stored?.config as object), name: "adamw" });
  const { path } = trainReference(config);
  expect(largestDifference(path, stored?.parameters ?? [])).toBeGreaterThan(1e-3);
});

describe.each((read("clip.json") as StoredClips).cases)("clip $config", (given) => {
  it("equals torch.nn.utils", () => {
    const tree = Object.fromEntries(
      Object.entries(given.gradients).map(([name, array]) => [name, input(name, array.shape)]),
    );
    const program = createProgram("clip", createClip(clipConfig.parse(given.config))(tree));
    const feeds = Object.fromEntries(
      Object.entries(given.gradients).map(([name, array]) => [
        name,
        { shape: array.shape, data: Float64Array.from(array.values) },
      ]),
    );
    const clipped = evaluateReference(program, feeds);
    for (const [name, { values }] of Object.entries(given.clipped)) {
      for (const [index, value] of values.entries()) {
        expect(clipped[name]?.data[index]).toBeCloseTo(value, 10);
      }
    }
  });
});
