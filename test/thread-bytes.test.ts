/**
 * Same bytes at any thread count: values and gradients of every operator at sizes at which ONNX Runtime
 * splits its work, with 1 thread against 2 and 3.
 */
import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import * as e from "../src/graph/ops/elementwise.js";
import { erf } from "../src/graph/ops/erf.js";
import { concat, slice } from "../src/graph/ops/movement.js";
import * as s from "../src/graph/ops/select.js";
import { createProgram } from "../src/graph/program.js";
import { loadBackend } from "../src/runtime/load.js";
import type { Tensor } from "../src/graph/tensor.js";
import type { HostArray } from "../src/runtime/compile.js";
import { buildCase } from "./op-cases.js";
import { uniform, type OpCase } from "./op-cases/operand.js";
import {
  gradientProgram,
  numbersOf,
  resultProgram,
  runOnce,
  type FedProgram,
} from "./op-programs.js";
import { compositeCases, threadCases } from "./thread-cases.js";

const backend = await loadBackend("native");

const sameBytes = (left: HostArray | undefined, right: HostArray | undefined): boolean =>
  left !== undefined && right !== undefined && Buffer.compare(bytesOf(left), bytesOf(right)) === 0;

const bytesOf = (array: HostArray) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** Outputs whose bytes depend on the number of threads. */
async function findDifferences(fed: FedProgram): Promise<string[]> {
  const single = await runOnce(fed, backend, { threads: 1 });
  const found: string[] = [];
  for (const threads of [2, 3]) {
    const several = await runOnce(fed, backend, { threads });
    for (const name of Object.keys(single)) {
      if (!sameBytes(single[name], several[name])) found.push(`${name} with ${threads} threads`);
    }
  }
  return found;
}

describe("bytes do not depend on the thread count", () => {
  const rows = Object.entries<readonly OpCase[]>({ ...threadCases, composites: compositeCases });
  const cases = rows.flatMap(([name, own]) =>
    own.map((opCase) => [name, opCase.title, opCase] as const),
  );

  it.each(cases)("%s: %s", async (name, title, opCase) => {
    const built = buildCase(name, opCase);
    const results = resultProgram(title, built);
    const gradient = gradientProgram(title, built);
    const outputs = [...(gradient?.program.outputs ?? []), ...results.program.outputs];
    const ends = Object.fromEntries(outputs.map((port) => [port.name, port.tensor]));
    const feeds = gradient?.feeds ?? results.feeds;
    expect(await findDifferences({ program: createProgram(title, ends), feeds })).toEqual([]);
  });
});

/**
 * Where a thread's share ends is up to ONNX Runtime. An element must come out the same at any place of a share:
 * inside of it (computed in packets) and at its end (computed alone).
 */
describe("element-wise bytes do not depend on the place", () => {
  const length = 64;
  const unary: Readonly<Record<string, (x: Tensor) => Tensor>> = {
    abs: e.abs,
    erf,
    exp: e.exp,
    floor: e.floor,
    log: e.log,
    pow: (x) => e.pow(x, -0.7),
    reciprocal: e.reciprocal,
    relu: s.relu,
    sigmoid: e.sigmoid,
    softplus: e.softplus,
    sqrt: e.sqrt,
    tanh: e.tanh,
  };
  const operands = [uniform([length], 0.01, 9)];

  it.each(Object.entries(unary))("%s", async (name, build) => {
    const cut = (x: Tensor, size: number): Tensor => {
      const count = Math.floor(length / size);
      const parts = Array.from({ length: count }, (_, part) =>
        build(slice(x, [{ axis: 0, start: part * size, end: (part + 1) * size }])),
      );
      const whole = slice(build(x), [{ axis: 0, start: 0, end: count * size }]);
      return s.equal(concat(parts, 0), whole);
    };
    const sizes = [1, 3, 5, 7, 16, 37];
    const opCase: OpCase = {
      title: name,
      operands,
      build: (x) => sizes.map((size) => cut(x, size)),
    };
    const fed = resultProgram(name, buildCase("place", opCase));
    const equal = Object.values(await runOnce(fed, backend, { threads: 1 }));
    expect(equal.map((flags) => numbersOf(flags).every((flag) => flag === 1))).toEqual(
      sizes.map(() => true),
    );
  });
});
