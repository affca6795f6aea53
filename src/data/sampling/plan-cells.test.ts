import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  messageOf,
  toyAttribute,
  toyCells,
  toyFactor,
  toyPool,
} from "../../../fixtures/sampling/toy-source.js";
import type { ToyCell } from "../../../fixtures/sampling/toy-source.js";
import { completeRows } from "./part-rows.js";
import { planCells } from "./plan-cells.js";
import type { SetRequest } from "./plan-cells.js";
import { runFactors } from "./run-factors.js";

/** Digit × thickness (read) × rotation (planted), two values each. */
function request(cells: readonly ToyCell[], changes: Partial<SetRequest> = {}): SetRequest {
  const pools = { train: toyPool("p", ["thickness"], cells), test: null };
  const source = {
    name: "toy",
    label: toyFactor("digit", 2),
    attributes: [toyAttribute("thickness", "read", 2), toyAttribute("rotation", "planted", 2)],
    pools,
  };
  const factors = runFactors(source, ["thickness", "rotation"]);
  const rows = Int32Array.from(pools.train.ids.keys());
  const law = { size: 2, strength: 0.9, aligned: [0, 1] };
  return {
    name: "train",
    source: "toy",
    factors,
    part: completeRows(source, { pool: "train", rows }, factors),
    label: "uniform",
    laws: [law, law],
    size: "max",
    minCell: 0,
    ...changes,
  };
}

const balanced = { size: 2, strength: 0.5, aligned: [0, 1] };
const even = (count: number) => toyCells(2, [2], () => count);

