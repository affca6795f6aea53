import { describe, expect, it } from "vitest";
import { firstStep, labelsContext, runProgram } from "../../../fixtures/methods/labels-context.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { printProgram } from "../../graph/print.js";
import type { BuiltMethod, MethodContext } from "../method.js";
import { methodConfig, methods, needsOf, type MethodName } from "../registry.js";

/** Labels share the mean or the largest of the places: a penalty acts on their scores. */
const shared = ["pooled", "csra", "label-graph"];
const overPlaces = [
  ...[
    "pooled",
    "csra",
    "label-graph",
    "class-query",
    "counterfactual-attention",
    "bottleneck-attention",
    "ibca",
  ],
] as const;
/** Settings of a small head; those without a width have none. */
const small = (name: string) => ({
  name,
  ...(shared.includes(name) ? {} : { width: 6 }),
  ...(["class-query", "counterfactual-attention", "ibca"].includes(name) ? { heads: 2 } : {}),
});
const mine = { name: "mine", hidden: 4, clampPenalty: false };
const weighed = { measure: mine, warmUp: 0, gradientScaling: "none" };

function build(name: string, penalty?: object, context: MethodContext = labelsContext) {
  const config = methodConfig.parse({ ...small(name), ...(penalty && { penalty }) });
  return methods[name as MethodName].build(config as never, context);
}

const arrays = (method: BuiltMethod) => Object.keys(method.initialState(createRng(1)));
/** What plain descent moved an array by, over the rate: its gradient. */
const gradientOf = ({ state, of }: ReturnType<typeof firstStep>, name: string) =>
  of(name).map((value, index) => ((state[name]?.[index] ?? NaN) - value) / 0.1);
const scalarsOf = (method: BuiltMethod, phase: number) =>
  Object.fromEntries(
    Object.entries(
      at(method.phases, phase).scalars({ step: 1, fraction: 0.5, learningRate: 0.1 }),
    ).map(([name, value]) => [name, [value]]),
  );

