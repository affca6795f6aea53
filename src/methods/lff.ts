import { z } from "zod";
import { InternalError } from "../base/errors.js";
import { add, div, exp, mul, neg, sub } from "../graph/ops/elementwise.js";
import { gather, oneHot, scatterAdd } from "../graph/ops/gather.js";
import { expand, max, reshape, sum } from "../graph/ops/reduce.js";
import {
  cast,
  greater,
  greaterOrEqual,
  maximum,
  stopGradient,
  where,
} from "../graph/ops/select.js";
import { input } from "../graph/ops/source.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import { constantInit, prefixSpecs, type RandomSource, type SpecTree } from "../nn/layer.js";
import { crossEntropy } from "../nn/losses/cross-entropy.js";
import type { GradientTransform } from "../optim/optimizer.js";
import { batchInputs, defineMethod, type BuiltMethod, type MethodContext } from "./method.js";
import { buildPhase, freshState, stateInputs } from "./phase.js";
import { imageInput, predictProgram, splitModel, type SplitModel } from "./split-model.js";

const config = z.strictObject({
  name: z.literal("lff"),
  q: z
    .number()
    .gt(0)
    .max(1)
    .default(0.7)
    .describe(
      "how far the biased network trusts what it already finds easy; towards 0: cross-entropy",
    ),
  memory: z
    .number()
    .min(0)
    .lt(1)
    .default(0.7)
    .describe(
      "share of a row's earlier losses in its moving average; 0: the loss of this step alone",
    ),
});
type LffConfig = z.infer<typeof config>;

/**
 * Learning from failure: two networks on the same batches.
 *
 *   biased:    mean of GCE_q = (1 − p_b^q) / q   (gradient p_b^q · ∇CE: easy rows count more)
 *   debiased:  mean of W · CE_d,   W = CE̅_b / (CE̅_b + CE̅_d + 1e-8), no gradient through W
 *
 * CE̅ is the row's moving average m ← memory·m + (1 − memory)·CE (the first time m ← CE), divided by the largest
 * of the rows of its class so far. `predict` is the debiased network. Needs no attributes. Rows whose label is
 * missing take no part. A row that comes twice in a batch enters its average once, with the mean of both.
 *
 * State beside the networks: three tables [training rows, classes], `difficulty.*`, with one entry a row.
 *
 * @source Nam et al. 2020, algorithm 1, equations 2–4; moving averages and their scaling from the official code,
 * whose GCE has the gradient q·p^q·∇CE; here it is the paper's.
 */
export const lff = defineMethod({
  name: "lff",
  title: "Learning from failure",
  source: { work: "Nam et al. 2020", differs: null },
  needs: ["label-classes"],
  config,
  build: (settings, context) => buildLff(settings, context),
});

const biasedPrefix = "biased";
/** Streams of masks of the biased network: apart from those of the other. */
const biasedStreams = 65_536;

function buildLff(settings: LffConfig, context: MethodContext): BuiltMethod {
  const model = splitModel(context, [context.label]);
  const parameters: SpecTree = {
    ...model.parameters,
    ...prefixSpecs(biasedPrefix, model.parameters),
  };
  const table = {
    shape: [context.trainingRows, context.label.classes],
    init: constantInit(0),
  };
  const buffers: SpecTree = {
    ...model.buffers,
    ...prefixSpecs(biasedPrefix, model.buffers),
    ...Object.fromEntries(Object.values(tables).map((name) => [name, table])),
  };
  const inputs = stateInputs(parameters);
  const { phase, slots } = buildPhase(
    {
      name: "both",
      updated: parameters,
      optimizer: context.optimizer,
      gradientTransform: apart(context.gradientTransform),
      averageDecay: context.averageDecay,
      averagedBuffers: model.buffers,
      countsAsEncoderStep: true,
      forward: (random) => forward(settings, context, model, inputs, stateInputs(buffers), random),
    },
    inputs,
  );
  return {
    phases: [phase],
    cycle: [[0]],
    initialState: (rng) => freshState({ ...parameters, ...buffers, ...slots }, rng),
    predict: predictProgram(context, model, [context.label]),
    heads: [context.label],
  };
}

/** Moving averages of both losses, and which rows were seen: one entry a row, in the column of its class. */
const tables = {
  biased: "difficulty.biased",
  debiased: "difficulty.debiased",
  seen: "difficulty.seen",
} as const;

