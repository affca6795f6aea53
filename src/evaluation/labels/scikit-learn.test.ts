/** Every measure over labels against scikit-learn; the cases are made by fixtures/evaluation/make-labels.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import type { Metric } from "../metric.js";
import { meanOf } from "../metrics/group-metrics.js";
import { callLabels, type CalledLabels } from "./called-labels.js";
import { evaluateLabelsSet } from "./evaluate-labels-set.js";
import { labelColumns } from "./label-columns.js";
import { chooseThresholds } from "./label-thresholds.js";
import { rankLabels } from "./ranked-labels.js";

const ofLabel = [
  ...(["precision", "recall", "f1"] as const),
  ...(["auroc", "auprc", "brier", "ece", "prevalence"] as const),
] as const;
const overLabels = ["CP", "CR", "CF1", "OP", "OR", "OF1"] as const;

interface Case {
  name: string;
  labelCount: number;
  answers: number[];
  scores: number[];
  weights: number[] | null;
  labels: Record<(typeof ofLabel)[number], number | null>[];
  half: (Record<keyof CalledLabels, number> & { macroF1: number }) | null;
  allLabels: { CP: number; OP: number } | null;
  mAP: number | null;
  macroAuroc: number | null;
  best: { f1: number | null; score: number | null }[];
  chosen: Record<keyof CalledLabels, number> | null;
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluation/labels.json", import.meta.url), "utf8"),
) as { cases: Case[] };

/** Float64 on both sides; only the order of sums differs. */
const digits = 12;

function expectMetric(found: Metric, expected: number | null | undefined, what: string): void {
  if (typeof expected === "number") {
    expect(typeof found, what).toBe("number");
    expect(Math.abs(Number(found) - expected), what).toBeLessThanOrEqual(10 ** -digits);
  } else expect(found, what).toMatchObject({ value: null });
}

function setOf({ labelCount, answers, scores, weights }: Case) {
  const names = Array.from({ length: labelCount }, (_, label) => `label ${label}`);
  return { names, answers, scores, weights: weights ?? undefined };
}

function caseOf(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`case ${name} is gone`);
  return found;
}

describe("against scikit-learn", () => {
  it.each(cases)("$name: one label and over labels, at 0.5", (row) => {
    const found = evaluateLabelsSet({ ...setOf(row), attributes: [] });
    for (const [label, expected] of row.labels.entries()) {
      const { at_half, ...rest } = at(found.labels, label);
      const own = { ...rest, ...at_half };
      for (const key of ofLabel) expectMetric(own[key], expected[key], `${key} of ${own.name}`);
    }
    for (const key of overLabels) expectMetric(found.at_half[key], row.half?.[key], key);
    expectMetric(found.mAP, row.mAP, "mAP");
    expectMetric(found.macro_auroc, row.macroAuroc, "macro AUROC");
  });

  it.each(cases)("$name: the thresholds with the greatest F1", (row) => {
    const set = setOf(row);
    const found = chooseThresholds(set);
    const columns = labelColumns("test", set);
    for (const [label, { f1, score }] of row.best.entries()) {
      const own = at(found, label);
      expectMetric(own.f1, f1, own.name);
      const called = (threshold: number) =>
        [...at(columns, label).scores].map((value) => value >= threshold);
      if (score === null) expect(own.threshold).toBe(0.5);
      else expect(called(own.threshold)).toEqual(called(score));
    }
    const thresholds = found.map(({ threshold }) => threshold);
    const { overall } = callLabels(set, thresholds);
    for (const key of overLabels) expectMetric(overall[key], row.chosen?.[key], key);
  });
});

describe("the comparison can fail", () => {
  it("CF1 is not the mean of the labels' F1", () => {
    const { half } = caseOf("random");
    expect(half?.CF1).not.toBeCloseTo(half?.macroF1 ?? NaN, 2);
  });

  it("a label without positives would lower CP and OP", () => {
    const { half, allLabels } = caseOf("a label without positives");
    expect(half?.CP).not.toBeCloseTo(allLabels?.CP ?? NaN, 1);
    expect(half?.OP).not.toBeCloseTo(allLabels?.OP ?? NaN, 1);
  });

  it("a precision that is left out where nothing is called is wrong", () => {
    const row = caseOf("a label that is never called");
    const known = row.labels.flatMap(({ precision }) => precision ?? []);
    expect(known).toHaveLength(3);
    expect(meanOf(known)).not.toBeCloseTo(row.half?.CP ?? NaN, 1);
  });

  it("a score of exactly 0.5 is a yes", () => {
    const row = caseOf("tied");
    const above = callLabels(setOf(row), [0.51, 0.51, 0.51, 0.51]).overall;
    expect(above.OP).not.toBeCloseTo(row.half?.OP ?? NaN, 2);
  });

  it("a missing answer that is taken for no changes everything", () => {
    const row = caseOf("masked");
    const answers = row.answers.map((answer) => Math.max(0, answer));
    const found = evaluateLabelsSet({ ...setOf(row), answers, attributes: [] });
    expect(found.mAP).not.toBeCloseTo(row.mAP ?? NaN, 2);
    expect(found.at_half.CP).not.toBeCloseTo(row.half?.CP ?? NaN, 2);
  });

  it("weights count", () => {
    const row = caseOf("random, weighted");
    const { overall } = rankLabels({ ...setOf(row), weights: undefined });
    expect(overall.mAP).not.toBeCloseTo(row.mAP ?? NaN, 2);
  });
});
