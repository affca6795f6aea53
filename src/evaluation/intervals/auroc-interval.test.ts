import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { auroc } from "../metrics/auroc.js";
import { aurocMacro } from "../metrics/auroc-macro.js";
import { aurocInterval, resampledAuroc } from "./auroc-interval.js";
import { bootstrapInterval } from "./bootstrap.js";

const pick = (column: readonly number[], rows: Int32Array) =>
  Array.from(rows, (row) => column[row] ?? NaN);

/** Rows of 20 subjects, two or three each, with scores that lean to the label. */
function example(classes: number) {
  const rng = createRng(1).child("example");
  const subject: string[] = [];
  const label: number[] = [];
  const probabilities: number[] = [];
  for (let person = 0; person < 20; person++) {
    for (let image = 0; image < 2 + (person % 2); image++) {
      subject.push(`s${person}`);
      label.push(person % classes);
      const raw = Array.from({ length: classes }, (_, k) =>
        Math.exp(rng.normal() + (k === person % classes ? 1 : 0)),
      );
      const sum = raw.reduce((left, right) => left + right, 0);
      probabilities.push(...raw.map((value) => value / sum));
    }
  }
  return { subject, label, probabilities };
}

describe("resampledAuroc", () => {
  it("is the AUROC of the rows repeated", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 30 }),
        (rows, draws) => {
          const labels = rows.map(([label]) => label);
          const scores = rows.map(([, score]) => score);
          const area = resampledAuroc(labels, scores);
          const drawn = Int32Array.from(draws, (draw) => draw % rows.length);
          // Twice: nothing of one resample is left in the next.
          area(Int32Array.from(rows.keys()));
          expect(area(drawn)).toEqual(auroc(pick(labels, drawn), pick(scores, drawn)));
        },
      ),
    );
  });
});

describe("aurocInterval", () => {
  it.each([2, 3])("is the bootstrap of the metric itself, %i classes", (classes) => {
    const { subject, label, probabilities } = example(classes);
    const expected = bootstrapInterval({
      subjects: subject,
      rng: createRng(5),
      statistic(rows) {
        const drawn = Array.from(rows, (row) =>
          probabilities.slice(row * classes, (row + 1) * classes),
        );
        const labels = pick(label, rows);
        if (classes > 2) return aurocMacro(labels, drawn.flat());
        return auroc(
          labels,
          drawn.map(([, score]) => score ?? NaN),
        );
      },
    });
    const found = aurocInterval({ subject, label, probabilities }, createRng(5));
    expect(found).toEqual(expected);
    if (!("low" in found)) throw new Error(found.reason);
    expect(found.high - found.low).toBeGreaterThan(0.05);
    // Rows that are drawn alone are another, narrower law.
    const rows = subject.map((_, row) => String(row));
    expect(aurocInterval({ subject: rows, label, probabilities }, createRng(5))).not.toEqual(found);
  });

  it("says why there is none", () => {
    const one = { subject: ["a"], label: [1], probabilities: [0.2, 0.8] };
    expect(aurocInterval(one, createRng(0))).toEqual({
      value: null,
      reason: "fewer than two subjects",
    });
    const rare = { subject: ["a", "b"], label: [1, 1], probabilities: [0.2, 0.8, 0.4, 0.6] };
    expect(aurocInterval(rare, createRng(0))).toEqual({
      value: null,
      reason: "1000 of 1000 resamples have no value: no negatives",
    });
  });
});
