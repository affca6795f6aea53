/** Every metric against scikit-learn; the cases are made by fixtures/evaluation/make.py. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { groupAccuracies } from "../group-accuracies.js";
import { argmaxRows, softmaxRows } from "../class-scores.js";
import type { Metric } from "../metric.js";
import { accuracy } from "./accuracy.js";
import { auprc } from "./auprc.js";
import { aurocMacro } from "./auroc-macro.js";
import { auroc } from "./auroc.js";
import { balancedAccuracy } from "./balanced-accuracy.js";
import { brier } from "./brier.js";
import { confusionTable } from "./confusion-table.js";
import { expectedCalibrationError } from "./expected-calibration-error.js";
import { adjustedAccuracy, worstGroupAccuracy } from "./group-metrics.js";
import { logLoss } from "./log-loss.js";
import { mae } from "./mae.js";
import { r2 } from "./r2.js";

interface Common {
  name: string;
  labels: number[];
  predictions: number[];
  weights: number[] | null;
  accuracy: number;
  balancedAccuracy: number | null;
  logLoss: number;
  brier: number;
  ece: number;
  confusion: number[][];
}
interface BinaryCase extends Common {
  scores: number[];
  groups: number[];
  auroc: number | null;
  auprc: number | null;
  adjustedAccuracy: number;
  worstGroupAccuracy: number;
}
interface MultiCase extends Common {
  classCount: number;
  logits: number[];
  probabilities: number[];
  aurocMacro: number;
}
interface RegressionCase {
  name: string;
  targets: number[];
  predictions: number[];
  weights: number[] | null;
  mae: number;
  r2: number;
}
const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluation/metrics.json", import.meta.url), "utf8"),
) as { binary: BinaryCase[]; multi: MultiCase[]; regression: RegressionCase[] };

/** Float64 on both sides; only the order of sums differs. */
const digits = 12;

function expectMetric(found: Metric, expected: number | null): void {
  if (expected === null) expect(found).toMatchObject({ value: null });
  else expect(found).toBeCloseTo(expected, digits);
}

function expectTable(found: number[][], expected: number[][]): void {
  found.flat().forEach((count, index) => {
    expect(count).toBeCloseTo(expected.flat()[index] ?? NaN, digits);
  });
}

describe("against scikit-learn, two classes", () => {
  it.each(fixture.binary)("$name", (row) => {
    const { labels, scores, predictions, groups } = row;
    const weights = row.weights ?? undefined;
    const probabilities = scores.flatMap((score) => [1 - score, score]);
    const found = groupAccuracies(labels, predictions, groups, weights);
    expectMetric(accuracy(labels, predictions, weights), row.accuracy);
    expectMetric(balancedAccuracy(labels, predictions, weights), row.balancedAccuracy);
    expectMetric(auroc(labels, scores, weights), row.auroc);
    expectMetric(auprc(labels, scores, weights), row.auprc);
    expectMetric(adjustedAccuracy(found, { minCount: 1 }), row.adjustedAccuracy);
    expectMetric(worstGroupAccuracy(found, { minCount: 1 }), row.worstGroupAccuracy);
    expectMetric(logLoss(labels, probabilities), row.logLoss);
    expectMetric(brier(labels, probabilities), row.brier);
    expectMetric(expectedCalibrationError(labels, probabilities), row.ece);
    expectTable(confusionTable(labels, predictions, 2, weights), row.confusion);
  });
});

describe("against scikit-learn, more classes", () => {
  it.each(fixture.multi)("$name", (row) => {
    const { labels, predictions, probabilities, classCount } = row;
    const weights = row.weights ?? undefined;
    expect([...argmaxRows(probabilities, classCount)]).toEqual(predictions);
    softmaxRows(row.logits, classCount).forEach((value, index) => {
      expect(value).toBeCloseTo(probabilities[index] ?? NaN, digits);
    });
    expectMetric(accuracy(labels, predictions, weights), row.accuracy);
    expectMetric(balancedAccuracy(labels, predictions, weights), row.balancedAccuracy);
    expectMetric(aurocMacro(labels, probabilities, weights), row.aurocMacro);
    expectMetric(logLoss(labels, probabilities), row.logLoss);
    expectMetric(brier(labels, probabilities), row.brier);
    expectMetric(expectedCalibrationError(labels, probabilities), row.ece);
    expectTable(confusionTable(labels, predictions, classCount, weights), row.confusion);
  });
});

describe("against scikit-learn, continuous", () => {
  it.each(fixture.regression)("$name", (row) => {
    const weights = row.weights ?? undefined;
    expectMetric(mae(row.targets, row.predictions, weights), row.mae);
    expectMetric(r2(row.targets, row.predictions, weights), row.r2);
  });
});

describe("the comparison can fail", () => {
  it("weights change accuracy and AUROC", () => {
    const weighted = fixture.binary.find(({ name }) => name === "random, weighted");
    if (weighted === undefined) throw new Error("case is gone");
    const { labels, predictions, scores } = weighted;
    expect(accuracy(labels, predictions)).not.toBeCloseTo(weighted.accuracy, 2);
    expect(auroc(labels, scores)).not.toBeCloseTo(weighted.auroc ?? NaN, 2);
  });

  it("an AUROC that gives ties to the positives is wrong on the tied case", () => {
    const tied = fixture.binary.find(({ name }) => name === "tied");
    if (tied === undefined) throw new Error("case is gone");
    const lifted = tied.scores.map((score, row) => score + 1e-9 * (tied.labels[row] ?? 0));
    expect(auroc(tied.labels, lifted)).not.toBeCloseTo(tied.auroc ?? NaN, 2);
  });
});
