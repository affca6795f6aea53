import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { associationShift } from "./association-shift.js";
import { audit } from "./audit.js";
import type { AuditTarget } from "./audit-input.js";
import type { MeasuredGrouping } from "./measured-grouping.js";
import { classMeasures, numberMeasures } from "./measure-of-sums.js";

/** Groups by their raw sums: [rows, hits] of each stratum. */
function measuredOf(
  groups: readonly (readonly (readonly [n: number, sum: number])[])[],
  kind: "classes" | "number" = "classes",
): MeasuredGrouping {
  const strata = at(groups, 0).length;
  const raw = Float64Array.from(
    groups.flatMap((cells) => [
      ...cells.map(([n]) => n),
      ...cells.map(([, sum]) => sum),
      ...[0, 0, 0, 0],
    ]),
  );
  return {
    grouping: {
      name: "a",
      of: [],
      groupNames: groups.map((_, group) => `g${group}`),
      groups: new Int32Array(),
    },
    measures: kind === "classes" ? classMeasures(strata) : numberMeasures(strata),
    fields: 2 * strata + 4,
    exact: raw,
    levelled: raw,
    replicates: Float64Array.from([...raw, ...raw]),
    resamples: 2,
    subjects: new Int32Array(groups.length).fill(100),
    stratumSubjects: new Int32Array(groups.length * strata).fill(50),
  };
}

describe("associationShift", () => {
  it("is the protocol's 90/10 turned to 10/90, by hand", () => {
    // P(a = y | y) = 0.9: cells (y, a) of 90, 10, 10, 90 rows; right in 0.9 of the aligned and 0.5 of the other cells.
    const shift = associationShift(
      measuredOf([
        [
          [90, 81],
          [10, 5],
        ],
        [
          [10, 5],
          [90, 81],
        ],
      ]),
      [0, 1],
      "classes",
    );
    if ("reason" in shift) throw new Error(shift.reason);
    const values = [shift.native, shift.inverted, shift.balanced, shift.drop].map(
      ({ value }) => value,
    );
    expect(values[0]).toBeCloseTo(0.9 * 0.9 + 0.1 * 0.5, 12);
    expect(values[1]).toBeCloseTo(0.1 * 0.9 + 0.9 * 0.5, 12);
    expect(values[2]).toBeCloseTo(0.7, 12);
    expect(values[3]).toBeCloseTo(0.32, 12);
    // 1 / Σ p² / n: two cells of 0.45 from 10 rows, two of 0.05 from 90.
    expect(shift.effective_n).toBeCloseTo(1 / (2 * (0.45 ** 2 / 10) + 2 * (0.05 ** 2 / 90)), 9);
  });

  it("mirrors the bins of a number, and turns the sign of its errors", () => {
    // Errors 1 in aligned cells and 3 in the others; the middle bin stays as it is.
    const shift = associationShift(
      measuredOf(
        [
          [
            [8, 8],
            [5, 10],
            [2, 6],
          ],
          [
            [2, 6],
            [5, 10],
            [8, 8],
          ],
        ],
        "number",
      ),
      [0, 1],
      "number",
    );
    if ("reason" in shift) throw new Error(shift.reason);
    expect(shift.native.value).toBeCloseTo((14 + 20 + 14) / 30, 12);
    expect(shift.inverted.value).toBeCloseTo((26 + 20 + 26) / 30, 12);
    expect(shift.drop.value).toBeCloseTo(24 / 30, 12);
  });

  it("is undefined with one group, and where a cell that counts has no rows", () => {
    const cells = measuredOf([
      [
        [5, 5],
        [0, 0],
      ],
      [
        [5, 4],
        [9, 3],
      ],
    ]);
    expect(associationShift(cells, [1], "classes")).toEqual({
      value: null,
      reason: "fewer than two ranked groups",
    });
    expect(associationShift(cells, [0, 1], "classes")).toEqual({
      value: null,
      reason: "a cell of label and attribute has no rows",
    });
  });

  it("is accuracy under row weights of the inverted law, in an audit", () => {
    const rng = createRng("shift");
    const n = 400;
    const labels = Array.from({ length: n }, () => rng.integer(2));
    const values = labels.map((label) => (rng.uniform() < 0.8 ? label : 1 - label));
    const scores = labels.map(
      (label, row) => 0.25 + 0.25 * label + 0.25 * at(values, row) + 0.2 * (rng.uniform() - 0.5),
    );
    const target: AuditTarget = {
      kind: "classes",
      name: "label",
      classes: ["0", "1"],
      labels,
      probabilities: scores.flatMap((score) => [1 - score, score]),
      threshold: { rule: "half", split: null, value: 0.5 },
    };
    const { targets } = audit({
      door: "predictions",
      source: "x",
      split: "test",
      subjects: labels.map(String).map((label, row) => `${label} ${row}`),
      attributes: [{ name: "a", valueNames: ["0", "1"], values }],
      targets: [target],
      settings: { resamples: 20, permutations: 9 },
    });
    const shift = targets[0]?.attributes[0]?.shift;
    if (shift === undefined || "reason" in shift) throw new Error("no shift");
    const count = (label: number, value: number) =>
      labels.filter((own, row) => own === label && values[row] === value).length;
    const total = (label: number) => count(label, 0) + count(label, 1);
    let inverted = 0;
    for (const [row, label] of labels.entries()) {
      const value = at(values, row);
      const isRight = (at(scores, row) >= 0.5 ? 1 : 0) === label;
      const turned = count(1 - label, value) / total(1 - label);
      if (isRight) inverted += (0.5 * turned) / count(label, value);
    }
    expect(shift.inverted.value).toBeCloseTo(inverted, 12);
  });
});
