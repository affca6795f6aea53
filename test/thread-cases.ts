/**
 * Uses of every operator at sizes at which ONNX Runtime splits the work among threads: layers of `mimm-cnn` and
 * ResNet-18, tables of batches, odd extents that no thread count divides.
 */
import { averagePool } from "../src/graph/ops/average-pool.js";
import {
  conv,
  convTranspose,
  convWeightGradient,
  type ConvOptions,
} from "../src/graph/ops/conv.js";
import { pairwiseDistances } from "../src/graph/ops/distance.js";
import * as e from "../src/graph/ops/elementwise.js";
import { erf, gelu } from "../src/graph/ops/erf.js";
import { gather, gatherAlong, permuteRows, scatterAdd } from "../src/graph/ops/gather.js";
import { matmul, type MatmulOptions } from "../src/graph/ops/matmul.js";
import { concat, pad, slice, transpose } from "../src/graph/ops/movement.js";
import { batchNorm, batchNormGradient, groupNorm, layerNorm } from "../src/graph/ops/norm.js";
import {
  maxPoolGradient,
  maxPoolWithIndices,
  poolGeometry,
  type PoolOptions,
} from "../src/graph/ops/pool.js";
import { bernoulliMask, randomBits } from "../src/graph/ops/random.js";
import * as r from "../src/graph/ops/reduce.js";
import * as s from "../src/graph/ops/select.js";
import { topK } from "../src/graph/ops/sort.js";
import { constant, input } from "../src/graph/ops/source.js";
import type { OpName } from "../src/graph/op-names.js";
import type { Tensor } from "../src/graph/tensor.js";
import type { Shape } from "../src/graph/types.js";
import { booleans, given, integers, uniform, type OpCase } from "./op-cases/operand.js";

const table: Shape = [257, 1021];

function unary(build: (x: Tensor) => Tensor, low = -3, high = 3): OpCase[] {
  return [{ title: "table", operands: [uniform(table, low, high)], build }];
}

function binary(build: (left: Tensor, right: Tensor) => Tensor): OpCase[] {
  return [
    { title: "tables", operands: [uniform(table), uniform(table, 0.5, 2)], build },
    { title: "row", operands: [uniform(table), uniform([1021], 0.5, 2)], build },
    { title: "column", operands: [uniform(table), uniform([257, 1], 0.5, 2)], build },
    {
      title: "channels",
      operands: [uniform([16, 64, 15, 17]), uniform([64, 1, 1], 0.5, 2)],
      build,
    },
  ];
}

function reduction(build: (x: Tensor, options?: r.ReduceOptions) => Tensor): OpCase[] {
  const axes: readonly (readonly [Shape, readonly number[]])[] = [
    [[250001], [0]],
    [
      [500, 501],
      [0, 1],
    ],
    [[500, 501], [0]],
    [[500, 501], [1]],
    [
      [100, 16, 11, 11],
      [0, 2, 3],
    ],
    [
      [16, 64, 32, 32],
      [0, 2, 3],
    ],
    [
      [16, 512, 4, 4],
      [2, 3],
    ],
    [
      [50, 31, 37],
      [0, 2],
    ],
    [[50, 31, 37], [1]],
    [[3001, 41], [0]],
  ];
  return axes.map(([shape, own]) => ({
    title: `${shape.join("x")} over ${own.join()}`,
    operands: [uniform(shape)],
    build: (x) => build(x, { axes: own }),
  }));
}

const products: readonly (readonly [left: Shape, right: Shape, MatmulOptions])[] = [
  [[1000, 256], [256, 2], {}],
  [[2, 256], [256, 1000], {}],
  [[500, 256], [64, 256], { transposeRight: true }],
  [[500, 256], [500, 64], { transposeLeft: true }],
  [[500, 16], [500, 1600], { transposeLeft: true }],
  [[6, 20011], [54, 20011], { transposeRight: true }],
  [[144, 20011], [16, 20011], { transposeRight: true }],
  [[1, 4001], [4001, 1], {}],
  [[1, 4001], [4001, 300], {}],
  [[4001, 1], [1, 303], {}],
  [[301, 4001], [4001, 1], {}],
  [[513, 511], [511, 514], {}],
  [[8, 65, 33], [8, 33, 65], {}],
  [[8, 4, 50, 16], [8, 4, 50, 16], { transposeRight: true }],
  [[16, 7, 2000], [2000, 31], {}],
  [[7, 2000], [16, 2000, 31], {}],
  [[2501, 400], [400, 400], {}],
];

