import { describe, expect, it } from "vitest";
import { splitContext as context } from "../../fixtures/methods/split-context.js";
import { createRng } from "../base/rng.js";
import { printProgram } from "../graph/print.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import type { BuiltMethod, MethodContext } from "./method.js";
import { mimm } from "./mimm.js";
import { mimmX } from "./mimm-x.js";
import { multitask } from "./multitask.js";
import { notesOf } from "./registry.js";

const oneFactor = { ...context, attributes: context.attributes.slice(0, 1) };

const build = (overrides: object, of: MethodContext = context) =>
  mimmX.build(
    mimmX.config.parse({
      name: "mimm-x",
      measure: { name: "mine", hidden: 4 },
      warmUp: 0,
      ...overrides,
    }),
    of,
  );
const buildMimm = (of: MethodContext) =>
  mimm.build(mimm.config.parse({ name: "mimm", hidden: 4, warmUp: 0 }), of);

/** What decides a run: programs as text, fresh state, order of phases. */
const identity = (method: BuiltMethod) => ({
  programs: method.phases.map(({ program }) => printProgram(program)),
  state: method.initialState(createRng(1)),
  cycle: method.cycle,
});

const shownTerms = (method: BuiltMethod) =>
  method.phases[0]?.terms.filter((term) => term.startsWith("mine."));

function run(method: BuiltMethod, phase: number, site = [0, 1, 1, 1, 0, 0]) {
  const built = method.phases[phase];
  if (built === undefined) throw new Error("no such phase");
  const state = method.initialState(createRng(1));
  const scalars = built.scalars({ step: 1, fraction: 0.5, learningRate: 0.1 });
  const batch: Readonly<Record<string, readonly number[]>> = {
    image: Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    label: [0, 1, 0, 1, 1, 0],
    "attribute/site": site,
    "attribute/sex": [1, 1, 0, 0, 1, 0],
    owner: [0, 1, 2, 3, 4, 5],
    randomKey: [1],
  };
  const feeds = built.program.inputs.map(({ name, tensor }) => {
    const values = batch[name] ?? state[name] ?? [scalars[name] ?? NaN];
    return [name, referenceArray(tensor.shape, (i) => values[i] ?? NaN)] as const;
  });
  return { state, outputs: evaluateReference(built.program, Object.fromEntries(feeds)) };
}

