import { averagePool } from "../../src/graph/ops/average-pool.js";
import {
  conv,
  convTranspose,
  convWeightGradient,
  type ConvOptions,
} from "../../src/graph/ops/conv.js";
import {
  maxPoolGradient,
  maxPoolWithIndices,
  poolGeometry,
  type PoolOptions,
} from "../../src/graph/ops/pool.js";
import type { Shape } from "../../src/graph/types.js";
import { batchNorm, batchNormGradient } from "../../src/graph/ops/norm.js";
import { input } from "../../src/graph/ops/source.js";
import { distinct, given, uniform, type OpCase } from "./operand.js";

/** Geometries of a convolution: x, weight, options. */
const geometries: readonly (readonly [title: string, x: Shape, weight: Shape, ConvOptions])[] = [
  ["1-D", [2, 3, 7], [4, 3, 3], {}],
  ["2-D", [2, 3, 5, 6], [4, 3, 3, 3], {}],
  ["2-D padded, one sample", [1, 2, 4, 4], [3, 2, 3, 3], { padding: 1 }],
  ["2-D kernel 1", [2, 3, 3, 3], [2, 3, 1, 1], {}],
  ["2-D kernel 1, stride 2", [2, 3, 4, 4], [2, 3, 1, 1], { stride: 2 }],
  ["2-D stride 2, a row left over", [2, 2, 6, 7], [3, 2, 3, 3], { stride: 2 }],
  ["2-D stride 2, padded, even extent", [2, 2, 6, 6], [3, 2, 3, 3], { stride: 2, padding: 1 }],
  ["2-D stride 3 beyond the kernel", [1, 2, 8, 7], [2, 2, 2, 2], { stride: 3 }],
  ["2-D dilated", [2, 2, 7, 6], [2, 2, 3, 2], { dilation: 2 }],
  [
    "2-D dilated, padded, stride 2",
    [2, 2, 8, 8],
    [2, 2, 3, 3],
    { dilation: 2, padding: 2, stride: 2 },
  ],
  ["2-D groups", [2, 4, 5, 5], [6, 2, 3, 3], { groups: 2, padding: 1 }],
  ["2-D one channel a group", [2, 3, 5, 5], [3, 1, 3, 3], { groups: 3, padding: 1, stride: 2 }],
  ["2-D unequal axes", [1, 2, 6, 5], [2, 2, 3, 1], { stride: [2, 1], padding: [1, 0] }],
  ["2-D padding beyond the kernel", [1, 2, 3, 3], [2, 2, 2, 2], { padding: 2 }],
  ["2-D more outputs than taps", [2, 1, 4, 4], [9, 1, 2, 2], {}],
  ["3-D", [1, 2, 4, 4, 3], [3, 2, 2, 3, 2], {}],
  ["3-D padded, stride 2", [2, 2, 4, 3, 4], [2, 2, 3, 3, 3], { padding: 1, stride: 2 }],
  ["3-D groups, dilated", [1, 2, 5, 4, 4], [2, 1, 2, 2, 2], { groups: 2, dilation: 2 }],
];

/** Shape of the convolution's result, from the operator itself. */
function outputShape(x: Shape, weight: Shape, options: ConvOptions): Shape {
  return conv(input("x", x), input("weight", weight), null, options).shape;
}

const windows: readonly (readonly [title: string, x: Shape, PoolOptions])[] = [
  ["tiles", [2, 2, 4, 6], { kernel: 2 }],
  ["tiles, a row left over", [2, 2, 5, 7], { kernel: 2 }],
  ["overlapping, padded", [2, 2, 6, 7], { kernel: 3, stride: 2, padding: 1 }],
  ["overlapping, stride 1", [1, 2, 5, 4], { kernel: [2, 3], stride: 1 }],
  ["stride beyond the kernel", [1, 1, 7, 8], { kernel: 2, stride: 3 }],
  ["1-D", [2, 3, 9], { kernel: 3, stride: 2, padding: 1 }],
  ["3-D tiles", [1, 2, 4, 4, 2], { kernel: 2 }],
  ["3-D overlapping, padded", [1, 1, 4, 5, 4], { kernel: 3, stride: 2, padding: 1 }],
  ["the whole image", [2, 2, 3, 4], { kernel: [3, 4] }],
];

/** Statistics by channel that a gradient may come with. */
const channels = (count: number) => uniform([count], 0.5, 2);

const normed: readonly (readonly [title: string, x: Shape])[] = [
  ["table", [6, 4]],
  ["table with a prime number of rows", [7, 3]],
  ["1-D", [3, 4, 5]],
  ["2-D", [4, 3, 3, 2]],
  ["3-D", [2, 3, 2, 2, 3]],
  ["one pixel", [4, 3, 1, 1]],
  ["one sample", [1, 3, 2, 4]],
  ["much space, by dot products", [2, 2, 20, 21]],
];

/** The 256 windows of four elements out of -1, 0, 1, 2. */
const everyWindow = Array.from({ length: 1024 }, (_, element) => {
  const [window, place] = [element >> 2, element & 3];
  return ((window >> (2 * place)) & 3) - 1;
});

