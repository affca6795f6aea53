/** The engine under weights of rows against the plain metrics on the same rows repeated. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng, type Rng } from "../../base/rng.js";
import { argmaxRows } from "../class-scores.js";
import { callLabels } from "../labels/called-labels.js";
import { operatingPoint } from "../operating-point.js";
import type { Metric } from "../metric.js";
import { accuracy } from "../metrics/accuracy.js";
import { auprc } from "../metrics/auprc.js";
import { aurocMacro } from "../metrics/auroc-macro.js";
import { auroc } from "../metrics/auroc.js";
import { balancedAccuracy } from "../metrics/balanced-accuracy.js";
import { brier } from "../metrics/brier.js";
import { expectedCalibrationError } from "../metrics/expected-calibration-error.js";
import { createClassEngine } from "./class-engine.js";
import { classRows } from "./class-rows.js";
import { classMeasures } from "./measure-of-sums.js";

interface Rows {
  readonly classes: number;
  readonly labels: Int32Array;
  readonly probabilities: Float64Array;
  readonly groups: Int32Array;
  readonly weights: Int32Array;
}

/** Rows with tied scores, some without a group, weights 0 to 3. */
function drawRows(rng: Rng, n: number, classes: number, groupCount: number, ties: boolean): Rows {
  const labels = Int32Array.from({ length: n }, () => rng.integer(classes));
  const probabilities = new Float64Array(n * classes);
  for (let row = 0; row < n; row++) {
    const parts = Float64Array.from({ length: classes }, (_, label) => {
      const value = rng.uniform() + (label === labels[row] ? 0.4 : 0);
      return ties ? Math.ceil(value * 4) : value;
    });
    const sum = parts.reduce((left, right) => left + right, 0);
    probabilities.set(
      parts.map((part) => part / sum),
      row * classes,
    );
  }
  return {
    classes,
    labels,
    probabilities,
    groups: Int32Array.from(labels, () => rng.integer(groupCount + 1) - 1),
    weights: Int32Array.from(labels, () => rng.integer(4)),
  };
}

/** What the plain metrics say of the rows of a group, each as often as its weight. */
function repeated(rows: Rows, group: number, threshold: number | null): Record<string, Metric> {
  const { classes, labels, probabilities, groups, weights } = rows;
  const drawn = [...labels.keys()].flatMap((row) =>
    groups[row] === group ? new Array<number>(at(weights, row)).fill(row) : [],
  );
  const own = drawn.map((row) => at(labels, row));
  const table = Float64Array.from(
    drawn.flatMap((row) => [...probabilities.subarray(row * classes, (row + 1) * classes)]),
  );
  const called =
    threshold === null
      ? argmaxRows(table, classes)
      : Int32Array.from(drawn, (_, place) => (at(table, 2 * place + 1) >= threshold ? 1 : 0));
  const common = {
    accuracy: accuracy(own, called),
    balanced_accuracy: balancedAccuracy(own, called),
    ece: expectedCalibrationError(own, table),
    brier: brier(own, table),
  };
  if (classes > 2 || threshold === null) return { ...common, auroc: aurocMacro(own, table) };
  const scores = Float64Array.from(drawn, (_, place) => at(table, 2 * place + 1));
  const point = operatingPoint(own, scores, threshold);
  const valueIn = (rate: typeof point.sensitivity) => ("reason" in rate ? rate : rate.value);
  const [{ f1 } = { f1: 0 }] = callLabels({ names: ["x"], answers: own, scores }, [
    threshold,
  ]).labels;
  return {
    ...common,
    auroc: auroc(own, scores),
    auprc: auprc(own, scores),
    sensitivity: valueIn(point.sensitivity),
    specificity: valueIn(point.specificity),
    f1,
    positive_rate: drawn.length === 0 ? NaN : called.reduce((a, b) => a + b, 0) / drawn.length,
  };
}

function evaluate(rows: Rows, groupCount: number, threshold: number | null, most = Infinity) {
  const { labels, probabilities, classes, groups, weights } = rows;
  const prepared = classRows(labels, probabilities, classes, threshold, most);
  const engine = createClassEngine(prepared, groups, groupCount);
  const raw = new Float64Array(3 + groupCount * engine.fields);
  engine.evaluate(new Int32Array(labels.length).fill(1), raw, 3);
  engine.evaluate(weights, raw, 3);
  const measures = classMeasures(classes);
  return (group: number) =>
    Object.fromEntries(
      measures.names.map((name) => [name, measures.valueOf(name, raw, 3 + group * engine.fields)]),
    );
}

describe("createClassEngine", () => {
  it.each([
    ["two classes, ties", 2, true, 0.5],
    ["two classes, another threshold", 2, true, 0.6],
    ["two classes, distinct scores", 2, false, 0.4],
    ["four classes", 4, true, null],
  ] as const)("is the metrics of repeated rows: %s", (_, classes, ties, threshold) => {
    const rng = createRng(`class-engine ${classes} ${String(ties)}`);
    for (let set = 0; set < 20; set++) {
      const rows = drawRows(rng, 5 + 12 * set, classes, 3, ties);
      const found = evaluate(rows, 3, threshold);
      for (let group = 0; group < 3; group++) {
        const expected = repeated(rows, group, threshold);
        const values = found(group);
        for (const name of classMeasures(classes).names) {
          const metric = expected[name];
          if (typeof metric === "number" && !Number.isNaN(metric)) {
            expect(values[name], `${name}, set ${set}`).toBeCloseTo(metric, 12);
          } else expect(values[name], `${name}, set ${set}`).toBeNaN();
        }
      }
    }
  });

  it("shares levels between neighbouring scores, exact where the threshold cuts", () => {
    const rng = createRng("levels");
    const rows = drawRows(rng, 4000, 2, 2, false);
    const exact = evaluate(rows, 2, 0.55);
    const levelled = evaluate(rows, 2, 0.55, 200);
    for (const group of [0, 1]) {
      const [left, right] = [exact(group), levelled(group)];
      for (const name of ["accuracy", "balanced_accuracy", "sensitivity", "f1", "positive_rate"]) {
        expect(right[name]).toBe(left[name]);
      }
      expect(right["auroc"]).not.toBe(left["auroc"]);
      expect(Math.abs((right["auroc"] ?? 0) - (left["auroc"] ?? 0))).toBeLessThan(1 / 400);
      expect(right["ece"]).toBeCloseTo(left["ece"] ?? NaN, 2);
      expect(right["brier"]).toBeCloseTo(left["brier"] ?? NaN, 3);
    }
  });
});