describe("mimm-x", () => {
  it.each<[string, object]>([
    ["no attention", { attention: { name: "none" } }],
    ["variant A, identity values", { attention: { name: "features", values: "identity" } }],
    ["variant B, detached", { attention: { name: "weights" } }],
    ["variant B, ascended", { attention: { name: "weights", update: "ascended" } }],
    ["primary pairs", { attention: { name: "none" }, partPairs: "primary" }],
  ])("is mimm with one factor: %s", (_, overrides) => {
    expect(identity(build(overrides, oneFactor))).toEqual(identity(buildMimm(oneFactor)));
  });

  it("is mimm with several factors and no attention, and not with it", () => {
    expect(identity(build({ attention: { name: "none" } }))).toEqual(identity(buildMimm(context)));
    for (const name of ["features", "weights"]) {
      expect(identity(build({ attention: { name } })).programs).not.toEqual(
        identity(buildMimm(context)).programs,
      );
    }
  });

  it("is multitask when lambda is 0", () => {
    const plain = multitask.build({ name: "multitask" }, context);
    expect(identity(build({ lambda: 0 }))).toEqual(identity(plain));
  });

  it("has one critic for the label's part in variant A, one a factor otherwise", () => {
    expect(shownTerms(build({}))).toEqual(["mine.disease.site.sex", "mine.site.sex"]);
    expect(shownTerms(build({ partPairs: "primary" }))).toEqual(["mine.disease.site.sex"]);
    expect(shownTerms(build({ attention: { name: "weights" }, partPairs: "primary" }))).toEqual([
      "mine.disease.site",
      "mine.disease.sex",
    ]);
  });

  it.each<[string, object]>([
    ["variant A", { attention: { name: "features", values: "linear" } }],
    ["variant B, ascended", { attention: { name: "weights", update: "ascended" } }],
  ])("keeps the attention on the critics' side: %s", (_, overrides) => {
    const method = build({ ...overrides, criticBatches: "own" });
    const [encoder, critic] = method.phases;
    const learnt = Object.keys(method.initialState(createRng(1))).filter((name) =>
      /^critic\.(.*attention|weighting)\./.test(name),
    );
    expect(learnt.length).toBeGreaterThan(0);
    expect(critic?.updates).toEqual(expect.arrayContaining(learnt));
    expect(encoder?.updates.filter((name) => name.startsWith("critic."))).toEqual([]);
    const { state, outputs } = run(method, 1);
    for (const name of learnt) {
      const moved = (outputs[name]?.data ?? []).some(
        (value, i) => Math.abs(value - (state[name]?.[i] ?? NaN)) > 1e-9,
      );
      expect(moved, name).toBe(true);
    }
  });

  it("keeps the averages of variant B, and the state of a scaling, on the encoder's side", () => {
    const method = build({ attention: { name: "weights" }, gradientScaling: "gradnorm" });
    const own = method.phases[0]?.updates.filter((name) => /^(critic|scaling)\./.test(name));
    expect(own?.sort()).toEqual([
      "critic.weighting.scores",
      "critic.weighting.seen",
      "scaling.firstTasks",
      "scaling.weights",
    ]);
  });

  it.each(["none", "clip", "clip-shared", "ratio", "gradnorm"])(
    "takes a finite step with scaling %s",
    (name) => {
      const method = build({ gradientScaling: name });
      for (const [output, { data }] of Object.entries(run(method, 0).outputs)) {
        expect([...data].every(Number.isFinite), output).toBe(true);
      }
    },
  );

  it.each<[string, object]>([
    ["given the label", { given: "label" }],
    ["on weights of independence", { distribution: "independent" }],
    ["as the training set is", { distribution: "natural" }],
    ["distance correlation", { measure: { name: "distance-correlation" } }],
    ["vCLUB", { measure: { name: "vclub", hidden: 4 } }],
  ])("takes a finite step that differs from the plain one: %s", (_, overrides) => {
    const attention = { name: "none" };
    const site = [0, 1, 0, 1, 1, 1];
    const weights = (method: BuiltMethod) => {
      const { outputs } = run(method, 0, site);
      return Object.entries(outputs).flatMap(([name, { data }]) =>
        name.startsWith("encoder.") ? [...data] : [],
      );
    };
    const counts = { epochGroups: [8, 2, 2, 1, 1, 2, 2, 8] };
    const measure = { name: "mine", hidden: 4, clampPenalty: false };
    const found = weights(
      build({ attention, measure, criticBatches: "own", ...overrides }, { ...context, ...counts }),
    );
    const plain = weights(build({ attention, measure, criticBatches: "own" }));
    expect(found.every(Number.isFinite)).toBe(true);
    expect(found).not.toEqual(plain);
  });

  it("is the plain form, byte for byte, in the natural distribution of natural sampling", () => {
    const same = { ...context, epochGroups: context.trainingGroups };
    expect(identity(build({ distribution: "natural" }, same))).toEqual(identity(build({}, same)));
  });

  it("is the plain form on weights of independence where nothing is associated", () => {
    const options = { measure: { name: "mine", hidden: 4, clampPenalty: false } };
    const [plain, weighed] = [build(options), build({ ...options, distribution: "independent" })];
    const name = Object.keys(plain.initialState(createRng(1))).find((key) =>
      /^encoder\..*weight$/.test(key),
    );
    const of = (method: BuiltMethod) => [...(run(method, 0).outputs[name ?? ""]?.data ?? [])];
    for (const [index, value] of of(plain).entries()) {
      expect(of(weighed)[index]).toBeCloseTo(value, 10);
    }
  });

  it("leaves a row whose factor is missing out of every term with that factor", () => {
    const method = build({});
    const term = (site: number[]) =>
      run(method, 0, site).outputs["term/mine.disease.site.sex"]?.data[0];
    // With the first row masked it does not matter what else stands there: -1 is -1.
    expect(term([-1, 1, 1, 1, 0, 0])).not.toBe(term([0, 1, 1, 1, 0, 0]));
    const all = new Array<number>(6).fill(-1);
    expect(term(all)).toBe(0);
  });
});

describe("notes of mimm-x", () => {
  const notes = (settings: object, isRebalanced = true) =>
    notesOf(mimmX.config.parse({ name: "mimm-x", ...settings }), { isRebalanced });

  it("say that rebalanced rows as they are shown leave little to penalise", () => {
    expect(notes({})).toEqual([expect.stringContaining("method.distribution=natural")]);
  });

  it("are none where the penalty sees the training set, rows are as they are, or there is no penalty", () => {
    expect(notes({ distribution: "natural" })).toEqual([]);
    expect(notes({}, false)).toEqual([]);
    expect(notes({ lambda: 0 })).toEqual([]);
  });
});
