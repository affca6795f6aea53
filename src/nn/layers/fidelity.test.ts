/** Every layer against PyTorch: values, gradients, next buffers (fixtures/nn/make.py). */
import { describe, expect, it } from "vitest";
import {
  createOperands,
  differentiate,
  engines,
  firstDifference,
  readCases,
  type LayerCase,
} from "../../../fixtures/nn/replay.js";
import type { Tensor } from "../../graph/tensor.js";
import { createContext, sequential, type ApplyContext, type Layer } from "../layer.js";
import { gelu, relu, tanh } from "./activation.js";
import { batchNorm } from "./batch-norm.js";
import { conv, convTranspose } from "./conv.js";
import { flatten } from "./flatten.js";
import { groupNorm, instanceNorm } from "./group-norm.js";
import { layerNorm } from "./layer-norm.js";
import { linear } from "./linear.js";
import { multiHeadAttention } from "./multi-head-attention.js";
import { averagePool, globalAveragePool, maxPool } from "./pool.js";
import { residual } from "./residual.js";

const oneByOne = { inChannels: 4, outChannels: 6, kernel: [1, 1] };

/** Our layer for each case; the options are those of the script. */
const layers: Readonly<Record<string, Layer>> = {
  linear: linear({ inFeatures: 5, outFeatures: 3 }),
  "linear, three axes, no bias": linear({ inFeatures: 5, outFeatures: 3, bias: false }),
  conv: conv({
    inChannels: 4,
    outChannels: 6,
    kernel: [3, 2],
    stride: [2, 1],
    padding: [1, 0],
    groups: 2,
  }),
  "conv, three spatial axes, dilation, no bias": conv({
    inChannels: 2,
    outChannels: 3,
    kernel: [2, 2, 2],
    dilation: [2, 1, 2],
    bias: false,
  }),
  convTranspose: convTranspose({
    inChannels: 4,
    outChannels: 3,
    kernel: [3, 3],
    stride: 2,
    padding: 1,
    outputPadding: 1,
  }),
  "convTranspose, three spatial axes": convTranspose({
    inChannels: 2,
    outChannels: 2,
    kernel: [2, 2, 2],
    stride: [1, 2, 1],
  }),
  "batchNorm, train": batchNorm({ channels: 4 }),
  "batchNorm, train, vectors": batchNorm({ channels: 4, epsilon: 1e-3, momentum: 0.25 }),
  "batchNorm, evaluate": batchNorm({ channels: 4 }),
  layerNorm: layerNorm({ shape: [3, 4] }),
  groupNorm: groupNorm({ channels: 4, groups: 2 }),
  instanceNorm: instanceNorm({ channels: 4 }),
  "instanceNorm, affine": instanceNorm({ channels: 2, affine: true }),
  maxPool: maxPool({ kernel: 3, stride: 2, padding: 1 }),
  averagePool: averagePool({ kernel: 3, stride: 2, padding: 1 }),
  "averagePool, three spatial axes, own elements": averagePool({
    kernel: 2,
    stride: 1,
    padding: 1,
    countPadding: false,
  }),
  globalAveragePool,
  flatten,
  relu,
  gelu,
  tanh,
  "multiHeadAttention, self": multiHeadAttention({ features: 6, heads: 3 }),
  residual: residual({
    body: sequential({ conv1: conv(oneByOne) }),
    downsample: conv({ ...oneByOne, bias: false }),
  }),
};

const crossAttention = multiHeadAttention({ features: 6, heads: 2 });

function applyCase(name: string, context: ApplyContext, inputs: Readonly<Record<string, Tensor>>) {
  const { x, query, key, value } = inputs;
  if (name === "multiHeadAttention, cross" && query && key && value) {
    return crossAttention.attend(context, query, key, value).output;
  }
  const layer = layers[name];
  if (layer === undefined || x === undefined) throw new Error(`no layer for the case ${name}`);
  return layer.apply(context, x);
}

/** Outputs of one case, and the same by PyTorch. */
function buildCase(given: LayerCase) {
  const operands = createOperands();
  const tensors = (part: "parameters" | "buffers" | "inputs") =>
    Object.fromEntries(
      Object.entries(given[part]).map(([name, stored]) => [name, operands.add(name, stored)]),
    );
  const parameters = tensors("parameters");
  const inputs = tensors("inputs");
  const context = createContext(given.mode, parameters, tensors("buffers"), null);
  const output = applyCase(given.name, context, inputs);
  const buffers = Object.fromEntries(
    Object.entries(context.nextBuffers).map(([name, tensor]) => [`next/${name}`, tensor]),
  );
  const targets = { ...inputs, ...parameters };
  const program = differentiate(output, given.cotangent, targets, buffers);
  return { operands, program, output, nextBuffers: context.nextBuffers };
}

describe.each(readCases<LayerCase>("layers.json"))("$name", (given) => {
  it.each(Object.entries(engines))("equals PyTorch on the %s engine", async (_, engine) => {
    const { operands, program, output, nextBuffers } = buildCase(given);
    const ours = await engine.run(program, operands);
    expect(output.shape).toEqual(given.output.shape);
    expect(firstDifference(ours["output"], given.output, engine)).toBeNull();
    for (const [name, gradient] of Object.entries(given.gradients)) {
      const found = firstDifference(ours[`gradient/${name}`], gradient, engine);
      expect(found, `gradient of ${name}`).toBeNull();
    }
    const updated = given.mode === "train" ? Object.keys(given.nextBuffers) : [];
    expect(Object.keys(nextBuffers).sort()).toEqual([...updated].sort());
    for (const name of updated) {
      const theirs = given.nextBuffers[name] ?? given.output;
      expect(firstDifference(ours[`next/${name}`], theirs, engine), name).toBeNull();
    }
  });
});

it("declares the arrays that PyTorch's module has", () => {
  for (const given of readCases<LayerCase>("layers.json")) {
    const layer = layers[given.name] ?? crossAttention;
    const shapes = (specs: Layer["parameters"]) =>
      Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, shape]));
    const stored = (tree: LayerCase["parameters"]) =>
      Object.fromEntries(Object.entries(tree).map(([name, { shape }]) => [name, shape]));
    expect(shapes(layer.parameters), given.name).toEqual(stored(given.parameters));
    expect(shapes(layer.buffers), given.name).toEqual(stored(given.buffers));
  }
});

it("sees a wrong variant: the biased variance in the running statistics", async () => {
  const given = readCases<LayerCase>("layers.json").find(({ name }) => name === "batchNorm, train");
  if (given === undefined) throw new Error("case missing");
  const { operands, program } = buildCase(given);
  const ours = (await engines.reference.run(program, operands))["next/runningVariance"] ?? [];
  const old = given.buffers["runningVariance"]?.values ?? [];
  const rows = 2 * 5 * 4;
  const biased = ours.map((next, channel) => {
    const kept = 0.9 * (old[channel] ?? 0);
    return kept + ((next - kept) * (rows - 1)) / rows;
  });
  const theirs = given.nextBuffers["runningVariance"] ?? given.output;
  expect(firstDifference(biased, theirs, engines.native)).not.toBeNull();
});