function forward(
  { q, memory }: LffConfig,
  context: MethodContext,
  model: SplitModel,
  parameters: TensorTree,
  buffers: TensorTree,
  random: RandomSource,
) {
  const image = imageInput(context.batch, context.imageShape);
  const label = input(batchInputs.label, [context.batch], "int32");
  const debiased = model.forward("train", image, parameters, buffers, random);
  const biased = model.forward("train", image, partOf(parameters), partOf(buffers), {
    stream: (stream) => random.stream(biasedStreams + stream),
  });
  const [debiasedLogits, biasedLogits] = [debiased.outputs[0], biased.outputs[0]] as [
    Tensor,
    Tensor,
  ];
  const debiasedLoss = crossEntropy(debiasedLogits, label, { reduction: "none" });
  const biasedLoss = crossEntropy(biasedLogits, label, { reduction: "none" });

  const rows = rowsOf(context, label);
  const seen = updateSeen(buffers, rows);
  const average = (name: string, loss: Tensor) =>
    updateAverage(
      need(buffers, name),
      need(buffers, tables.seen),
      stopGradient(loss),
      rows,
      memory,
    );
  const [nextBiased, nextDebiased] = [
    average(tables.biased, biasedLoss),
    average(tables.debiased, debiasedLoss),
  ];
  const easy = relativeLoss(nextBiased, rows);
  const weight = div(easy, add(add(easy, relativeLoss(nextDebiased, rows)), 1e-8));
  const known = cast(greaterOrEqual(label, 0), "float32");
  const count = maximum(sum(known), 1);
  const mean = (losses: Tensor) => div(sum(losses), count);
  // p^q = exp(−q·CE); rows without label have CE = 0 and so no loss.
  const generalised = mul(sub(1, exp(neg(mul(biasedLoss, q)))), 1 / q);
  const terms = {
    [context.label.name]: mean(mul(debiasedLoss, stopGradient(weight))),
    biased: mean(generalised),
  };
  return {
    loss: Object.values(terms).reduce((total, term) => add(total, term)),
    terms: { ...terms, weight: mean(mul(weight, known)) },
    nextBuffers: {
      ...debiased.nextBuffers,
      ...prefixTree(biased.nextBuffers),
      [tables.biased]: nextBiased,
      [tables.debiased]: nextDebiased,
      [tables.seen]: seen,
    },
  };
}

/** Where the rows of a batch are in the tables. */
interface BatchRows {
  /** int64 [B] */
  readonly row: Tensor;
  /** int64 [B, K], the row's number in each column */
  readonly places: Tensor;
  /** [B, K], 1 in the label's column; zeros where it is missing */
  readonly own: Tensor;
  /** [N, K], how often each entry comes in this batch */
  readonly times: Tensor;
  readonly extent: number;
}

function rowsOf(
  { batch, label: { classes }, trainingRows }: MethodContext,
  label: Tensor,
): BatchRows {
  const row = cast(input(batchInputs.row, [batch], "int32"), "int64");
  const places = expand(reshape(row, [batch, 1]), [batch, classes]);
  const own = oneHot(cast(label, "int64"), classes);
  const times = scatterAdd(own, places, { axis: 0, extent: trainingRows });
  return { row, places, own, times, extent: trainingRows };
}

function updateSeen(buffers: TensorTree, { times }: BatchRows): Tensor {
  return where(greater(times, 0), 1, need(buffers, tables.seen));
}

/** m ← memory·m + (1 − memory·seen)·loss for the entries of the batch; the others stay. */
function updateAverage(
  table: Tensor,
  seen: Tensor,
  loss: Tensor,
  { places, own, times, extent }: BatchRows,
  memory: number,
): Tensor {
  const [batch = 0] = loss.shape;
  const total = scatterAdd(mul(own, reshape(loss, [batch, 1])), places, { axis: 0, extent });
  const fresh = div(total, maximum(times, 1));
  const moved = add(mul(table, memory), mul(sub(1, mul(seen, memory)), fresh));
  return where(greater(times, 0), moved, table);
}

/** [B]: the row's average over the largest of its class; 0 where all are 0 or the label is missing. */
function relativeLoss(table: Tensor, { row, own }: BatchRows): Tensor {
  const largest = max(table, { axes: [0], keepAxes: true });
  const scaled = div(gather(table, row), where(greater(largest, 0), largest, 1));
  return sum(mul(scaled, own), { axes: [1] });
}

/** The transform on each network by itself: clipping one must not shorten the other. */
function apart(transform: GradientTransform | null): GradientTransform | null {
  if (transform === null) return null;
  return (gradients) => {
    const biased = partOf(gradients);
    const others = Object.fromEntries(
      Object.entries(gradients).filter(([name]) => !name.startsWith(`${biasedPrefix}.`)),
    );
    return { ...transform(others), ...prefixTree(transform(biased)) };
  };
}

/** The biased network's entries under the names of the other's. */
function partOf(tree: TensorTree): TensorTree {
  const start = `${biasedPrefix}.`;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, tensor]) =>
      name.startsWith(start) ? [[name.slice(start.length), tensor] as const] : [],
    ),
  );
}

function prefixTree(tree: TensorTree): TensorTree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, tensor]) => [`${biasedPrefix}.${name}`, tensor]),
  );
}

function need(tree: TensorTree, name: string): Tensor {
  const tensor = tree[name];
  if (tensor === undefined) throw new InternalError("lff", `no tensor ${name}`);
  return tensor;
}
