/**
 * Every form of a convolution and of its gradients gives the numbers of the float64 reference and the same bytes
 * at any thread count. The operator tables use small shapes, which all take one form; these sit on both sides
 * of each rule.
 */
import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { RuntimeError } from "../src/base/errors.js";
import { createRng } from "../src/base/rng.js";
import { at, sizeOf } from "../src/base/ndarray.js";
import { gradients } from "../src/graph/gradient.js";
import { conv, type ConvOptions } from "../src/graph/ops/conv.js";
import { mul } from "../src/graph/ops/elementwise.js";
import { sum } from "../src/graph/ops/reduce.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import { evaluateReference } from "../src/graph/reference.js";
import type { ReferenceArray, Shape } from "../src/graph/types.js";
import type { Backend } from "../src/runtime/backend.js";
import { loadBackend } from "../src/runtime/load.js";
import { numbersOf, runOnce, type FedProgram } from "./op-programs.js";

const backend = await loadBackend("native");

interface Geometry {
  readonly title: string;
  readonly x: Shape;
  readonly weight: Shape;
  readonly options?: ConvOptions;
}

/** y, dx and dw of one convolution. */
function fedProgram({ title, x, weight, options }: Geometry): FedProgram {
  const [image, kernel] = [input("x", x), input("weight", weight)];
  const bias = input("bias", [at(weight, 0)]);
  const y = conv(image, kernel, bias, options);
  const loss = sum(mul(y, input("slope", y.shape)));
  const [dx, dWeight] = gradients(loss, [image, kernel]);
  if (dx == null || dWeight == null) throw new Error("the loss reaches both operands");
  const rng = createRng(title);
  const draw = (shape: Shape): ReferenceArray => ({
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(rng.normal())),
  });
  const feeds = {
    x: draw(x),
    weight: draw(weight),
    bias: draw(bias.shape),
    slope: draw(y.shape),
  };
  return { program: createProgram(title, { y, dx, dWeight }), feeds };
}

/** Largest difference as a share of the largest value. */
function relativeError(found: readonly number[], expected: Float64Array): number {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const worst = found.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (expected[index] ?? NaN))),
    0,
  );
  return worst / scale;
}

const geometries: readonly Geometry[] = [
  { title: "three channels", x: [8, 3, 8, 8], weight: [16, 3, 3, 3] },
  { title: "four channels", x: [8, 4, 8, 8], weight: [16, 4, 3, 3] },
  { title: "six channels, six outputs", x: [12, 6, 7, 6], weight: [6, 6, 3, 3] },
  { title: "blocks", x: [8, 16, 8, 9], weight: [16, 16, 3, 3] },
  { title: "blocks, padded", x: [8, 16, 6, 6], weight: [16, 16, 3, 3], options: { padding: 1 } },
  {
    title: "stride 2 with rows left over",
    x: [8, 16, 6, 8],
    weight: [16, 16, 3, 3],
    options: { stride: 2, padding: 1 },
  },
  {
    title: "stride 3 without padding, rows cut",
    x: [8, 16, 7, 8],
    weight: [16, 16, 3, 3],
    options: { stride: 3 },
  },
  { title: "dilated", x: [8, 16, 9, 7], weight: [16, 16, 3, 3], options: { dilation: [2, 1] } },
  { title: "batch of 12", x: [12, 8, 6, 6], weight: [24, 8, 3, 3] },
  { title: "batch of 20, odd channels", x: [20, 18, 4, 4], weight: [21, 18, 3, 3] },
  { title: "batch of 9", x: [9, 16, 5, 5], weight: [16, 16, 3, 3] },
  { title: "batch below a block", x: [4, 16, 6, 6], weight: [16, 16, 3, 3] },
  { title: "more outputs than columns", x: [4, 2, 8, 8], weight: [24, 2, 3, 3] },
  { title: "more channels than outputs", x: [2, 24, 8, 8], weight: [4, 24, 3, 3] },
  { title: "groups", x: [4, 32, 6, 6], weight: [32, 16, 3, 3], options: { groups: 2 } },
  { title: "3-D", x: [2, 16, 3, 4, 4], weight: [16, 16, 3, 3, 3], options: { padding: 1 } },
  { title: "1x1", x: [8, 32, 6, 6], weight: [16, 32, 1, 1] },
];

/** The reference is slow: each geometry is computed once. */
const references = new Map(
  geometries.map((geometry) => {
    const fed = fedProgram(geometry);
    return [geometry.title, evaluateReference(fed.program, fed.feeds)] as const;
  }),
);

const targets: Readonly<Record<string, { backend: Backend; contrib: boolean }>> = {
  [`blocks of ${backend.channelBlock ?? "no"} channels`]: { backend, contrib: true },
  "without blocks": { backend: { ...backend, channelBlock: null }, contrib: true },
  "standard operators": { backend, contrib: false },
};

describe.each(Object.entries(targets))("convolution, %s", (_, { backend: target, contrib }) => {
  it.each(geometries.map((geometry) => [geometry.title, geometry] as const))(
    "%s",
    async (_title, geometry) => {
      const fed = fedProgram(geometry);
      const expected = references.get(geometry.title) ?? {};
      const single = await runOnce(fed, target, { threads: 1, contrib });
      for (const name of ["y", "dx", "dWeight"]) {
        const reference = expected[name]?.data ?? new Float64Array(0);
        expect(relativeError(numbersOf(single[name]), reference)).toBeLessThan(3e-6);
      }
      const several = await runOnce(fed, target, { threads: 2, contrib });
      for (const name of ["y", "dx", "dWeight"]) {
        const [left, right] = [single[name], several[name]];
        if (left === undefined || right === undefined) throw new Error(`${name} is missing`);
        expect(Buffer.compare(Buffer.from(left.buffer), Buffer.from(right.buffer))).toBe(0);
      }
    },
  );
});

describe("a wrong block", () => {
  it("gives other numbers, so that the trial at start finds it", async () => {
    const { channelBlock } = backend;
    if (channelBlock === null) return;
    const wrong: Backend = { ...backend, channelBlock: channelBlock === 8 ? 16 : 8 };
    const fed = fedProgram({ title: "wrong", x: [8, 16, 8, 8], weight: [16, 16, 3, 3] });
    const expected = evaluateReference(fed.program, fed.feeds)["y"]?.data ?? new Float64Array(0);
    // With blocks of 16 ONNX Runtime runs 8 to other numbers or, by the kind of CPU, refuses: found either way.
    const found = await runOnce(fed, wrong, { threads: 1 }).catch((error: unknown) => {
      expect(error).toBeInstanceOf(RuntimeError);
      return null;
    });
    if (found === null) return;
    expect(relativeError(numbersOf(found["y"]), expected)).toBeGreaterThan(0.1);
  });
});