describe("planCells", () => {
  it("finds Morpho-MNIST's sizes from its smallest cell", () => {
    // min over cells of count / probability: 1,633 / 0.45 and 1,633 / 0.25; training 8,903 / 0.45.
    expect(planCells(request(even(1633))).size).toBe(3628);
    expect(planCells(request(even(1633), { laws: [balanced, balanced] })).size).toBe(6532);
    expect(planCells(request(even(8903))).size).toBe(19_784);
  });

  it("counts only label x read cells: planted values set no limit", () => {
    const laws = [balanced, { ...balanced, strength: 1 }];
    const plan = planCells(request(even(10), { laws }));
    expect(plan.max).toBe(40);
    expect([...plan.counts]).toEqual([10, 0, 10, 0, 0, 10, 0, 10]);
  });

  it("takes the label's shares from the part where the law is natural", () => {
    const cells = toyCells(2, [2], (label) => (label === 0 ? 300 : 100));
    const laws = [balanced, balanced];
    expect([...planCells(request(cells, { laws, label: "natural" })).counts]).toEqual([
      150, 150, 150, 150, 50, 50, 50, 50,
    ]);
    expect([...planCells(request(cells, { laws })).counts]).toEqual(new Array(8).fill(50));
  });

  it("never asks a cell for more than it has, meets every share within rounding, and is maximal", () => {
    const count = fc.integer({ min: 1, max: 400 });
    const strength = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(count, count, count, count), strength, strength, (counts, one, two) => {
        const cells = toyCells(2, [2], (label, [value = 0]) => counts[label * 2 + value] ?? 0);
        const laws = [
          { ...balanced, strength: one },
          { ...balanced, strength: two },
        ];
        const plan = planCells(request(cells, { laws }));
        const needed = [0, 0, 0, 0];
        let total = 0;
        for (const [group, planned] of plan.counts.entries()) {
          const cell = group >> 1;
          needed[cell] = (needed[cell] ?? 0) + planned;
          total += planned;
          expect(Math.abs(planned - plan.size * (plan.asked[group] ?? NaN))).toBeLessThan(2);
        }
        expect(total).toBe(plan.size);
        const short = counts.some((have, cell) => {
          expect(needed[cell]).toBeLessThanOrEqual(have);
          const share = (plan.asked[cell * 2] ?? 0) + (plan.asked[cell * 2 + 1] ?? 0);
          return (plan.size + 1) * share > have + 1e-9;
        });
        expect(short).toBe(true);
      }),
    );
  });

  it("says which cell is short, with the whole table", () => {
    const cells = toyCells(2, [2], (label, [value]) => (label === 1 && value === 0 ? 3 : 100));
    expect(messageOf(() => planCells(request(cells, { size: 100 })))).toBe(
      `DataError: plan of toy, set train: too few rows in cell "digit1, thickness0": \
expected 5, got 3 (size 100, max 60). Ask for at most 60 rows, or for size max.
train (pool train): 100 rows
digit   thickness   rotation   count   share   asked  available
digit0  thickness0  rotation0     41  0.4100  0.4050        100
digit0  thickness0  rotation1      4  0.0400  0.0450        100
digit0  thickness1  rotation0      5  0.0500  0.0450        100
digit0  thickness1  rotation1      0  0.0000  0.0050        100
digit1  thickness0  rotation0      0  0.0000  0.0050          3
digit1  thickness0  rotation1      5  0.0500  0.0450          3
digit1  thickness1  rotation0      4  0.0400  0.0450        100
digit1  thickness1  rotation1     41  0.4100  0.4050        100`,
    );
    expect(planCells(request(cells)).size).toBe(60);
  });

  it("says which cell is below minCell, with the whole table", () => {
    expect(messageOf(() => planCells(request(even(90), { minCell: 2 })))).toBe(
      `DataError: plan of toy, set train: cell "digit0, thickness1, rotation1" is below minCell: \
expected 2, got 1 (size 200, max 200). Ask for more rows, a weaker association, or a lower minCell.
train (pool train): 200 rows
digit   thickness   rotation   count   share   asked  available
digit0  thickness0  rotation0     81  0.4050  0.4050         90
digit0  thickness0  rotation1      9  0.0450  0.0450         90
digit0  thickness1  rotation0      9  0.0450  0.0450         90
digit0  thickness1  rotation1      1  0.0050  0.0050         90
digit1  thickness0  rotation0      1  0.0050  0.0050         90
digit1  thickness0  rotation1      9  0.0450  0.0450         90
digit1  thickness1  rotation0      9  0.0450  0.0450         90
digit1  thickness1  rotation1     81  0.4050  0.4050         90`,
    );
    // A cell of probability 0 is meant to be empty.
    const laws = [balanced, { ...balanced, strength: 1 }];
    expect(planCells(request(even(10), { laws, minCell: 2 })).size).toBe(40);
  });

  it("refuses empty cells, single values and sizes that are no count", () => {
    const hole = toyCells(2, [2], (label, [value]) => (label === 1 && value === 1 ? 0 : 10));
    expect(messageOf(() => planCells(request(hole)))).toBe(
      `DataError: plan of toy, set train: no rows in cell "digit1, thickness1". \
Merge or leave out the value, or use plan: native.
train (pool train): 0 rows
digit   thickness   rotation   count   share   asked  available
digit0  thickness0  rotation0      0  0.0000  0.4050         10
digit0  thickness0  rotation1      0  0.0000  0.0450         10
digit0  thickness1  rotation0      0  0.0000  0.0450         10
digit0  thickness1  rotation1      0  0.0000  0.0050         10
digit1  thickness0  rotation0      0  0.0000  0.0050         10
digit1  thickness0  rotation1      0  0.0000  0.0450         10
digit1  thickness1  rotation0      0  0.0000  0.0450          0
digit1  thickness1  rotation1      0  0.0000  0.4050          0`,
    );
    const firstLines = (cells: readonly ToyCell[], changes: Partial<SetRequest> = {}) =>
      messageOf(() => planCells(request(cells, changes))).split("\n")[0];
    expect(firstLines(toyCells(2, [2], (_, [value]) => (value === 0 ? 10 : 0)))).toBe(
      "DataError: plan of toy, set train: thickness has one value only in this part: " +
        "expected at least 2 values, got thickness0. " +
        "Nothing can be balanced over it; bring more rows or leave it out.",
    );
    expect(firstLines(toyCells(2, [2], (label) => (label === 1 ? 10 : 0)))).toBe(
      "DataError: plan of toy, set train: digit has one value only in this part: " +
        "expected at least 2 values, got digit1. " +
        "Nothing can be balanced over it; bring more rows or leave it out.",
    );
    expect(firstLines([], { label: "natural" })).toBe(
      "DataError: plan of toy, set train: digit has one value only in this part: " +
        "expected at least 2 values, got none. " +
        "Nothing can be balanced over it; bring more rows or leave it out.",
    );
    expect(firstLines(even(10), { size: 2.5 })).toBe(
      "ConfigError: data.plan.sizes.train: out of range: " +
        "expected a positive number of rows or max, got 2.5",
    );
  });
});
