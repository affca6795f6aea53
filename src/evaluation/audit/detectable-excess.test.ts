import { expect, it } from "vitest";
import { detectableExcess } from "./detectable-excess.js";

it("is the size that a normal test finds in 80 of 100 sets, of the probe with more rows", () => {
  // 1.959964 + 0.841621 standard errors of a share of 0.5 in 196 rows: 2.801585 · 0.5 / 14.
  expect(detectableExcess([{ chance: 0.5, effectiveRows: 196 }])).toBeCloseTo(0.100057, 6);
  const two = [9, 225].map((effectiveRows) => ({ chance: 0.25, effectiveRows }));
  expect(detectableExcess(two)).toBeCloseTo((2.801585 * Math.sqrt(3)) / 4 / 15, 6);
  expect(detectableExcess([])).toBe(Infinity);
});
