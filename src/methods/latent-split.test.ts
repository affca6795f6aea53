import { describe, expect, it } from "vitest";
import { splitContext as context } from "../../fixtures/methods/split-context.js";
import { createRng } from "../base/rng.js";
import { printProgram } from "../graph/print.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import type { Program } from "../graph/program.js";
import { erm } from "./erm.js";
import { requireNeeds, type BuiltMethod } from "./method.js";
import { mimm } from "./mimm.js";
import { multitask } from "./multitask.js";

const mimmConfig = (overrides: object = {}) =>
  mimm.config.parse({ name: "mimm", hidden: 4, warmUp: 0, ...overrides }) as never;

/** Feeds of a phase: state, a fixed batch, scalars. */
function feedsOf(method: BuiltMethod, program: Program, change: Record<string, number[]> = {}) {
  const state = method.initialState(createRng(1));
  const scalars = Object.assign(
    {},
    ...method.phases.map((phase) => phase.scalars({ step: 1, fraction: 0.5, learningRate: 0.1 })),
  ) as Record<string, number>;
  const batch: Record<string, number[]> = {
    image: Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    label: [0, 1, 0, 1, 1, 0],
    "attribute/site": [0, 1, 1, 1, 0, 0],
    "attribute/sex": [1, 1, 0, 0, 1, 0],
    owner: [0, 1, 2, 3, 4, 5],
    randomKey: [1],
    ...change,
  };
  return Object.fromEntries(
    program.inputs.map(({ name, tensor }) => {
      const values = batch[name] ?? state[name] ?? [scalars[name] ?? NaN];
      return [name, referenceArray(tensor.shape, (i) => values[i] ?? NaN)];
    }),
  );
}

function run(method: BuiltMethod, phase: number, change: Record<string, number[]> = {}) {
  const program = method.phases[phase]?.program;
  if (program === undefined) throw new Error("no such phase");
  return evaluateReference(program, feedsOf(method, program, change));
}

