import { describe, expect, it } from "vitest";
import type { HeadScores } from "./attribute-results.js";
import { evaluateSet, type SetToEvaluate } from "./evaluate-set.js";

/** Logits [n, 2] whose argmax is `predictions`, with margins that can be read off. */
function logits(predictions: readonly number[], margins?: readonly number[]): HeadScores {
  const values = predictions.flatMap((prediction, row) => {
    const margin = margins?.[row] ?? 1;
    return prediction === 1 ? [0, margin] : [0, -margin];
  });
  return { kind: "logits", values };
}

/** Eight rows of 2 x 2 groups; the primary head follows thickness but for the last row. */
const set: SetToEvaluate = {
  label: {
    name: "digit-ge-5",
    valueNames: ["digit<5", "digit>=5"],
    values: [0, 0, 0, 0, 1, 1, 1, 1],
    scores: logits([0, 0, 0, 1, 1, 1, 0, 1], [3, 2, 1, 2, 3, 1, 2, 0.5]),
  },
  attributes: [
    {
      name: "thickness",
      valueNames: ["thin", "thick"],
      values: [0, 0, 0, 1, 1, 1, 0, 0],
      scores: logits([0, 0, 0, 1, 1, 1, 1, 0]),
    },
    { name: "site", valueNames: ["A", "B", "C"], values: [0, 0, 0, 0, 0, 0, 0, -1], scores: null },
  ],
};

