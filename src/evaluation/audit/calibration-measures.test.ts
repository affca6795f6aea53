/** Against the plain metrics of the rows of each group. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { softmaxRows } from "../class-scores.js";
import { brier } from "../metrics/brier.js";
import { expectedCalibrationError } from "../metrics/expected-calibration-error.js";
import { logLoss } from "../metrics/log-loss.js";
import { operatingPoint } from "../operating-point.js";
import { calibrationMeasures, calibrationRows } from "./calibration-measures.js";

function drawn(classes: number) {
  const rng = createRng(`calibration ${classes}`);
  const labels = Array.from({ length: 200 }, () => rng.integer(classes));
  const logits = labels.flatMap((label) =>
    Array.from({ length: classes }, (_, other) => (other === label ? 1 : 0) + rng.normal()),
  );
  const groups = Int32Array.from(labels, () => rng.integer(4) - 1);
  return { labels, probabilities: softmaxRows(logits, classes), groups };
}

describe("calibrationMeasures", () => {
  it.each([2, 3])("are the metrics of each group's rows, %i classes", (classes) => {
    const { labels, probabilities, groups } = drawn(classes);
    const found = calibrationMeasures(calibrationRows(labels, probabilities, classes), groups, 4);
    for (const group of [0, 1, 2]) {
      const rows = [...groups.keys()].filter((row) => groups[row] === group);
      const own = rows.map((row) => at(labels, row));
      const table = rows.flatMap((row) => [...probabilities.subarray(classes * row, classes * row + classes)]); // prettier-ignore
      const measures = at(found, group);
      expect(measures.n).toBe(rows.length);
      expect(measures.ece).toBeCloseTo(expectedCalibrationError(own, table) as number, 12);
      expect(measures.brier).toBeCloseTo(brier(own, table) as number, 12);
      expect(measures.log_loss).toBeCloseTo(logLoss(own, table) as number, 12);
      if (classes > 2) {
        expect(measures.excess).toBe(undefined);
        continue;
      }
      const scores = table.filter((_, entry) => entry % 2 === 1);
      const mean = (values: number[]) =>
        values.reduce((sum, value) => sum + value, 0) / rows.length;
      expect(measures.excess).toBeCloseTo(mean(scores) - mean(own), 12);
      const point = operatingPoint(own, scores, 0.5);
      expect(measures.sensitivity).toBe(point.sensitivity.value);
      expect(measures.specificity).toBe(point.specificity.value);
    }
    expect(at(found, 3)).toMatchObject({ n: 0, brier: { value: null, reason: "no rows" } });
  });
});
