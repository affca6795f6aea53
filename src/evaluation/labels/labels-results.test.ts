import { expect, it } from "vitest";
import { evaluateSet } from "../evaluate-set.js";
import { evaluateNumberSet } from "../numbers/evaluate-number-set.js";
import { evaluateLabelsSet } from "./evaluate-labels-set.js";
import { isLabelsRun, isLabelsSet } from "./labels-results.js";

const label = { name: "age", valueNames: ["<50", ">=50"], values: [0, 1] };

it("tells a set of several answers from one of classes or of a number", () => {
  const several = evaluateLabelsSet({
    names: ["mass"],
    answers: [1, 0],
    scores: [0.5, 0.5],
    attributes: [],
  });
  const scores = { kind: "logits", values: [1, 0, 0, 1] } as const;
  const classes = evaluateSet({ label: { ...label, scores }, attributes: [] });
  const number = evaluateNumberSet({
    label,
    targets: [40, 60],
    predictions: [41, 60],
    attributes: [],
    numbers: new Map(),
    continuousAttributes: [],
  });
  expect([several, classes, number].map((set) => isLabelsSet(set))).toEqual([true, false, false]);
});

it("tells a run by its thresholds, also where there are none", () => {
  expect(isLabelsRun({ thresholds: { value: null, reason: "no validation rows" } })).toBe(true);
  expect(isLabelsRun({ bias_correction: { value: null, reason: "no line" } })).toBe(false);
});
