/** Every differentiable operator and operand: its gradient rule, in float64, against central differences. */
import { describe, expect, it } from "vitest";
import { at } from "../src/base/ndarray.js";
import type { OpName } from "../src/graph/op-names.js";
import { add, mul } from "../src/graph/ops/elementwise.js";
import { scaleGradient } from "../src/graph/ops/select.js";
import { evaluateReference } from "../src/graph/reference.js";
import { ops } from "../src/graph/registry.js";
import type { ReferenceArray } from "../src/graph/types.js";
import { allCases, buildCase, opCases, type BuiltCase } from "./op-cases.js";
import { uniform, type OpCase } from "./op-cases/operand.js";
import { gradientProgram } from "./op-programs.js";
import { disagreement, gradientAgainstDifferences } from "./tolerances.js";

const step = 1e-5;

/** Elements of an operand that are moved; of larger operands evenly spaced ones. */
const probedElements = 30;

/** Operands whose gradient is wrong, or missing although the rule and the case promise one. */
function findWrongGradients(title: string, built: BuiltCase, opCase: OpCase): string[] {
  const fed = gradientProgram(title, built);
  if (fed === null) return [];
  const got = evaluateReference(fed.program, fed.feeds);
  return opCase.operands.flatMap(({ dtype }, index) => {
    const gradient = got[`gradient${index}`];
    if (dtype !== "float32" || opCase.notLearnt?.[index] !== undefined) {
      return gradient === undefined ? [] : [`operand ${index}: has a gradient`];
    }
    if (gradient === undefined) return [`operand ${index}: has no gradient`];
    const loss = (feeds: Readonly<Record<string, ReferenceArray>>) =>
      at(evaluateReference(fed.loss, feeds)["loss"]?.data ?? [], 0);
    const probes = probesOf(gradient.data.length);
    const want = centralDifferences(loss, fed.feeds, `operand${index}`, probes);
    const probed = probes.map((element) => at(gradient.data, element));
    const wrong = disagreement(probed, want, gradientAgainstDifferences);
    return wrong === null ? [] : [`operand ${index}: ${wrong}`];
  });
}

function probesOf(size: number): number[] {
  const count = Math.min(size, probedElements);
  return Array.from({ length: count }, (_, probe) => Math.floor((probe * size) / count));
}

function centralDifferences(
  loss: (feeds: Readonly<Record<string, ReferenceArray>>) => number,
  feeds: Readonly<Record<string, ReferenceArray>>,
  name: string,
  probes: readonly number[],
): number[] {
  const { shape, data } = feeds[name] ?? { shape: [], data: new Float64Array(0) };
  return probes.map((index) => {
    const moved = (by: number) =>
      loss({ ...feeds, [name]: { shape, data: data.with(index, at(data, index) + by) } });
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

const isDifferentiable = (name: string) => typeof ops[name as OpName].gradient === "function";

describe("gradients against central differences", () => {
  const checked = allCases().filter(
    ([name, , { noDifference }]) => isDifferentiable(name) && noDifference === undefined,
  );

  it.each(checked)("%s: %s", (name, title, opCase) => {
    expect(findWrongGradients(title, buildCase(name, opCase), opCase)).toEqual([]);
  });

  it("cover every differentiable operator", () => {
    const names = new Set(checked.map(([name]) => name));
    const missing = Object.keys(opCases).filter(
      (name) => isDifferentiable(name) && !names.has(name),
    );
    expect(missing).toEqual([]);
  });

  const cut = allCases().filter(([name]) => !isDifferentiable(name));
  it.each(cut)("none through %s: %s", (name, title, opCase) => {
    const fed = gradientProgram(title, buildCase(name, opCase));
    const found = fed?.program.outputs.map((port) => port.name) ?? ["loss"];
    // `input` hands its operand through: that gradient is the weight itself.
    expect(found).toEqual(name === "input" && fed !== null ? ["loss", "gradient0"] : ["loss"]);
  });

  it("fail for a wrong gradient", () => {
    const wrong: OpCase = {
      title: "canary",
      operands: [uniform([2, 3]), uniform([3])],
      // A gradient that is a thousandth too large.
      build: (x, y) => add(mul(scaleGradient(x, 1.001), y), y),
    };
    expect(findWrongGradients("canary", buildCase("canary", wrong), wrong)).toEqual([
      expect.stringContaining("operand 0: element") as string,
    ]);
  });
});
