import { describe, expect, it } from "vitest";
import { tinyContext } from "../../fixtures/training/tiny-job.js";
import { createRng } from "../base/rng.js";
import { printProgram } from "../graph/print.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { adversarial } from "./adversarial.js";
import { dcor } from "./dcor.js";
import { erm } from "./erm.js";
import type { BuiltMethod } from "./method.js";
import { multitask } from "./multitask.js";

const context = { ...tinyContext(), batch: 6 };
const programs = (method: BuiltMethod) => method.phases.map(({ program }) => printProgram(program));
const build = (overrides: object) =>
  adversarial.build(
    adversarial.config.parse({ name: "adversarial", hidden: 4, ...overrides }),
    context,
  );

/** One step of a phase on a fixed batch at 60 % of the run. */
function run(method: BuiltMethod, phase: number) {
  const built = method.phases[phase];
  if (built === undefined) throw new Error("no such phase");
  const state = method.initialState(createRng(1));
  const scalars = built.scalars({ step: 1, fraction: 0.6, learningRate: 0.1 });
  const batch: Readonly<Record<string, readonly number[]>> = {
    label: [0, 1, 0, 1, 1, 0],
    "attribute/marker": [0, 1, 1, 1, 0, 0],
    "attribute/intensity": [1, 1, 0, 0, 1, 0],
    owner: [0, 1, 2, 3, 4, 5],
    randomKey: [1],
  };
  const feeds = built.program.inputs.map(({ name, tensor }) => {
    const values = batch[name] ?? state[name] ?? (name in scalars ? [scalars[name] ?? NaN] : null);
    return [
      name,
      referenceArray(tensor.shape, (i) => (values === null ? Math.sin(i) : (values[i] ?? NaN))),
    ] as const;
  });
  return { scalars, outputs: evaluateReference(built.program, Object.fromEntries(feeds)) };
}

describe("adversarial", () => {
  it("is erm when lambda is 0", () => {
    const plain = erm.build({ name: "erm" }, context);
    expect(programs(build({ lambda: 0 }))).toEqual(programs(plain));
  });

  it("has one head, and an adversary for each attribute that learns on the encoder's batch", () => {
    const method = build({});
    expect(method.heads.map(({ name }) => name)).toEqual(["lesion"]);
    expect(method.phases[1]?.terms).toEqual([
      "critic/adversary.lesion.marker",
      "critic/adversary.lesion.intensity",
    ]);
    expect(method.cycle).toEqual([[0, 1]]);
  });

  it("raises its strength as 2 / (1 + e^(-gamma p)) - 1", () => {
    const { scalars } = run(build({ lambda: 0.4, gamma: 4 }), 0);
    expect(scalars["scalar/lambda"]).toBeCloseTo(0.4 * (2 / (1 + Math.exp(-2.4)) - 1), 12);
  });

  it("moves the encoder against its adversary: another step than erm's, and conditional another again", () => {
    const step = (method: BuiltMethod) =>
      Object.entries(run(method, 0).outputs).flatMap(([name, { data }]) =>
        name.startsWith("encoder.") ? [...data] : [],
      );
    const plain = step(erm.build({ name: "erm" }, context));
    const marginal = step(build({}));
    const conditional = step(build({ given: "label" }));
    expect(marginal).not.toEqual(plain);
    expect(conditional).not.toEqual(marginal);
    expect([...marginal, ...conditional].every(Number.isFinite)).toBe(true);
  });
});

describe("dcor", () => {
  it("is multitask when lambda is 0, and has one phase", () => {
    const of = (lambda: number) => dcor.build(dcor.config.parse({ name: "dcor", lambda }), context);
    expect(programs(of(0))).toEqual(programs(multitask.build({ name: "multitask" }, context)));
    expect(of(0.5).cycle).toEqual([[0]]);
    expect(of(0.5).phases[0]?.terms).toContain("distance-correlation.marker.intensity");
  });
});
