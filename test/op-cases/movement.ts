import { gather, gatherAlong, permuteRows, scatterAdd } from "../../src/graph/ops/gather.js";
import { matmul, type MatmulOptions } from "../../src/graph/ops/matmul.js";
import { concat, pad, slice, transpose } from "../../src/graph/ops/movement.js";
import { randomBits } from "../../src/graph/ops/random.js";
import { topK } from "../../src/graph/ops/sort.js";
import { constant } from "../../src/graph/ops/source.js";
import type { DType } from "../../src/graph/types.js";
import { distinct, given, integers, uniform, type OpCase } from "./operand.js";

const dtypes: readonly DType[] = ["float32", "int32", "int64", "uint32", "uint8", "bool"];

function product(
  title: string,
  left: readonly number[],
  right: readonly number[],
  options: MatmulOptions = {},
): OpCase {
  return {
    title,
    operands: [uniform(left), uniform(right)],
    build: (a, b) => matmul(a, b, options),
  };
}

const both = { transposeLeft: true, transposeRight: true };

/** Sources, products and everything that moves elements. */
export const movementCases = {
  input: dtypes.map((dtype): OpCase => ({
    title: dtype,
    operands: [integers([2, 3], 0, 2, dtype)],
    build: (x) => x,
  })),
  constant: dtypes.map((dtype): OpCase => ({
    title: dtype,
    operands: [],
    build: () => [constant([0, 1, 1], [3], dtype), constant([1], [], dtype)],
  })),
  matmul: [
    product("tall", [7, 3], [3, 2]),
    product("wide", [2, 3], [3, 7]),
    product("left turned", [3, 7], [3, 2], { transposeLeft: true }),
    product("right turned", [4, 3], [5, 3], { transposeRight: true }),
    product("both turned", [3, 4], [5, 3], both),
    product("both turned, tall", [3, 5], [2, 3], both),
    product("row by column", [1, 6], [6, 1]),
    product("column by row", [6, 1], [1, 6]),
    product("batches", [4, 2, 3], [4, 3, 5]),
    product("batches stretch on both sides", [2, 1, 3, 4], [5, 4, 2]),
    product("batches stretch, both turned", [1, 4, 3], [5, 2, 4], both),
    product("one matrix for all batches", [3, 2, 4], [4, 6]),
    product("one matrix on the left, right turned", [2, 4], [3, 6, 4], { transposeRight: true }),
  ],
  transpose: [
    { title: "matrix", operands: [uniform([3, 4])], build: (x) => transpose(x, [1, 0]) },
    { title: "cycle", operands: [uniform([2, 3, 4])], build: (x) => transpose(x, [2, 0, 1]) },
    {
      title: "five axes",
      operands: [uniform([2, 1, 3, 2, 2])],
      build: (x) => transpose(x, [1, 0, 4, 2, 3]),
    },
    {
      title: "int64",
      operands: [integers([2, 3], 0, 9, "int64")],
      build: (x) => transpose(x, [1, 0]),
    },
  ],
  slice: [
    {
      title: "range",
      operands: [uniform([5, 4])],
      build: (x) => slice(x, [{ axis: 0, start: 1, end: 4 }]),
    },
    {
      title: "steps that do not end on the last element",
      operands: [uniform([8, 7])],
      build: (x) =>
        slice(x, [
          { axis: 0, start: 1, end: 7, step: 3 },
          { axis: -1, start: 0, end: 7, step: 2 },
        ]),
    },
    {
      title: "int64",
      operands: [integers([6], 0, 9, "int64")],
      build: (x) => slice(x, [{ axis: 0, start: 2, end: 3 }]),
    },
  ],
  pad: [
    { title: "zeros", operands: [uniform([2, 3])], build: (x) => pad(x, [0, 1], [2, 0]) },
    {
      title: "value",
      operands: [uniform([1, 2, 2])],
      build: (x) => pad(x, [1, 0, 2], [0, 0, 1], -3.5),
    },
    { title: "int64", operands: [integers([3], 0, 9, "int64")], build: (x) => pad(x, [1], [1], 7) },
  ],
  concat: [
    {
      title: "unequal parts",
      operands: [uniform([2, 3]), uniform([2, 1]), uniform([2, 4])],
      build: (...parts) => concat(parts, 1),
    },
    {
      title: "first axis",
      operands: [uniform([1, 3]), uniform([4, 3])],
      build: (...parts) => concat(parts, 0),
    },
    { title: "twice the same", operands: [uniform([2, 2])], build: (x) => concat([x, x], -1) },
    {
      title: "int64",
      operands: [integers([3], 0, 9, "int64"), integers([2], 0, 9, "int64")],
      build: (...parts) => concat(parts, 0),
    },
  ],
  gather: [
    {
      title: "rows, one of them twice",
      operands: [uniform([4, 3]), given([2, 0, 2], [3], "int64")],
      build: (x, indices) => gather(x, indices),
    },
    {
      title: "a table of indices along the middle axis",
      operands: [uniform([2, 5, 3]), integers([2, 2], 0, 5, "int64")],
      build: (x, indices) => gather(x, indices, 1),
    },
    {
      title: "one index, last axis",
      operands: [uniform([2, 3]), given([1], [], "int64")],
      build: (x, indices) => gather(x, indices, -1),
    },
  ],
  gatherAlong: [
    {
      title: "a column a row",
      operands: [uniform([4, 3]), integers([4, 1], 0, 3, "int64")],
      build: (x, indices) => gatherAlong(x, indices),
    },
    {
      title: "repeated, first axis",
      operands: [uniform([3, 2]), integers([7, 2], 0, 3, "int64")],
      build: (x, indices) => gatherAlong(x, indices, 0),
    },
  ],
  permuteRows: [
    {
      title: "a cycle and a fixed row",
      operands: [
        uniform([4, 3, 2]),
        given([2, 0, 1, 3], [4], "int64"),
        given([1, 2, 0, 3], [4], "int64"),
      ],
      build: permuteRows,
    },
  ],
  scatterAdd: [
    {
      title: "collisions",
      operands: [uniform([2, 6]), integers([2, 6], 0, 3, "int64")],
      build: (x, indices) => scatterAdd(x, indices, { axis: 1, extent: 4 }),
    },
    {
      title: "first axis",
      operands: [uniform([5, 2]), integers([5, 2], 0, 9, "int64")],
      build: (x, indices) => scatterAdd(x, indices, { axis: 0, extent: 9 }),
    },
  ],
  topK: [
    { title: "two largest", operands: [distinct([3, 5])], build: (x) => topK(x, { count: 2 }) },
    {
      title: "all, smallest first, first axis",
      operands: [distinct([6, 2])],
      build: (x) => topK(x, { count: 6, axis: 0, largest: false }),
    },
    {
      title: "ties",
      operands: [given([1, 2, 1, 2, 0, 0], [6])],
      build: (x) => [...topK(x, { count: 5 }), ...topK(x, { count: 5, largest: false })],
      noDifference: "kink at a tie",
    },
  ],
  randomBits: [
    {
      title: "whole words",
      operands: [given([7], [], "uint32")],
      build: (key) => randomBits(key, [64]),
    },
    {
      title: "key with all bits, high counters, few bits",
      operands: [given([2 ** 32 - 1], [], "uint32")],
      build: (key) => randomBits(key, [3, 5], { first: 2 ** 32 - 15, bits: 5 }),
    },
    { title: "scalar", operands: [given([0], [], "uint32")], build: (key) => randomBits(key, []) },
  ],
} satisfies Readonly<Record<string, readonly OpCase[]>>;