describe("evaluateSet", () => {
  it("gives the hand-counted results in the shape of results.json", () => {
    expect(evaluateSet(set)).toEqual({
      n: 8,
      accuracy: 0.75,
      balanced_accuracy: 0.75,
      // Margins of positives 3, 1, −2, 0.5 against −3, −2, −1, 2: 4 + 3 + 1½ + 3 of 16 pairs.
      auroc: 11.5 / 16,
      adjusted_accuracy: (1 + 0 + 0 + 1) / 4,
      worst_group_accuracy: 0,
      groups: [
        {
          name: "digit<5, thin, A",
          label: 0,
          attributes: { thickness: "thin", site: "A" },
          n: 3,
          accuracy: 1,
        },
        {
          name: "digit<5, thick, A",
          label: 0,
          attributes: { thickness: "thick", site: "A" },
          n: 1,
          accuracy: 0,
        },
        {
          name: "digit>=5, thin, A",
          label: 1,
          attributes: { thickness: "thin", site: "A" },
          n: 1,
          accuracy: 0,
        },
        {
          name: "digit>=5, thick, A",
          label: 1,
          attributes: { thickness: "thick", site: "A" },
          n: 2,
          accuracy: 1,
        },
      ],
      attributes: { thickness: { accuracy: 7 / 8 } },
      // The primary head reads thickness in 7 of 8 rows: the switched-label test shows the shortcut.
      cross: { "primary->thickness": 7 / 8, "thickness->primary": 6 / 8 },
    });
  });

  it("leaves groups below the minimum count out of adjusted and worst, but lists them", () => {
    const result = evaluateSet({ ...set, minCount: 2 });
    expect(result.groups).toHaveLength(4);
    expect(result.adjusted_accuracy).toBe(1);
    expect(result.worst_group_accuracy).toBe(1);
  });

  it("weights rows and says the effective n", () => {
    const result = evaluateSet({ ...set, weights: [1, 1, 1, 3, 1, 1, 3, 0] });
    expect(result.n).toBe(8);
    expect(result.effective_n).toBeCloseTo(121 / 23, 12);
    expect(result.accuracy).toBeCloseTo(5 / 11, 12);
    expect(result.cross["primary->thickness"]).toBeCloseTo(1, 12);
    expect(result.attributes).toEqual({ thickness: { accuracy: 8 / 11 } });
  });

  it("equals the unweighted result when all weights are 2, but for the effective n", () => {
    const { effective_n: effective, ...weighted } = evaluateSet({
      ...set,
      weights: new Array<number>(8).fill(2),
    });
    expect(effective).toBe(8);
    expect(weighted).toEqual(evaluateSet(set));
  });

  it("ranks by margin where a softmax would round to ties", () => {
    const label = {
      ...set.label,
      values: [0, 1],
      scores: { kind: "logits", values: [0, 100, 0, 200] },
    } as const;
    expect(evaluateSet({ label, attributes: [] }).auroc).toBe(1);
  });

  it("uses macro one-vs-rest on probabilities for more than two classes", () => {
    const label = { name: "type", valueNames: ["a", "b", "c"], values: [0, 1, 2] };
    // As logits, class a of row 1 (9) beats row 0 (5), though row 1 prefers b: softmax ranks them right.
    const scores = { kind: "logits", values: [5, 0, 0, 9, 20, 0, 0, 0, 1] } as const;
    expect(evaluateSet({ label: { ...label, scores }, attributes: [] }).auroc).toBe(1);
  });

  it("scores continuous attributes by mae and r2, without missing targets", () => {
    const age = { name: "age", targets: [50, 60, NaN, 70], predictions: [52, 60, 1, 66] };
    const label = { ...set.label, values: [0, 0, 1, 1], scores: logits([0, 0, 1, 1]) };
    const result = evaluateSet({ label, attributes: [], continuousAttributes: [age] });
    expect(result.attributes).toEqual({ age: { mae: 2, r2: 1 - 20 / 200 } });
  });

  it("takes the bins of a continuous attribute for groups, and refuses a second head of its name", () => {
    const age = { name: "age", targets: [50, 60, NaN, 70], predictions: [52, 60, 1, 66] };
    const label = { ...set.label, values: [0, 0, 1, 1], scores: logits([0, 0, 1, 1]) };
    const bins = { name: "age", valueNames: ["<60", ">=60"], values: [0, 1, -1, 1], scores: null };
    const result = evaluateSet({ label, attributes: [bins], continuousAttributes: [age] });
    expect(result.attributes).toEqual({ age: { mae: 2, r2: 1 - 20 / 200 } });
    expect(result.groups.map(({ attributes, n }) => [attributes["age"], n])).toEqual([
      ["<60", 1],
      [">=60", 1],
      [">=60", 1],
    ]);
    const scored = { ...bins, scores: logits([0, 1, 1, 1]) };
    expect(() => evaluateSet({ label, attributes: [scored], continuousAttributes: [age] })).toThrow(
      "evaluateSet: attribute name is taken: got age.",
    );
  });

  it("has undefined values with reasons on one class and on no rows", () => {
    const one = { ...set.label, values: [1], scores: logits([1]) };
    expect(evaluateSet({ label: one, attributes: [] })).toMatchObject({
      n: 1,
      accuracy: 1,
      balanced_accuracy: { value: null, reason: "one class only" },
      auroc: { value: null, reason: "no negatives" },
    });
    const none = { ...set.label, values: [], scores: logits([]) };
    expect(evaluateSet({ label: none, attributes: [] })).toMatchObject({
      n: 0,
      accuracy: { value: null, reason: "no rows" },
      worst_group_accuracy: { value: null, reason: "no rows with label and attributes" },
      groups: [],
    });
  });

  it("refuses what does not fit, whole message", () => {
    const [thickness] = set.attributes;
    if (thickness === undefined) throw new Error("no attribute");
    const withAttribute = (change: Partial<typeof thickness>) => () =>
      evaluateSet({ ...set, attributes: [{ ...thickness, ...change }] });
    expect(withAttribute({ name: "primary" })).toThrow(
      'evaluateSet: attribute name is taken: got primary. Names are unique; "primary" is the label.',
    );
    expect(withAttribute({ values: [0, 1] })).toThrow(
      "evaluateSet: values of thickness: expected 8, got 2",
    );
    expect(withAttribute({ scores: logits([1]) })).toThrow(
      "evaluateSet: scores of thickness: expected [8,2], got 2",
    );
    expect(withAttribute({ values: [0, 0, 0, 2, 0, 0, 0, 0] })).toThrow(
      "evaluateSet: thickness, present values: entry of row 3: expected an integer in 0..1, got 2",
    );
    const label = { ...set.label, values: [-1, 0, 0, 0, 1, 1, 1, 1] };
    expect(() => evaluateSet({ ...set, label })).toThrow(
      "evaluateSet: label of row 0: expected an integer in 0..1, got -1",
    );
    const scores = logits([0, 0, 0, 1, 1, 1, 0, 1], [1, NaN]);
    expect(() => evaluateSet({ ...set, label: { ...set.label, scores } })).toThrow(
      "evaluateSet: scores of digit-ge-5: entry of row 3: expected a finite number, got NaN",
    );
  });
});
