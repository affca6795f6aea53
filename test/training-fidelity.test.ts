/** Training runs against PyTorch: the loss of every step, and the buffers at the end (fixtures/training). */
import { describe, expect, it } from "vitest";
import {
  batchOf,
  digest,
  parameterValues,
  readRuns,
  type StoredRun,
} from "../fixtures/training/formula.js";
import { at, sizeOf } from "../src/base/ndarray.js";
import { gradients } from "../src/graph/gradient.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import type { Tensor } from "../src/graph/tensor.js";
import type { Shape } from "../src/graph/types.js";
import { createEncoder } from "../src/nn/encoders/registry.js";
import { createContext, type Layer } from "../src/nn/layer.js";
import { crossEntropy } from "../src/nn/losses/cross-entropy.js";
import { applyUpdates, stateShapes } from "../src/optim/apply-updates.js";
import { createOptimizer, optimizerConfig, type OptimizerConfig } from "../src/optim/registry.js";
import { compile, type HostArray } from "../src/runtime/compile.js";
import { loadBackend } from "../src/runtime/load.js";

function encoderOf({ encoder, batchShape }: StoredRun, features: number): Layer {
  const options = { shape: batchShape.slice(1), features };
  switch (encoder) {
    case "mimm-cnn":
    case "resnet-18":
      return createEncoder(encoder, options, {});
    case "fashion-cnn":
      return createEncoder(encoder, options, { dropout: 0 });
    case "sfcn":
      return createEncoder(encoder, options, { channels: [8, 16, 16, 16], dropout: 0 });
    default:
      throw new Error(`no encoder ${encoder}`);
  }
}

const inputsOf = (shapes: Readonly<Record<string, Shape>>) =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)]));

/** The whole training step as one program; state goes in and comes out under the same names. */
function buildStep(run: StoredRun, config: OptimizerConfig) {
  const encoder = encoderOf(run, run.classes);
  const optimizer = createOptimizer(config);
  const shapesOf = (specs: Layer["parameters"]) =>
    Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, shape]));
  const parameters = inputsOf(shapesOf(encoder.parameters));
  const buffers = inputsOf(shapesOf(encoder.buffers));
  const slotShapes = stateShapes(optimizer, parameters);
  const slots = inputsOf(slotShapes);
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1, 1)).map((name) => [name, input(`scalar/${name}`, [])]),
  );
  const context = createContext("train", parameters, buffers, null);
  const logits = encoder.apply(context, input("images", run.batchShape));
  const loss = crossEntropy(logits, input("labels", run.batchShape.slice(0, 1), "int32"));
  const names = Object.keys(parameters);
  const found = gradients(loss, Object.values(parameters));
  const gradientTree: Record<string, Tensor> = {};
  for (const [index, name] of names.entries()) {
    const gradient = at(found, index);
    if (gradient !== null) gradientTree[name] = gradient;
  }
  const next = applyUpdates(optimizer, parameters, gradientTree, slots, scalars);
  const outputs = { loss, ...next.parameters, ...next.state, ...context.nextBuffers };
  return { encoder, optimizer, slotShapes, program: createProgram("step", outputs) };
}

function initialState(encoder: Layer, slotShapes: Readonly<Record<string, Shape>>) {
  const state: Record<string, HostArray> = {};
  for (const [name, { shape }] of Object.entries(encoder.parameters)) {
    state[name] = parameterValues(name, shape);
  }
  for (const [name, { shape }] of Object.entries(encoder.buffers)) {
    state[name] = new Float32Array(sizeOf(shape)).fill(name.endsWith("runningVariance") ? 1 : 0);
  }
  for (const [name, shape] of Object.entries(slotShapes)) {
    state[name] = new Float32Array(sizeOf(shape));
  }
  return state;
}

interface TrainOptions {
  readonly beta2?: number;
  readonly threads?: number;
  readonly steps?: number;
}

/** The loss of each step (all of the fixture's unless `steps` says fewer), and the state after the last. */
async function trainNatively(run: StoredRun, options: TrainOptions = {}) {
  const { beta2, threads = 2, steps = run.losses.length } = options;
  const config = optimizerConfig.parse({ name: "adam", lr: run.learningRate, beta2 });
  const { encoder, optimizer, slotShapes, program } = buildStep(run, config);
  const executable = await compile(program, await loadBackend(), { threads });
  let state = initialState(encoder, slotShapes);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const scalars = Object.entries(optimizer.scalars(step + 1, config.lr)).map(
      ([name, value]) => [`scalar/${name}`, Float32Array.of(value)] as const,
    );
    const feeds = { ...state, ...batchOf(step, run), ...Object.fromEntries(scalars) };
    const { loss, ...next } = await executable.run(feeds);
    losses.push(Number(loss?.[0]));
    state = next;
  }
  await executable.dispose();
  return { losses, state, encoder };
}

/** Acceptance: |loss − PyTorch's| ≤ 1e-3 · max(loss, 0.1). Returns the worst ratio to that bound. */
function worstRatio(losses: readonly number[], theirs: readonly number[]): number {
  return Math.max(
    ...theirs.map((loss, step) => Math.abs(at(losses, step) - loss) / (1e-3 * Math.max(loss, 0.1))),
  );
}

describe.each(readRuns())("$encoder, Adam at $learningRate", (run) => {
  it("has PyTorch's loss at every step, and its buffers at the end", async () => {
    const { losses, state, encoder } = await trainNatively(run);
    const sizes = Object.values(encoder.parameters).map(({ shape }) => sizeOf(shape));
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(run.parameterCount);
    expect(worstRatio(losses, run.losses)).toBeLessThanOrEqual(1);
    expect(Object.keys(run.buffers).sort()).toEqual(Object.keys(encoder.buffers).sort());
    for (const [name, theirs] of Object.entries(run.buffers)) {
      const ours = digest(state[name] as Float32Array);
      for (const [index, value] of theirs.entries()) {
        // Adam makes steps of ±lr out of gradients that are only rounding noise (a convolution's bias before a
        // batch norm has gradient 0), so the statistics of any two libraries part by some 1e-3 of their size.
        const difference = Math.abs(at(ours, index) - value);
        expect(difference, `${name} ${index}`).toBeLessThanOrEqual(5e-3 * at(theirs, 0));
      }
    }
  }, 300_000);

  it("has the same bytes with one thread and with two", async () => {
    const [one, two] = [
      await trainNatively(run, { threads: 1, steps: 2 }),
      await trainNatively(run, { threads: 2, steps: 2 }),
    ];
    expect(one.losses).toEqual(two.losses);
    for (const [name, values] of Object.entries(one.state)) {
      const other = two.state[name] ?? [];
      expect(values.length, name).toBe(other.length);
      expect(
        values.findIndex((value, index) => value !== other[index]),
        name,
      ).toBe(-1);
    }
  }, 300_000);
});

it("sees a wrong variant: another memory of squared gradients", async () => {
  const [run] = readRuns();
  if (run === undefined) throw new Error("no runs");
  const { losses } = await trainNatively(run, { beta2: 0.99 });
  expect(worstRatio(losses, run.losses)).toBeGreaterThan(1);
});