describe("latentSplit", () => {
  it("is multitask when lambda is 0: the same programs, the same state, no critic", () => {
    const plain = multitask.build({ name: "multitask" } as never, context);
    const weightless = mimm.build(mimmConfig({ lambda: 0 }), context);
    expect(weightless.phases.map(({ program }) => printProgram(program))).toEqual(
      plain.phases.map(({ program }) => printProgram(program)),
    );
    expect(weightless.initialState(createRng(1))).toEqual(plain.initialState(createRng(1)));
    expect(weightless.cycle).toEqual([[0]]);
  });

  it("differs from multitask when lambda is not 0 (the identity can fail)", () => {
    const plain = run(multitask.build({ name: "multitask" } as never, context), 0);
    const penalised = run(mimm.build(mimmConfig({ lambda: 1, clampPenalty: false }), context), 0);
    const difference = (name: string) =>
      Math.max(
        ...(penalised[name]?.data ?? []).map((v, i) => Math.abs(v - (plain[name]?.data[i] ?? NaN))),
      );
    expect(difference(firstWeight(plain))).toBeGreaterThan(1e-6);
  });

  it("updates encoder and heads in the encoder phase, critics alone in the critic phase", () => {
    const method = mimm.build(mimmConfig(), context);
    const [encoder, critic] = method.phases;
    expect(encoder?.updates.every((name) => /^(encoder|handed)\./.test(name))).toBe(true);
    expect(critic?.updates.every((name) => name.startsWith("critic."))).toBe(true);
    expect(critic?.updates.length).toBeGreaterThan(0);
    expect(method.cycle).toEqual([[0, 1, 1, 1]]);
    const own = mimm.build(mimmConfig({ criticSteps: 2, criticBatches: "own" }), context);
    expect(own.cycle).toEqual([[0], [1], [1]]);
    const twice = (criticBatches: string) =>
      mimm.build(mimmConfig({ encoderSteps: 2, criticSteps: 2, criticBatches }), context).cycle;
    expect(twice("own")).toEqual([[0], [0], [1], [1]]);
    expect(twice("shared")).toEqual([[0], [0, 1, 1]]);
  });

  it("has one critic a pair of parts, attribute–attribute included", () => {
    const method = mimm.build(mimmConfig(), context);
    expect(method.phases[0]?.terms.filter((term) => term.startsWith("mine"))).toEqual([
      "mine.disease.site",
      "mine.disease.sex",
      "mine.site.sex",
    ]);
  });

  it("gives rows whose attribute is missing exactly no gradient in that head", () => {
    const method = multitask.build({ name: "multitask" } as never, context);
    const missing = { "attribute/site": [-1, 1, 1, 1, 0, 0], "attribute/sex": [1, 1, 0, 0, 1, 0] };
    const zeroImage = Array.from({ length: 24 }, (_, i) => (i < 4 ? 0 : Math.sin(i)));
    const other = zeroImage.map((value, i) => (i < 4 ? 9 : value));
    const term = (image: number[]) => run(method, 0, { ...missing, image })["term/site"]?.data[0];
    expect(term(zeroImage)).toBe(term(other));
    const known = { ...missing, "attribute/site": [0, 1, 1, 1, 0, 0] };
    const knownTerm = (image: number[]) =>
      run(method, 0, { ...known, image })["term/site"]?.data[0];
    expect(knownTerm(zeroImage)).not.toBe(knownTerm(other));
  });

  it("gives rows whose label is missing exactly no gradient in the label's head, and learns their attributes", () => {
    const method = multitask.build({ name: "multitask" } as never, context);
    const zeroImage = Array.from({ length: 24 }, (_, i) => (i < 4 ? 0 : Math.sin(i)));
    const other = zeroImage.map((value, i) => (i < 4 ? 9 : value));
    const terms = (image: number[], label: number) => {
      const outputs = run(method, 0, { image, label: [label, 1, 1, 0, 0, 1] });
      return (name: string) => outputs[`term/${name}`]?.data[0];
    };
    const [masked, maskedOther] = [terms(zeroImage, -1), terms(other, -1)];
    expect(masked("disease")).toBe(maskedOther("disease"));
    expect(masked("site")).not.toBe(maskedOther("site"));
    expect(terms(zeroImage, 0)("disease")).not.toBe(terms(other, 0)("disease"));
  });

  it("leaves rows whose attribute is missing out of that attribute's dependence terms", () => {
    const method = mimm.build(mimmConfig({ clampPenalty: false }), context);
    const image = Array.from({ length: 24 }, (_, i) => Math.sin(i));
    const other = image.map((value, i) => (i < 4 ? 9 : value));
    const terms = (pixels: number[], site: number) => {
      const change = { image: pixels, "attribute/site": [site, 1, 1, 1, 0, 0] };
      const outputs = run(method, 0, change);
      return (name: string) => outputs[`term/mine.${name}`]?.data[0];
    };
    const [masked, maskedOther] = [terms(image, -1), terms(other, -1)];
    for (const name of ["disease.site", "site.sex"]) {
      expect(masked(name)).toBe(maskedOther(name));
      expect(terms(image, 0)(name)).not.toBe(terms(other, 0)(name));
    }
    expect(masked("disease.sex")).not.toBe(maskedOther("disease.sex"));
  });

  it("trains shared critics on the features that the encoder's update computed", () => {
    const inputsOf = (criticBatches: string) =>
      mimm
        .build(mimmConfig({ criticBatches }), context)
        .phases[1]?.program.inputs.map(({ name }) => name) ?? [];
    expect(inputsOf("shared")).toContain("handed.features");
    expect(inputsOf("shared").filter((name) => /^(image|encoder\.)/.test(name))).toEqual([]);
    expect(inputsOf("own")).toContain("image");

    const method = mimm.build(mimmConfig(), { ...context, evaluationBatch: 6 });
    const { features } = evaluateReference(method.predict, feedsOf(method, method.predict));
    expect(run(method, 0)["handed.features"]?.data).toEqual(features?.data);
  });

  it("takes one step of the docstring's loss: the output bias moves by hand-computed gradients", () => {
    const method = multitask.build({ name: "multitask" } as never, {
      ...context,
      evaluationBatch: 6,
    });
    const state = method.initialState(createRng(1));
    const bias =
      Object.keys(state)
        .filter((name) => name.endsWith("bias"))
        .at(-1) ?? "";
    const logits = evaluateReference(method.predict, feedsOf(method, method.predict));
    const after = run(method, 0)[bias]?.data ?? [];
    const values = {
      disease: [0, 1, 0, 1, 1, 0],
      site: [0, 1, 1, 1, 0, 0],
      sex: [1, 1, 0, 0, 1, 0],
    };
    for (const [part, [name, labels]] of Object.entries(values).entries()) {
      const scores = logits[`logits/${name}`]?.data ?? [];
      for (const output of [0, 1]) {
        // d(mean over 3 tasks of mean over 6 rows of CE) / d logit = (softmax − one-hot) / (3 · 6).
        const gradient = labels.reduce((sum, label, row) => {
          const [a, b] = [scores[2 * row] ?? NaN, scores[2 * row + 1] ?? NaN];
          const probability = 1 / (1 + Math.exp(output === 0 ? b - a : a - b));
          return sum + (probability - Number(label === output)) / 18;
        }, 0);
        const index = 2 * part + output;
        expect(after[index]).toBeCloseTo((state[bias]?.[index] ?? NaN) - 0.1 * gradient, 6);
      }
    }
  });

  it("declares that attributes are needed where heads are for them", () => {
    const none = { ...context, attributes: [] };
    for (const method of [multitask, mimm]) {
      expect(() => requireNeeds(method, none)).toThrow(
        `data.attributes: ${method.name} needs at least one attribute: got none. Name one, or choose method erm.`,
      );
      expect(() => requireNeeds(method, context)).not.toThrow();
    }
    expect(() => requireNeeds(erm, none)).not.toThrow();
  });

  it("refuses head none where features are not the classes", () => {
    expect(() => erm.build({ name: "erm" } as never, { ...context, features: 3 })).toThrow(
      "model.features: a part is its own logits, but disease has other classes: expected 2, got 3. Set model.head to linear, or features to the number of classes.",
    );
  });

  it("starts a weight average at the weights and evaluates it", () => {
    const method = erm.build({ name: "erm" } as never, { ...context, averageDecay: 0.9 });
    const state = method.initialState(createRng(1));
    const averages = Object.keys(state).filter((name) => name.startsWith("average/"));
    expect(averages.length).toBeGreaterThan(0);
    for (const name of averages) expect(state[name]).toEqual(state[name.slice("average/".length)]);
    const read = method.predict.inputs.map(({ name }) => name).filter((name) => name !== "image");
    expect(read.every((name) => name.startsWith("average/"))).toBe(true);
  });
});

function firstWeight(values: Readonly<Record<string, unknown>>): string {
  return (
    Object.keys(values).find((name) => name.startsWith("encoder.") && name.endsWith("weight")) ?? ""
  );
}