const convolutions: readonly (readonly [title: string, x: Shape, weight: Shape, ConvOptions])[] = [
  ["mimm-cnn 1", [100, 1, 28, 28], [6, 1, 3, 3], {}],
  ["mimm-cnn 2", [100, 6, 13, 13], [16, 6, 3, 3], {}],
  ["mimm-cnn 3", [100, 16, 11, 11], [16, 16, 3, 3], {}],
  ["fashion-cnn 2", [64, 32, 14, 14], [64, 32, 3, 3], {}],
  ["resnet-18 stem", [4, 1, 128, 128], [64, 1, 7, 7], { stride: 2, padding: 3 }],
  ["resnet-18 stage 1", [4, 64, 32, 32], [64, 64, 3, 3], { padding: 1 }],
  ["resnet-18 stage 2, halving", [4, 64, 32, 32], [128, 64, 3, 3], { stride: 2, padding: 1 }],
  ["resnet-18 stage 2, projection", [4, 64, 32, 32], [128, 64, 1, 1], { stride: 2 }],
  ["resnet-18 stage 3", [4, 256, 8, 8], [256, 256, 3, 3], { padding: 1 }],
  ["resnet-18 stage 4", [4, 512, 4, 4], [512, 512, 3, 3], { padding: 1 }],
  ["resnet-18 stage 4, halving", [4, 256, 8, 8], [512, 256, 3, 3], { stride: 2, padding: 1 }],
  ["resnet-18 stage 4, eight samples", [8, 512, 4, 4], [512, 512, 3, 3], { padding: 1 }],
  ["resnet-18 stage 4 of volumes", [4, 512, 2, 2, 2], [512, 512, 3, 3, 3], { padding: 1 }],
  ["one sample", [1, 32, 65, 63], [48, 32, 3, 3], { padding: 1 }],
  ["groups", [8, 32, 20, 20], [64, 8, 3, 3], { groups: 4, padding: 1 }],
  ["a group a channel", [8, 64, 33, 33], [64, 1, 3, 3], { groups: 64, padding: 1 }],
  ["dilated", [8, 16, 33, 33], [24, 16, 3, 3], { dilation: 2 }],
  ["1-D", [32, 16, 501], [32, 16, 5], { padding: 2 }],
  ["3-D", [2, 8, 16, 17, 16], [16, 8, 3, 3, 3], { padding: 1 }],
  ["3-D stride 2", [2, 8, 16, 17, 16], [16, 8, 3, 3, 3], { padding: 1, stride: 2 }],
];

const outputShape = (x: Shape, weight: Shape, options: ConvOptions): Shape =>
  conv(input("x", x), input("weight", weight), null, options).shape;

const pools: readonly (readonly [x: Shape, PoolOptions])[] = [
  [[100, 6, 26, 26], { kernel: 2 }],
  [[100, 16, 9, 9], { kernel: 2 }],
  [[4, 64, 64, 64], { kernel: 3, stride: 2, padding: 1 }],
  [[2, 16, 16, 17, 16], { kernel: 2 }],
  [[2, 16, 16, 17, 16], { kernel: 3, stride: 2, padding: 1 }],
];

const normed: readonly Shape[] = [
  [16, 64, 32, 32],
  [100, 32, 14, 14],
  [16, 512, 4, 4],
  [500, 120],
  [25000, 40],
  [2503, 401],
  [2, 16, 16, 17, 16],
];
const channels = (shape: Shape) => uniform([shape[1] ?? 0], 0.5, 2);