describe("a penalty on methods over places", () => {
  it.each(overPlaces)("%s without one learns no attribute, whatever there is", (name) => {
    const method = build(name);
    const none = build(name, undefined, { ...labelsContext, attributes: [] });
    expect(method.heads.map((head) => head.name)).toEqual(["labels"]);
    expect(method.phases.map(({ program }) => printProgram(program))).toEqual(
      none.phases.map(({ program }) => printProgram(program)),
    );
    expect(printProgram(method.predict)).toBe(printProgram(none.predict));
    expect(method.initialState(createRng(3))).toEqual(none.initialState(createRng(3)));
  });

  it.each(overPlaces)(
    "%s with one has a part and a head for each attribute, and critics",
    (name) => {
      const method = build(name, weighed);
      expect(method.heads.map((head) => head.name)).toEqual(["labels", "site", "sex"]);
      // [v_1 | v_2 | v_3] of 6 each, or three scores where labels share the mean of the places.
      const own = shared.includes(name) ? 3 : 18;
      const state = method.initialState(createRng(1));
      const outputs = runProgram(method.predict, state);
      expect(outputs["features"]?.shape).toEqual([6, own + 2 + 2]);
      expect(outputs["logits/sex"]?.shape).toEqual([6, 2]);
      const critic = state["critic.labels.site.sex.network.block1.linear.weight"];
      expect(critic).toHaveLength(4 * (own + 4));
      const [first] = method.phases;
      const estimates = first?.terms.filter((term) => term.startsWith("mine."));
      expect(estimates).toEqual(["mine.labels.site.sex", "mine.site.sex"]);
      const step = firstStep(method);
      for (const array of arrays(method)) {
        expect(step.of(array).every(Number.isFinite), array).toBe(true);
      }
      expect(method.cycle).toEqual([[0, 1, 1, 1]]);
    },
  );

  it.each(overPlaces)("%s keeps the arrays that it had, and adds parts", (name) => {
    const [plain, penalised] = [build(name), build(name, weighed)].map((method) =>
      method.initialState(createRng(3)),
    );
    const added = Object.keys(penalised ?? {}).filter((array) => !(array in (plain ?? {})));
    expect(penalised).toMatchObject(plain ?? {});
    expect(
      added.filter((array) => !/^(attribute\.(site|sex)|critic|handed)\./.test(array)),
    ).toEqual([]);
  });

  it("reads an attribute off the mean of the places: two linear layers by hand", () => {
    const method = build("class-query", weighed);
    const state = method.initialState(createRng(1));
    const seen = runProgram(build("pooled").predict, state)["features"]?.data ?? [];
    const outputs = runProgram(method.predict, state);
    const array = (name: string) => state[`attribute.sex.${name}`] ?? [];
    for (let row = 0; row < 6; row++) {
      const part = [0, 1].map((f) =>
        [0, 1, 2, 3, 4].reduce(
          (sum, c) => sum + (seen[row * 5 + c] ?? NaN) * (array("part.weight")[f * 5 + c] ?? NaN),
          array("part.bias")[f] ?? NaN,
        ),
      );
      for (const k of [0, 1]) {
        expect(outputs["features"]?.data[row * 22 + 20 + k]).toBeCloseTo(part[k] ?? NaN, 6);
        const logit = part.reduce(
          (sum, value, f) => sum + value * (array("head.weight")[k * 2 + f] ?? NaN),
          array("head.bias")[k] ?? NaN,
        );
        expect(outputs["logits/sex"]?.data[row * 2 + k]).toBeCloseTo(logit, 6);
      }
    }
  });

  it("minimises the mean of the task losses + λ · mean of the estimates: both sides by finite differences", () => {
    const lambda = 0.7;
    const method = build("class-query", { ...weighed, lambda });
    const { program } = at(method.phases, 0);
    const state = method.initialState(createRng(1));
    const loss = (name: string, index: number, change: number) => {
      const values = Array.from(state[name] ?? []);
      values[index] = at(values, index) + change;
      const outputs = runProgram(program, state, { ...scalarsOf(method, 0), [name]: values });
      const term = (own: string) => outputs[`term/${own}`]?.data[0] ?? NaN;
      const tasks = (term("labels") + term("site") + term("sex")) / 3;
      return tasks + (lambda * (term("mine.labels.site.sex") + term("mine.site.sex"))) / 2;
    };
    const step = firstStep(method);
    const unweighed = firstStep(build("class-query", { ...weighed, lambda: 0 }));
    for (const name of [
      ...["encoder.conv1.weight", "head.classes.query.query", "head.classes.query.outWeight"],
      ...["attribute.site.part.weight", "attribute.sex.part.weight"],
    ]) {
      const gradient = gradientOf(step, name);
      const ofTasks = gradientOf(unweighed, name);
      const size = Math.max(...gradient.map(Math.abs));
      expect(
        gradient.some((slope, i) => Math.abs(slope - (ofTasks[i] ?? NaN)) > 1e-3 * size),
        name,
      ).toBe(true);
      for (const index of [0, 3]) {
        const slope = (loss(name, index, 1e-5) - loss(name, index, -1e-5)) / 2e-5;
        const off = Math.abs((gradient[index] ?? NaN) - slope);
        expect(off, `${name} ${index}`).toBeLessThan(1e-6 + 1e-4 * Math.abs(slope));
      }
    }
  });

  it("of λ = 0 has no critic: labels alone learn their scorer, by the share that their loss has in the mean", () => {
    const method = build("class-query", { ...weighed, lambda: 0 });
    expect(arrays(method).filter((name) => /^(critic|handed|scaling)\./.test(name))).toEqual([]);
    expect(method.cycle).toEqual([[0]]);
    const [step, alone] = [firstStep(method), firstStep(build("class-query"))];
    for (const name of ["head.classes.scores.weight", "head.classes.query.outWeight"]) {
      const whole = gradientOf(alone, name);
      for (const [index, slope] of gradientOf(step, name).entries()) {
        expect(slope).toBeCloseTo((whole[index] ?? NaN) / 3, 10);
      }
    }
  });

  it("starts as with λ = 0 where λ rises from 0", () => {
    const rising = firstStep(build("class-query", { ...weighed, warmUp: 0.5 }), {}, 0);
    const none = firstStep(build("class-query", { ...weighed, lambda: 0 }), {}, 0);
    for (const name of Object.keys(none.state))
      expect(rising.of(name), name).toEqual(none.of(name));
  });

  it.each(shared)("keeps the scores of %s apart, as its features are everybody's", (name) => {
    const method = build(name, weighed);
    const { features, "logits/labels": logits } = runProgram(
      method.predict,
      method.initialState(createRng(1)),
    );
    for (let entry = 0; entry < 18; entry++) {
      const place = Math.floor(entry / 3) * 7 + (entry % 3);
      expect(features?.data[place]).toBe(logits?.data[entry]);
    }
  });

  it.each([
    ["ibca", "clip-shared"],
    ["ibca", "ratio"],
    ["csra", "clip-shared"],
  ])(
    "%s, %s: one way back from the map, for terms too that no feature carries",
    (name, gradientScaling) => {
      const scaled = firstStep(build(name, { ...weighed, lambda: 0.7, gradientScaling }));
      const [factor = NaN] = scaled.of("term/penaltyScale");
      expect(factor).toBeGreaterThan(0);
      const plain = firstStep(build(name, { ...weighed, lambda: 0.7 * factor }));
      const learnt = Object.keys(plain.state).filter((array) =>
        /^(encoder|head|attribute)\./.test(array),
      );
      expect(learnt.length).toBeGreaterThan(8);
      for (const array of learnt) {
        const expected = gradientOf(plain, array);
        for (const [index, slope] of gradientOf(scaled, array).entries()) {
          expect(slope, `${array} ${index}`).toBeCloseTo(expected[index] ?? NaN, 9);
        }
      }
    },
  );

  it.each([
    { attention: { name: "features", query: "primary", values: "linear" } },
    { attention: { name: "features", query: "batch", combine: "summarise" } },
    { attention: { name: "weights" }, partPairs: "primary", gradientScaling: "gradnorm" },
    { measure: { name: "vclub", hidden: 4, clampPenalty: false }, gradientScaling: "clip" },
    { measure: { name: "distance-correlation" }, attention: { name: "none" } },
  ])("takes a finite step with mimm-x's %j", (options) => {
    const method = build("class-query", { ...weighed, ...options });
    const step = firstStep(method);
    for (const name of arrays(method))
      expect(step.of(name).every(Number.isFinite), name).toBe(true);
    const none = firstStep(build("class-query", { ...weighed, lambda: 0 }));
    const weight = "head.classes.query.outWeight";
    expect(step.of(weight)).not.toEqual(none.of(weight));
  });

  it("trains critics alone on the features of the encoder's update, cut into the same parts", () => {
    const method = build("class-query", weighed);
    const critic = at(method.phases, 1);
    expect(critic.updates.filter((name) => !name.startsWith("critic."))).toEqual([]);
    const state = method.initialState(createRng(1));
    const { of } = firstStep(method);
    const handed = runProgram(critic.program, state, {
      ...scalarsOf(method, 1),
      "handed.features": of("handed.features"),
    });
    expect(of("handed.features")).toHaveLength(6 * 22);
    const own = build("class-query", { ...weighed, criticBatches: "own" });
    const seen = runProgram(at(own.phases, 1).program, state, scalarsOf(own, 1));
    for (const name of critic.updates) {
      for (const [index, value] of Array.from(seen[name]?.data ?? []).entries()) {
        expect(handed[name]?.data[index], name).toBeCloseTo(value, 9);
      }
    }
  });

  it("leaves rows whose attribute is missing out of its head and of its terms", () => {
    const method = build("class-query", { ...weighed, attention: { name: "none" } });
    const image = Array.from({ length: 96 }, (_, index) => Math.sin(index * 1.7));
    const other = image.map((value, index) => (index < 16 ? 5 : value));
    const terms = (pixels: number[], site: number) => {
      const { of } = firstStep(method, { image: pixels, "attribute/site": [site, 1, 1, 1, 0, 0] });
      return ["site", "mine.labels.site", "mine.site.sex"].map((name) => of(`term/${name}`)[0]);
    };
    expect(terms(image, -1)).toEqual(terms(other, -1));
    const [known, moved] = [terms(image, 0), terms(other, 0)];
    expect(known.map((value, index) => value === moved[index])).toEqual([false, false, false]);
  });

  it("needs attributes, and takes no setting that means nothing for several labels", () => {
    const config = methodConfig.parse({ name: "ibca", penalty: {} });
    expect(needsOf(config).needs).toEqual([
      "label-answers",
      "answers-given-others",
      "attribute-labels",
    ]);
    expect(needsOf(methodConfig.parse({ name: "ibca", independence: 0 }))).toMatchObject({
      needs: ["label-answers"],
    });
    // What is called penalty of dfr is another thing.
    expect(needsOf(methodConfig.parse({ name: "dfr" }))).toMatchObject({ name: "dfr" });
    for (const penalty of [{ given: "label" }, { distribution: "independent" }]) {
      expect(methodConfig.safeParse({ name: "ibca", penalty }).success).toBe(false);
    }
  });
});
