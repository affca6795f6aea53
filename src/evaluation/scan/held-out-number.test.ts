import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { cellsOf, smoothing } from "./held-out.js";
import { heldOutNumber } from "./held-out-number.js";

const rng = createRng(5);
const count = 120;
const bins = Int32Array.from({ length: count }, () => rng.integer(4));
const answers = Float64Array.from(bins, (bin) => bin + rng.normal());
const fold = Int32Array.from({ length: count }, (_, row) => row % 5);
const held = heldOutNumber(cellsOf({ bins, count: 4, missing: 0 }, [fold], 5));
const meanOf = (rows: readonly number[]): number =>
  rows.reduce((sum, row) => sum + (answers[row] ?? NaN), 0) / rows.length;

it("is R² of means of other folds", () => {
  let [own, plain] = [0, 0];
  for (const [row, answer] of answers.entries()) {
    const others = [...answers.keys()].filter((other) => fold[other] !== fold[row]);
    const alike = others.filter((other) => bins[other] === bins[row]);
    const mean = meanOf(others);
    const prediction =
      (alike.length * meanOf(alike) + smoothing * mean) / (alike.length + smoothing);
    own += (answer - prediction) ** 2;
    plain += (answer - mean) ** 2;
  }
  expect(held.value(answers)).toBeCloseTo(1 - own / plain, 12);
  expect(held.detail(answers).value).toBeCloseTo(1 - own / plain, 12);
});

it("has influences that sum to 0", () => {
  const { influence } = held.detail(answers);
  expect(influence.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 12);
});

it("has 0 for a column of one value", () => {
  const one = heldOutNumber(
    cellsOf({ bins: new Int32Array(count), count: 1, missing: 0 }, [fold], 5),
  );
  expect(one.value(answers)).toBeCloseTo(0, 12);
});