/** Composites, whose operators stand in the table one by one; their sequences are what training runs. */
export const compositeCases: readonly OpCase[] = [
  {
    title: "layerNorm",
    operands: [uniform([64, 50, 96]), uniform([96]), uniform([96])],
    build: (x, scale, bias) => layerNorm(x, scale, bias, 1e-5),
  },
  {
    title: "groupNorm",
    operands: [uniform([16, 64, 15, 15]), uniform([64]), uniform([64])],
    build: (x, scale, bias) => groupNorm(x, scale, bias, { groups: 8, epsilon: 1e-5 }),
  },
  { title: "gelu", operands: [uniform(table)], build: gelu },
  {
    title: "distances, narrow",
    operands: [uniform([301, 4])],
    build: (x) => pairwiseDistances(x, x),
  },
  {
    title: "distances, wide",
    operands: [uniform([301, 64]), uniform([299, 64])],
    build: pairwiseDistances,
  },
  {
    title: "dropout",
    operands: [uniform(table), given([5], [], "uint32")],
    build: (x, key) => e.mul(x, bernoulliMask(key, table, 0.7)),
  },
];

const rows = integers([3000], 0, 257, "int64");
/** The rows of the table from the last to the first: its own inverse. */
const backwards = given(
  Array.from({ length: 257 }, (_, row) => 256 - row),
  [257],
  "int64",
);

