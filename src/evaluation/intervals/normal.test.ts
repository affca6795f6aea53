import { expect, it } from "vitest";
import { detectableErrors } from "../audit/margins.js";
import { normal975, normalCdf } from "./normal.js";

it("is the standard normal, and has the quantiles that are written down", () => {
  // R: pnorm(c(0, 1, -2, 5), lower.tail = TRUE)
  expect(normalCdf(0)).toBe(0.5);
  expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14);
  expect(normalCdf(-2)).toBeCloseTo(0.0227501319481792, 14);
  expect(1 - normalCdf(5)).toBeCloseTo(2.86651571879e-7, 14);
  expect([normalCdf(-9), normalCdf(9)]).toEqual([0, 1]);
  expect(normalCdf(normal975)).toBeCloseTo(0.975, 14);
  expect(normalCdf(detectableErrors - normal975)).toBeCloseTo(0.8, 14);
});
