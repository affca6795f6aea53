/** The cases of fixtures/ops/golden.json, built with our operators. Geometry as in fixtures/ops/make.py. */
import { averagePool, globalAverage } from "../src/graph/ops/average-pool.js";
import { conv, convTranspose, type ConvOptions } from "../src/graph/ops/conv.js";
import { pairwiseDistances, pairwiseSquaredDistances } from "../src/graph/ops/distance.js";
import * as e from "../src/graph/ops/elementwise.js";
import { erf, gelu } from "../src/graph/ops/erf.js";
import { gather, gatherAlong, scatterAdd } from "../src/graph/ops/gather.js";
import { matmul } from "../src/graph/ops/matmul.js";
import { concat, pad, slice, transpose } from "../src/graph/ops/movement.js";
import * as norm from "../src/graph/ops/norm.js";
import { maxPool, type PoolOptions } from "../src/graph/ops/pool.js";
import * as r from "../src/graph/ops/reduce.js";
import * as s from "../src/graph/ops/select.js";
import { sort, topK } from "../src/graph/ops/sort.js";
import type { Tensor } from "../src/graph/tensor.js";

type Build = (...operands: [Tensor, Tensor, Tensor, Tensor, Tensor]) => Tensor | readonly Tensor[];

const convolution =
  (options: ConvOptions): Build =>
  (x, weight, bias: Tensor | undefined) =>
    conv(x, weight, bias ?? null, options);
const pool =
  (options: PoolOptions): Build =>
  (x) =>
    maxPool(x, options);
const batchNorm: Build = (x, scale, bias) => norm.batchNorm(x, scale, bias, 1e-5);

export const torchCases: Readonly<Record<string, Build>> = {
  add: e.add,
  sub: e.sub,
  mul: e.mul,
  div: e.div,
  pow: e.pow,
  neg: e.neg,
  "abs at 0": e.abs,
  exp: e.exp,
  log: e.log,
  sqrt: e.sqrt,
  reciprocal: e.reciprocal,
  "tanh extremes": e.tanh,
  "sigmoid extremes": e.sigmoid,
  "softplus extremes": e.softplus,
  "erf extremes": erf,
  "gelu extremes": gelu,
  "relu at 0": s.relu,
  "maximum with ties": s.maximum,
  "minimum with ties": s.minimum,
  "clip on the bounds": (x) => s.clip(x, -1, 1),
  where: (left, right) => s.where(s.greater(left, 0), left, right),
  "sum over 0, 2": (x) => r.sum(x, { axes: [0, 2] }),
  "mean over 1": (x) => r.mean(x, { axes: [1] }),
  "max with ties": (x) => r.max(x, { axes: [1] }),
  "min with ties": (x) => r.min(x, { axes: [1] }),
  "logSumExp extremes": (x) => r.logSumExp(x, { axes: [1] }),
  "logSumExp over all": (x) => r.logSumExp(x),
  "softmax extremes": (x) => r.softmax(x, 1),
  "softmax over axis 0": (x) => r.softmax(x, 0),
  matmul: (left, right) => matmul(left, right),
  "matmul, batches stretch": (left, right) => matmul(left, right),
  "matmul, both turned": (left, right) =>
    matmul(left, right, { transposeLeft: true, transposeRight: true }),
  "matmul, one matrix for all": (left, right) => matmul(left, right),
  "distances, two equal rows": (x) => pairwiseDistances(x, x),
  "distances, wide rows": pairwiseDistances,
  "squared distances": pairwiseSquaredDistances,
  transpose: (x) => transpose(x, [2, 0, 1]),
  "slice with steps": (x) =>
    slice(x, [
      { axis: 0, start: 1, end: 6, step: 2 },
      { axis: 1, start: 0, end: 4, step: 3 },
    ]),
  pad: (x) => pad(x, [0, 1], [2, 0], -1.5),
  concat: (left, right) => concat([left, right, left], 1),
  expand: (x) => r.expand(x, [4, 2, 3]),
  "gather rows": (x, indices) => gather(x, indices),
  "gather along": (x, indices) => gatherAlong(x, indices, 1),
  scatterAdd: (x, indices) => scatterAdd(x, indices, { axis: 0, extent: 5 }),
  topK: (x) => topK(x, { count: 2 })[0],
  "topK, smallest over axis 0": (x) => topK(x, { count: 3, axis: 0, largest: false })[0],
  sort: (x) => sort(x)[0],
  "sort, descending": (x) => sort(x, { axis: 0, descending: true })[0],
  "conv 1-D": convolution({}),
  "conv 2-D, stride 2, padded": convolution({ stride: 2, padding: 1 }),
  "conv 2-D, groups": convolution({ groups: 2 }),
  "conv 2-D, dilated": convolution({ dilation: 2, padding: 1 }),
  "conv 3-D": convolution({ padding: 1 }),
  "conv 3-D, stride 2": convolution({ stride: 2 }),
  "convTranspose 2-D": (x, weight) => convTranspose(x, weight),
  "convTranspose 2-D, stride 2, output padding": (x, weight) =>
    convTranspose(x, weight, { stride: 2, padding: 1, outputPadding: 1 }),
  "convTranspose 2-D, groups": (x, weight) => convTranspose(x, weight, { groups: 2 }),
  "convTranspose 3-D, stride 2": (x, weight) => convTranspose(x, weight, { stride: 2, padding: 1 }),
  "maxPool with ties": pool({ kernel: 2 }),
  "maxPool with ties, overlapping": pool({ kernel: 3, stride: 1, padding: 1 }),
  "maxPool 2-D, row left over": pool({ kernel: 2 }),
  "maxPool 3-D": pool({ kernel: 2, stride: 1 }),
  "averagePool 2-D": (x) => averagePool(x, { kernel: 2 }),
  "averagePool 2-D, padding counts": (x) => averagePool(x, { kernel: 3, stride: 2, padding: 1 }),
  "averagePool 2-D, padding does not count": (x) =>
    averagePool(x, { kernel: 3, stride: 2, padding: 1, countPadding: false }),
  "averagePool 3-D, padded": (x) => averagePool(x, { kernel: 2, stride: 1, padding: 1 }),
  globalAverage: globalAverage,
  "batchNorm, table": batchNorm,
  "batchNorm 2-D": batchNorm,
  "batchNorm 3-D": batchNorm,
  "batchNorm, constant channel": (x, scale, bias) => [norm.batchNorm(x, scale, bias, 1e-5)[0]],
  batchNormInference: (x, scale, bias, mean, variance) =>
    norm.batchNormInference(x, { scale, bias, mean, variance }, 1e-3),
  layerNorm: (x, scale, bias) => norm.layerNorm(x, scale, bias, 1e-5),
  "layerNorm over two axes": (x, scale, bias) => norm.layerNorm(x, scale, bias, 1e-5),
  groupNorm: (x, scale, bias) => norm.groupNorm(x, scale, bias, { groups: 2, epsilon: 1e-5 }),
  "groupNorm of a table": (x, scale, bias) =>
    norm.groupNorm(x, scale, bias, { groups: 2, epsilon: 1e-5 }),
  instanceNorm: (x, scale, bias) => norm.instanceNorm(x, scale, bias, 1e-5),
};
