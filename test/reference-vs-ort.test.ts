/**
 * Every case of the operator table: values and gradients on ONNX Runtime (native with and without
 * com.microsoft operators, and wasm) against the float64 reference.
 */
import { describe, expect, it } from "vitest";
import { defineOp, notDifferentiable, single } from "../src/graph/op.js";
import { evaluateReference } from "../src/graph/reference.js";
import type { Tensor } from "../src/graph/tensor.js";
import { loadBackend } from "../src/runtime/load.js";
import { allCases, buildCase } from "./op-cases.js";
import { uniform } from "./op-cases/operand.js";
import {
  gradientProgram,
  numbersOf,
  resultProgram,
  roundedReference,
  runOnce,
  type FedProgram,
} from "./op-programs.js";
import { disagreement, exact, ortAgainstReference, wasmAgainstNative } from "./tolerances.js";

const native = await loadBackend("native");
const wasm = await loadBackend("wasm");
const runs = [
  { runtime: "native", backend: native, options: { threads: 1 } },
  {
    runtime: "native, standard operators",
    backend: native,
    options: { threads: 2, contrib: false },
  },
  { runtime: "wasm", backend: wasm, options: { threads: 1 } },
];

/** Every output of every run that is too far from the reference, or wasm from native. Integers must be equal. */
async function findDisagreements(
  fed: FedProgram,
  tolerance: typeof ortAgainstReference,
): Promise<string[]> {
  const want = evaluateReference(fed.program, fed.feeds);
  const found: string[] = [];
  let first: Record<string, ArrayLike<number | bigint>> | undefined;
  for (const { runtime, backend, options } of runs) {
    const got = await runOnce(fed, backend, options);
    first ??= got;
    for (const { name, tensor } of fed.program.outputs) {
      // The gradient program's loss only sums what the result program shows one by one.
      if (name === "loss") continue;
      const float = tensor.dtype === "float32";
      const values = numbersOf(got[name]);
      const rounded = roundedReference(fed.program, name, want);
      const far = disagreement(values, rounded, float ? tolerance : exact);
      if (far !== null) found.push(`${runtime}, ${name}: ${far}`);
      const ofLargest = Math.max(wasmAgainstNative.ofLargest, tolerance.relative);
      const wide = { relative: 0, ofLargest: float ? ofLargest : 0 };
      const apart = disagreement(values, Array.from(first[name] ?? [], Number), wide);
      if (apart !== null) found.push(`${runtime} against native, ${name}: ${apart}`);
    }
  }
  return found;
}

describe("reference against ONNX Runtime", () => {
  it.each(allCases())("%s: %s", async (name, title, opCase) => {
    const built = buildCase(name, opCase);
    const relative = opCase.tolerance?.relative;
    const tolerance =
      relative === undefined ? ortAgainstReference : { relative, ofLargest: relative };
    const found = await findDisagreements(resultProgram(title, built), tolerance);
    const gradient = gradientProgram(title, built);
    if (gradient !== null) {
      const lines = await findDisagreements(gradient, tolerance);
      found.push(...lines.map((line) => `gradient: ${line}`));
    }
    expect(found).toEqual([]);
  });

  it("fails for a lowering that is a ten-thousandth off", async () => {
    const wrong = defineOp<Record<string, never>, (x: Tensor) => Tensor>(
      "neg",
      {
        infer: ([x]) => (x === undefined ? [] : [x]),
        reference: (inputs) => inputs,
        gradient: notDifferentiable("canary"),
        lower: (onnx, [x = ""]) => [onnx.node("Mul", [x, onnx.constant("float32", [], [1.0001])])],
      },
      (apply) => (x) => single(apply([x], {})),
    );
    const canary = { title: "canary", operands: [uniform([3])], build: wrong };
    const fed = resultProgram("canary", buildCase("canary", canary));
    expect(await findDisagreements(fed, ortAgainstReference)).toHaveLength(runs.length);
  });
});
