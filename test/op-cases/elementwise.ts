import * as e from "../../src/graph/ops/elementwise.js";
import { erf } from "../../src/graph/ops/erf.js";
import type { Tensor } from "../../src/graph/tensor.js";
import { awayFromZero, extremes, given, integers, uniform, type OpCase } from "./operand.js";

const far = "values at which differences lose all digits";

/** Cases of an operator of two operands that takes any real numbers. */
function binary(build: (left: Tensor, right: Tensor | number) => Tensor): OpCase[] {
  return [
    { title: "same shape", operands: [uniform([2, 3]), uniform([2, 3])], build },
    { title: "both sides stretch", operands: [uniform([3, 1, 4]), uniform([2, 1])], build },
    { title: "scalars", operands: [uniform([]), uniform([])], build },
    {
      title: "one operand stretches in its middle axis",
      operands: [uniform([2, 1, 3]), uniform([2, 4, 3])],
      build,
    },
    { title: "number", operands: [uniform([5])], build: (x) => build(x, 0.75) },
    { title: "extremes", operands: [extremes, given([1e4], [1])], build, noDifference: far },
    {
      title: "int64",
      operands: [integers([2, 3], -9, 9, "int64"), integers([3], -9, 9, "int64")],
      build,
    },
    {
      title: "int32",
      operands: [integers([4], -9, 9, "int32"), integers([4], -9, 9, "int32")],
      build,
    },
  ];
}

/** Cases of an operator of one operand; `domain` keeps away from its kinks and poles. */
function unary(
  build: (x: Tensor) => Tensor,
  domain: (shape: readonly number[]) => OpCase["operands"][number] = uniform,
): OpCase[] {
  return [
    { title: "four axes", operands: [domain([2, 3, 2, 2])], build },
    { title: "scalar", operands: [domain([])], build },
    { title: "extremes", operands: [extremes], build, noDifference: far },
  ];
}

const positive = (shape: readonly number[]) => uniform(shape, 0.2, 3);

export const elementwiseCases = {
  add: binary(e.add),
  sub: binary(e.sub),
  mul: binary(e.mul),
  div: [
    { title: "stretching", operands: [uniform([3, 1, 4]), awayFromZero([2, 1])], build: e.div },
    { title: "by a number", operands: [uniform([4])], build: (x) => e.div(x, 3) },
    {
      title: "by zero",
      operands: [given([1, -1, 0], [3]), given([0, 0, 0], [3])],
      build: e.div,
      noDifference: "infinite",
    },
  ],
  pow: [
    { title: "stretching", operands: [positive([3, 1, 2]), uniform([2, 1])], build: e.pow },
    { title: "square of any sign", operands: [awayFromZero([6])], build: (x) => e.pow(x, 2) },
    { title: "root", operands: [positive([6])], build: (x) => e.pow(x, 0.5) },
  ],
  neg: unary(e.neg),
  abs: unary(e.abs, awayFromZero),
  exp: unary(e.exp),
  log: unary(e.log, positive),
  sqrt: unary(e.sqrt, positive),
  reciprocal: unary(e.reciprocal, awayFromZero),
  sign: unary(e.sign, awayFromZero),
  heaviside: [
    ...unary(e.heaviside, awayFromZero),
    {
      title: "extremes",
      operands: [given([-Infinity, -1, -0, 0, 1.2e-38, 1e-3, 1, 3e38, Infinity], [9])],
      build: e.heaviside,
    },
  ],
  floor: unary(e.floor),
  tanh: unary(e.tanh),
  sigmoid: unary(e.sigmoid),
  softplus: unary(e.softplus),
  erf: unary(erf),
} satisfies Readonly<Record<string, readonly OpCase[]>>;
