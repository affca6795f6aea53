import { describe, expect, it } from "vitest";
import { splitContext } from "../../fixtures/methods/split-context.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { printProgram } from "../graph/print.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import type { Program } from "../graph/program.js";
import { adversarial } from "./adversarial.js";
import { combat } from "./combat.js";
import { dcor } from "./dcor.js";
import { erm } from "./erm.js";
import { mdn } from "./mdn.js";
import { requireNeeds, type BuiltMethod, type MethodContext } from "./method.js";
import { mimm } from "./mimm.js";
import { mimmX } from "./mimm-x.js";
import { multitask } from "./multitask.js";
import { residualise } from "./residualise.js";

const scale = { mean: 50, standardDeviation: 10 };
const context: MethodContext = {
  ...splitContext,
  attributes: [
    { name: "site", classes: 2 },
    { name: "age", classes: 2, scale },
  ],
  head: "linear",
  evaluationBatch: 6,
};
const ages = [30, 75.5, NaN, 52, 41, NaN];

/** Outputs of one program of a method on a fixed batch. */
function run(method: BuiltMethod, program: Program, age = ages) {
  const state = method.initialState(createRng(1));
  const scalars = Object.assign(
    {},
    ...method.phases.map((phase) => phase.scalars({ step: 1, fraction: 0.5, learningRate: 0.1 })),
  ) as Record<string, number>;
  const batch: Record<string, readonly number[]> = {
    image: Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    label: [0, 1, 0, 1, 1, 0],
    "attribute/site": [0, 1, 1, 1, 0, 0],
    "attribute/age": [0, 1, -1, 1, 0, -1],
    "number/age": age,
    owner: [0, 1, 2, 3, 4, 5],
    randomKey: [1],
  };
  const feeds = program.inputs.map(({ name, tensor }) => {
    const values = batch[name] ?? state[name] ?? [scalars[name] ?? NaN];
    return [name, referenceArray(tensor.shape, (i) => values[i] ?? NaN)] as const;
  });
  const outputs = evaluateReference(program, Object.fromEntries(feeds));
  return {
    state,
    of: (name: string) => Array.from(outputs[name]?.data ?? []),
    everything: Object.entries(outputs).flatMap(([, { data }]) => Array.from(data)),
  };
}
const step = (method: BuiltMethod, age = ages) => run(method, at(method.phases, 0).program, age);
const plain = multitask.build({ name: "multitask" } as never, context);

describe("the head of a continuous attribute", () => {
  it("is one number, which prediction gives in the attribute's own unit", () => {
    expect(plain.initialState(createRng(1))["head.age.weight"]).toHaveLength(2);
    const { of, state } = run(plain, plain.predict);
    expect(of("logits/age")).toEqual([]);
    const features = of("features");
    const weight = at([state["head.age.weight"]], 0) ?? [];
    const bias = state["head.age.bias"]?.[0] ?? NaN;
    for (const [row, predicted] of of("predicted/age").entries()) {
      // Parts of two features: label, site, age.
      const [first, second] = [at(features, 6 * row + 4), at(features, 6 * row + 5)];
      const z = first * (weight[0] ?? NaN) + second * (weight[1] ?? NaN) + bias;
      expect(predicted).toBeCloseTo(50 + 10 * z, 10);
    }
  });

  it("takes one step of the docstring's loss, computed by hand with two rows masked", () => {
    const outputs = run(plain, plain.predict).of("predicted/age");
    const after = step(plain);
    const residuals = ages.flatMap((age, row) =>
      Number.isNaN(age) ? [] : [(at(outputs, row) - age) / 10],
    );
    expect(residuals).toHaveLength(4);
    const loss = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / 4;
    expect(after.of("term/squared-error/age")[0]).toBeCloseTo(loss, 10);
    // L is the mean of three task losses: dL/db = (1/3) · (2/4) · Σ residual; the step is 0.1.
    const slope = residuals.reduce((sum, residual) => sum + (2 * residual) / 4, 0) / 3;
    const before = after.state["head.age.bias"]?.[0] ?? NaN;
    expect(after.of("head.age.bias")[0]).toBeCloseTo(before - 0.1 * slope, 10);
    expect(Math.abs(slope)).toBeGreaterThan(0.01);
  });

  it("learns nothing where every number of the batch is missing", () => {
    const missing = new Array<number>(6).fill(NaN);
    const after = step(plain, missing);
    expect(after.of("term/squared-error/age")).toEqual([0]);
    for (const name of ["head.age.weight", "head.age.bias"]) {
      expect(after.of(name)).toEqual([...(after.state[name] ?? [])]);
    }
    expect(after.everything.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["mimm", mimm],
    ["mimm-x", mimmX],
    ["dcor", dcor],
  ] as const)("%s with lambda 0 is multitask, to the last node", (name, method) => {
    const config = method.config.parse({ name, lambda: 0 });
    const weightless = method.build(config as never, context);
    const programs = ({ phases }: BuiltMethod) =>
      phases.map(({ program }) => printProgram(program));
    expect(programs(weightless)).toEqual(programs(plain));
    expect(weightless.initialState(createRng(1))).toEqual(plain.initialState(createRng(1)));
  });

  it("adversarial regresses the standardised number; a masked row counts for nothing", () => {
    const config = { name: "adversarial", hidden: 4 };
    const method = adversarial.build(adversarial.config.parse(config), context);
    const critic = at(method.phases, 1).program;
    const value = (age: number[]) =>
      run(method, critic, age).of("term/critic/adversary.disease.age");
    expect(value(ages).every(Number.isFinite)).toBe(true);
    // Shift and unit of the numbers do not matter: the adversary sees them standardised over the batch.
    expect(at(value(ages.map((age) => 3 * age - 7)), 0)).toBeCloseTo(at(value(ages), 0), 6);
    expect(value(ages.map((age, row) => (row === 1 ? 20 : age)))).not.toEqual(value(ages));
    const filled = ages.map((age, row) => (row === 2 ? 60 : age));
    expect(value(filled)).not.toEqual(value(ages));
  });

  it("is refused as its own logits", () => {
    const none: MethodContext = { ...context, head: "none" };
    expect(() => multitask.build({ name: "multitask" } as never, none)).toThrow(
      "model.head: a part is its own logits, but age is a number: expected linear, got none",
    );
    expect(() => erm.build({ name: "erm" } as never, none)).not.toThrow();
  });

  it("is refused by methods that regress on classes, which say what to do", () => {
    for (const method of [mdn, residualise, combat]) {
      expect(() => requireNeeds(method, context)).toThrow(
        `data.attributes: ${method.name} regresses on classes, not on numbers: got age, continuous. Say \`as: classes\` to give it the bins, or choose another method.`,
      );
      expect(() => requireNeeds(method, splitContext)).not.toThrow();
    }
    for (const method of [erm, multitask, mimmX, adversarial]) {
      expect(() => requireNeeds(method, context)).not.toThrow();
    }
  });
});