export const windowCases = {
  conv: geometries.flatMap(([title, x, weight, options]): OpCase[] => [
    {
      title,
      operands: [uniform(x), uniform(weight)],
      build: (image, kernel) => conv(image, kernel, null, options),
    },
    {
      title: `${title}, with bias`,
      operands: [uniform(x), uniform(weight), uniform(weight.slice(0, 1))],
      build: (image, kernel, bias) => conv(image, kernel, bias, options),
    },
  ]),
  convTranspose: [
    ...geometries.map(([title, x, weight, options]): OpCase => ({
      title,
      operands: [uniform(outputShape(x, weight, options)), uniform(weight)],
      build: (image, kernel) => convTranspose(image, kernel, options),
    })),
    {
      title: "2-D stride 2, output padding",
      operands: [uniform([2, 3, 3, 4]), uniform([3, 2, 3, 3])],
      build: (x, weight) => convTranspose(x, weight, { stride: 2, padding: 1, outputPadding: 1 }),
    },
    {
      title: "3-D stride 2, output padding on one axis",
      operands: [uniform([1, 2, 2, 3, 2]), uniform([2, 2, 2, 2, 2])],
      build: (x, weight) => convTranspose(x, weight, { stride: 2, outputPadding: [0, 1, 0] }),
    },
  ],
  convWeightGradient: geometries.map(([title, x, weight, options]): OpCase => ({
    title,
    operands: [uniform(x), uniform(outputShape(x, weight, options))],
    build: (image, dy) => convWeightGradient(image, dy, { ...options, kernel: weight.slice(2) }),
  })),
  maxPool: [
    ...windows.map(([title, x, options]): OpCase => ({
      title,
      operands: [distinct(x)],
      build: (image) => maxPoolWithIndices(image, options),
    })),
    {
      title: "ties",
      operands: [given([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 2, 2, 0, 0, 2, 2], [1, 1, 4, 4])],
      build: (x) => [
        ...maxPoolWithIndices(x, { kernel: 2 }),
        ...maxPoolWithIndices(x, { kernel: 3, stride: 1, padding: 1 }),
      ],
      noDifference: "kink at a tie",
    },
    {
      title: "2x2, every order and tie of four elements",
      operands: [given(everyWindow, [256, 1, 2, 2]), given(everyWindow, [4, 4, 16, 4])],
      build: (windows, images) => [
        ...maxPoolWithIndices(windows, { kernel: 2 }),
        ...maxPoolWithIndices(images, { kernel: 2, stride: 1 }),
        ...maxPoolWithIndices(images, { kernel: 2, stride: [3, 1] }),
      ],
      noDifference: "kink at a tie",
    },
    {
      title: "all below zero, padded",
      operands: [given([-1e4, -3, -2, -5], [1, 1, 2, 2])],
      build: (x) => maxPoolWithIndices(x, { kernel: 2, padding: 1, stride: 1 }),
    },
  ],
  maxPoolGradient: windows.map(([title, x, options]): OpCase => ({
    title,
    operands: [distinct(x), uniform(maxPoolWithIndices(input("x", x), options)[0].shape)],
    build: (image, dy) => {
      const [, indices] = maxPoolWithIndices(image, options);
      return maxPoolGradient(dy, indices, x, poolGeometry("maxPool", image, options));
    },
  })),
  averagePool: windows.flatMap(([title, x, options]): OpCase[] =>
    [true, false].map((countPadding) => ({
      title: `${title}, padding ${countPadding ? "counts" : "does not count"}`,
      operands: [uniform(x)],
      build: (image) => averagePool(image, { ...options, countPadding }),
    })),
  ),
  batchNorm: [
    ...normed.map(([title, x]): OpCase => ({
      title,
      operands: [uniform(x), uniform([x[1] ?? 0]), uniform([x[1] ?? 0])],
      build: (image, scale, bias) => batchNorm(image, scale, bias, 1e-5),
    })),
    {
      title: "a constant channel",
      operands: [given([3, 1, 3, 2, 3, 3], [3, 2]), channels(2), channels(2)],
      build: (x, scale, bias) => batchNorm(x, scale, bias, 0.01),
    },
    {
      title: "mean 1000",
      operands: [uniform([8, 2, 4], 999, 1001), channels(2), channels(2)],
      build: (x, scale, bias) => batchNorm(x, scale, bias, 1e-5),
      tolerance: {
        relative: 1e-3,
        because: "a float32 mean of 1000 is off by up to 3e-5, where the deviation is 0.6",
      },
    },
  ],
  batchNormGradient: normed.map(([title, x]): OpCase => ({
    title,
    operands: [uniform(x), uniform(x), channels(x[1] ?? 0), uniform([x[1] ?? 0])],
    build: (dy, centred, variance, scale) => batchNormGradient(dy, centred, variance, scale, 1e-5),
  })),
} satisfies Readonly<Record<string, readonly OpCase[]>>;
