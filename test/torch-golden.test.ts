/**
 * Values and gradients of every operator family against PyTorch (float64 there, fixtures/ops/make.py): our
 * float64 reference to about 1e-8, and ONNX Runtime to float32 precision.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../src/base/ndarray.js";
import { gradients } from "../src/graph/gradient.js";
import { add, mul } from "../src/graph/ops/elementwise.js";
import { sum } from "../src/graph/ops/reduce.js";
import { constant, input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import { evaluateReference } from "../src/graph/reference.js";
import type { Tensor } from "../src/graph/tensor.js";
import type { Shape } from "../src/graph/types.js";
import { loadBackend } from "../src/runtime/load.js";
import { numbersOf, runOnce, type FedProgram } from "./op-programs.js";
import { disagreement, ortAgainstTorch, referenceAgainstTorch } from "./tolerances.js";
import { torchCases } from "./torch-cases.js";

interface StoredArray {
  readonly shape: Shape;
  readonly values: readonly number[];
}

interface StoredCase {
  readonly operands: readonly StoredArray[];
  readonly weights: readonly StoredArray[];
  readonly results: readonly StoredArray[];
  /** Null for operands of indices. */
  readonly gradients: readonly (StoredArray | null)[];
}

const file = new URL("../fixtures/ops/golden.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as {
  readonly cases: Readonly<Record<string, StoredCase>>;
};
const native = await loadBackend("native");

/** Program, feeds and expected outputs (`result0`, `gradient0`, …) of a stored case. */
function readCase(name: string, stored: StoredCase) {
  const tensors = stored.operands.map(({ shape }, index) =>
    input(`operand${index}`, shape, stored.gradients[index] === null ? "int64" : "float32"),
  );
  const built = torchCases[name]?.(...(tensors as [Tensor, Tensor, Tensor, Tensor, Tensor])) ?? [];
  const results = "node" in built ? [built] : built;
  const terms = results.map((tensor, index) => {
    const weight = at(stored.weights, index);
    return sum(mul(tensor, constant(weight.values, weight.shape)));
  });
  const found = gradients(
    terms.reduce((total, term) => add(total, term)),
    tensors,
  );
  const outputs: Record<string, Tensor> = {};
  const expected: Record<string, StoredArray> = {};
  for (const [index, tensor] of results.entries()) {
    outputs[`result${index}`] = tensor;
    expected[`result${index}`] = at(stored.results, index);
  }
  for (const [index, gradient] of stored.gradients.entries()) {
    if (gradient === null) continue;
    expected[`gradient${index}`] = gradient;
    const own = found[index];
    if (own != null) outputs[`gradient${index}`] = own;
  }
  const feeds = Object.fromEntries(
    stored.operands.map(({ shape, values }, index) => [
      `operand${index}`,
      { shape, data: Float64Array.from(values) },
    ]),
  );
  const fed: FedProgram = { program: createProgram(name, outputs), feeds };
  return { fed, expected };
}

describe("operators against PyTorch", () => {
  it("build every stored case, and no other", () => {
    expect(Object.keys(torchCases).sort()).toEqual(Object.keys(golden.cases).sort());
  });

  it.each(Object.entries(golden.cases))("%s", async (name, stored) => {
    const { fed, expected } = readCase(name, stored);
    const reference = evaluateReference(fed.program, fed.feeds);
    const computed = await runOnce(fed, native, { threads: 1 });
    const found = Object.entries(expected).flatMap(([output, { shape, values }]) => {
      const own = reference[output];
      return [
        ["shape", own?.shape.join() === shape.join() ? null : `${String(own?.shape)}`],
        ["reference", disagreement(own?.data ?? [], values, referenceAgainstTorch)],
        ["native", disagreement(numbersOf(computed[output]), values, ortAgainstTorch)],
      ].flatMap(([where, far]) => (far === null ? [] : [`${output}, ${where}: ${far}`]));
    });
    expect(found).toEqual([]);
  });
});
