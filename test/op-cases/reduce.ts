import * as r from "../../src/graph/ops/reduce.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { distinct, given, integers, uniform, type Operand, type OpCase } from "./operand.js";

type Reduce = (x: Tensor, options?: r.ReduceOptions) => Tensor;

const shape = [2, 3, 4, 2];
const large = given([1e4, 1e4, -1e4, 1e4, 1e4 - 1, 0], [2, 3]);
const farAway = "differences of 1e4 lose all digits";

/** Cases of a reduction; `law` keeps max and min away from ties. */
function reduction(build: Reduce, law: (shape: readonly number[]) => Operand = uniform): OpCase[] {
  return [
    { title: "everything", operands: [law(shape)], build: (x) => build(x) },
    ...[[0], [1], [-1], [1, 2], [0, 2], [0, 2, 3]].map((axes): OpCase => ({
      title: `axes ${axes.join()}`,
      operands: [law(shape)],
      build: (x) => build(x, { axes }),
    })),
    {
      title: "axes kept",
      operands: [law(shape)],
      build: (x) => build(x, { axes: [0, 3], keepAxes: true }),
    },
    { title: "extent 1", operands: [law([3, 1, 2])], build: (x) => build(x, { axes: [1] }) },
    {
      title: "extremes and ties",
      operands: [large],
      build: (x) => build(x, { axes: [1] }),
      noDifference: farAway,
    },
  ];
}

export const reduceCases = {
  sum: reduction(r.sum),
  mean: reduction(r.mean),
  max: reduction(r.max, distinct),
  min: reduction(r.min, distinct),
  logSumExp: reduction(r.logSumExp),
  softmax: [
    ...[0, 1, -1].map((axis): OpCase => ({
      title: `axis ${axis}`,
      operands: [uniform([2, 5, 3], -5, 5)],
      build: (x) => r.softmax(x, axis),
    })),
    { title: "extremes", operands: [large], build: (x) => r.softmax(x), noDifference: farAway },
    { title: "one class", operands: [uniform([4, 1])], build: (x) => r.softmax(x) },
  ],
  argMax: [
    { title: "last axis", operands: [distinct([3, 5])], build: (x) => r.argMax(x) },
    { title: "first axis", operands: [distinct([3, 5])], build: (x) => r.argMax(x, 0) },
    { title: "ties", operands: [given([1, 1, 0, 2, 2, 2], [2, 3])], build: (x) => r.argMax(x) },
  ],
  expand: [
    {
      title: "new and old axes",
      operands: [uniform([3, 1])],
      build: (x) => r.expand(x, [2, 3, 4]),
    },
    { title: "scalar", operands: [uniform([])], build: (x) => r.expand(x, [2, 2]) },
    {
      title: "int64",
      operands: [integers([1], 0, 9, "int64")],
      build: (x) => r.expand(x, [5]),
    },
  ],
  reshape: [
    { title: "flattened", operands: [uniform([2, 3, 4])], build: (x) => r.reshape(x, [2, -1]) },
    { title: "to a scalar", operands: [uniform([1, 1])], build: (x) => r.reshape(x, []) },
    { title: "from a scalar", operands: [uniform([])], build: (x) => r.reshape(x, [1, 1, 1]) },
    {
      title: "int64",
      operands: [integers([6], 0, 9, "int64")],
      build: (x) => r.reshape(x, [3, 2]),
    },
  ],
} satisfies Readonly<Record<string, readonly OpCase[]>>;
