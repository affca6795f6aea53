import type { DType } from "../../src/graph/types.js";
import * as s from "../../src/graph/ops/select.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { booleans, distinct, extremes, given, integers, uniform, type OpCase } from "./operand.js";

type Compare = (left: Tensor, right: Tensor | number) => Tensor;

/** Cases of a comparison; the integer cases have ties. */
function comparison(build: Compare): OpCase[] {
  return [
    { title: "floats", operands: [uniform([3, 1]), uniform([1, 4])], build },
    { title: "float ties", operands: [given([1, 2, -0], [3]), given([1, 3, 0], [3])], build },
    { title: "number", operands: [given([-1, 0, 1], [3])], build: (x) => build(x, 0) },
    ...(["int32", "int64"] as const).map((dtype): OpCase => ({
      title: dtype,
      operands: [integers([20], 0, 3, dtype), integers([20], 0, 3, dtype)],
      build,
    })),
  ];
}

function logical(build: Compare): OpCase[] {
  return [{ title: "stretching", operands: [booleans([4, 1]), booleans([5])], build }];
}

function extreme(build: Compare): OpCase[] {
  const ties = { noDifference: "kink at a tie" };
  return [
    { title: "stretching", operands: [distinct([3, 1, 4]), uniform([2, 1], 3, 4)], build },
    { title: "mixed", operands: [distinct([12]), given([0.01], [])], build },
    { title: "number", operands: [distinct([6])], build: (x) => build(x, 0.01) },
    { title: "ties", operands: [given([1, 2, 0], [3]), given([1, 1, 0], [3])], build, ...ties },
    { title: "extremes", operands: [extremes, given([0], [])], build, ...ties },
  ];
}

const casts: readonly (readonly [from: DType, to: DType])[] = [
  ["float32", "int64"],
  ["float32", "int32"],
  ["float32", "bool"],
  ["bool", "float32"],
  ["uint8", "float32"],
  ["int64", "float32"],
  ["int32", "int64"],
  ["uint32", "float32"],
];

export const selectCases = {
  equal: [
    ...comparison(s.equal),
    { title: "bool", operands: [booleans([9]), booleans([9])], build: s.equal },
  ],
  less: comparison(s.less),
  lessOrEqual: comparison(s.lessOrEqual),
  greater: comparison(s.greater),
  greaterOrEqual: comparison(s.greaterOrEqual),
  and: logical(s.and),
  or: logical(s.or),
  not: [{ title: "bools", operands: [booleans([7])], build: s.not }],
  where: [
    {
      title: "all stretch",
      operands: [booleans([2, 1, 3]), uniform([4, 1]), uniform([3])],
      build: s.where,
    },
    { title: "numbers", operands: [booleans([6])], build: (c) => s.where(c, 1, 0) },
    {
      title: "int64",
      operands: [booleans([6]), integers([6], 0, 9, "int64"), integers([], 0, 9, "int64")],
      build: s.where,
    },
  ],
  relu: [
    { title: "image", operands: [distinct([2, 3, 4, 4])], build: s.relu },
    { title: "extremes", operands: [extremes], build: s.relu, noDifference: "kink at 0" },
  ],
  maximum: extreme(s.maximum),
  minimum: extreme(s.minimum),
  clip: [
    { title: "inside and outside", operands: [distinct([12])], build: (x) => s.clip(x, -0.9, 1.1) },
    {
      title: "on the bounds",
      operands: [given([-1, 1, 0, -1e4, 1e4], [5])],
      build: (x) => s.clip(x, -1, 1),
      noDifference: "kink on the bounds",
    },
  ],
  cast: casts.map(([from, to]): OpCase => ({
    title: `${from} to ${to}`,
    operands: [
      from === "float32"
        ? given([-1.7, -0.2, 0, 0.5, 3.9], [5])
        : integers([5], 0, from === "bool" ? 2 : 200, from),
    ],
    build: (x) => s.cast(x, to),
  })),
  stopGradient: [{ title: "cut", operands: [uniform([3])], build: s.stopGradient }],
  scaleGradient: [
    {
      title: "reversed",
      operands: [uniform([3]), given([-1], [])],
      build: s.scaleGradient,
      noDifference: "the gradient is scaled on purpose",
    },
    {
      title: "factor one",
      operands: [uniform([3]), given([1], [])],
      build: s.scaleGradient,
      notLearnt: { 1: "the factor is not learnt" },
    },
  ],
} satisfies Readonly<Record<string, readonly OpCase[]>>;