export const threadCases = {
  input: [{ title: "table", operands: [uniform(table)], build: (x) => x }],
  constant: [{ title: "one", operands: [], build: () => constant([1, 2], [2]) }],
  add: binary(e.add),
  sub: binary(e.sub),
  mul: binary(e.mul),
  div: binary(e.div),
  pow: binary((x, y) => e.pow(e.exp(x), y)),
  neg: unary(e.neg),
  abs: unary(e.abs),
  exp: unary(e.exp),
  log: unary(e.log, 0.1, 9),
  sqrt: unary(e.sqrt, 0.1, 9),
  reciprocal: unary(e.reciprocal, 0.1, 9),
  sign: unary(e.sign),
  heaviside: unary(e.heaviside),
  floor: unary(e.floor),
  tanh: unary(e.tanh),
  sigmoid: unary(e.sigmoid),
  softplus: unary(e.softplus),
  erf: unary(erf),
  equal: binary(s.equal),
  less: binary(s.less),
  lessOrEqual: binary(s.lessOrEqual),
  greater: binary(s.greater),
  greaterOrEqual: binary(s.greaterOrEqual),
  and: [{ title: "table", operands: [booleans(table), booleans(table)], build: s.and }],
  or: [{ title: "table", operands: [booleans(table), booleans(table)], build: s.or }],
  not: [{ title: "table", operands: [booleans(table)], build: s.not }],
  where: [
    {
      title: "table",
      operands: [booleans(table), uniform(table), uniform([1021])],
      build: s.where,
    },
  ],
  relu: unary(s.relu),
  maximum: binary(s.maximum),
  minimum: binary(s.minimum),
  clip: unary((x) => s.clip(x, -1, 1)),
  cast: [{ title: "table", operands: [booleans(table)], build: (x) => s.cast(x, "float32") }],
  stopGradient: unary(s.stopGradient),
  scaleGradient: unary((x) => s.scaleGradient(x, -1)),
  sum: reduction(r.sum),
  mean: reduction(r.mean),
  max: reduction(r.max),
  min: reduction(r.min),
  logSumExp: reduction(r.logSumExp),
  softmax: [
    { title: "few classes", operands: [uniform([5001, 10])], build: (x) => r.softmax(x) },
    { title: "many classes", operands: [uniform([64, 1001])], build: (x) => r.softmax(x) },
    { title: "one row", operands: [uniform([1, 250001])], build: (x) => r.softmax(x) },
    { title: "first axis", operands: [uniform([501, 500])], build: (x) => r.softmax(x, 0) },
  ],
  argMax: [
    { title: "rows", operands: [uniform([5001, 10])], build: (x) => r.argMax(x) },
    { title: "columns", operands: [uniform([501, 500])], build: (x) => r.argMax(x, 0) },
  ],
  expand: [{ title: "row", operands: [uniform([1, 1021])], build: (x) => r.expand(x, table) }],
  reshape: [{ title: "table", operands: [uniform(table)], build: (x) => r.reshape(x, [-1]) }],
  matmul: products.map(([left, right, options]) => ({
    title: `${left.join("x")} by ${right.join("x")} ${JSON.stringify(options)}`,
    operands: [uniform(left), uniform(right)],
    build: (a, b) => matmul(a, b, options),
  })),
  transpose: [
    { title: "table", operands: [uniform(table)], build: (x) => transpose(x, [1, 0]) },
    {
      title: "image",
      operands: [uniform([16, 64, 15, 17])],
      build: (x) => transpose(x, [1, 0, 2, 3]),
    },
  ],
  slice: [
    {
      title: "table",
      operands: [uniform(table)],
      build: (x) => slice(x, [{ axis: 1, start: 1, end: 1021, step: 2 }]),
    },
  ],
  pad: [
    {
      title: "image",
      operands: [uniform([16, 64, 15, 17])],
      build: (x) => pad(x, [0, 0, 1, 1], [0, 0, 1, 1]),
    },
  ],
  concat: [
    {
      title: "tables",
      operands: [uniform(table), uniform(table)],
      build: (...parts) => concat(parts, 1),
    },
  ],
  conv: convolutions.map(([title, x, weight, options]) => ({
    title,
    operands: [uniform(x), uniform(weight), uniform(weight.slice(0, 1))],
    build: (image, kernel, bias) => conv(image, kernel, bias, options),
  })),
  convTranspose: convolutions.slice(-6).map(([title, x, weight, options]) => ({
    title,
    operands: [uniform(outputShape(x, weight, options)), uniform(weight)],
    build: (image, kernel) => convTranspose(image, kernel, options),
  })),
  convWeightGradient: [
    ...convolutions.slice(0, 3),
    ...convolutions.filter(([title]) => title.startsWith("resnet-18 stage 4")),
  ].map(([title, x, weight, options]) => ({
    title,
    operands: [uniform(x), uniform(outputShape(x, weight, options))],
    build: (image, dy) => convWeightGradient(image, dy, { ...options, kernel: weight.slice(2) }),
  })),
  maxPool: pools.map(([x, options]) => ({
    title: x.join("x"),
    operands: [uniform(x)],
    build: (image) => maxPoolWithIndices(image, options),
  })),
  maxPoolGradient: pools.map(([x, options]) => ({
    title: x.join("x"),
    operands: [uniform(x), uniform(maxPoolWithIndices(input("x", x), options)[0].shape)],
    build: (image, dy) => {
      const [, indices] = maxPoolWithIndices(image, options);
      return maxPoolGradient(dy, indices, x, poolGeometry("maxPool", image, options));
    },
  })),
  averagePool: pools.map(([x, options]) => ({
    title: x.join("x"),
    operands: [uniform(x)],
    build: (image) => averagePool(image, { ...options, countPadding: false }),
  })),
  gather: [
    { title: "rows", operands: [uniform(table), rows], build: (x, indices) => gather(x, indices) },
  ],
  permuteRows: [
    {
      title: "table",
      operands: [uniform(table), backwards, backwards],
      build: permuteRows,
    },
  ],
  gatherAlong: [
    {
      title: "table",
      operands: [uniform(table), integers([257, 2000], 0, 1021, "int64")],
      build: (x, indices) => gatherAlong(x, indices),
    },
  ],
  scatterAdd: [
    {
      title: "collisions",
      operands: [uniform(table), integers(table, 0, 300, "int64")],
      build: (x, indices) => scatterAdd(x, indices, { axis: 1, extent: 300 }),
    },
  ],
  topK: [{ title: "table", operands: [uniform(table)], build: (x) => topK(x, { count: 1021 }) }],
  randomBits: [
    {
      title: "table",
      operands: [given([3], [], "uint32")],
      build: (key) => randomBits(key, table),
    },
  ],
  batchNorm: normed.map((x) => ({
    title: x.join("x"),
    operands: [uniform(x), channels(x), channels(x)],
    build: (image, scale, bias) => batchNorm(image, scale, bias, 1e-5),
  })),
  batchNormGradient: normed.slice(0, 2).map((x) => ({
    title: x.join("x"),
    operands: [uniform(x), uniform(x), channels(x), channels(x)],
    build: (dy, centred, variance, scale) => batchNormGradient(dy, centred, variance, scale, 1e-5),
  })),
} satisfies Readonly<Record<OpName, readonly OpCase[]>>;
