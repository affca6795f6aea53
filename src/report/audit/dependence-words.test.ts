import { expect, it } from "vitest";
import type { FeatureDependence } from "../../evaluation/audit/audit-results.js";
import { dependenceWords } from "./dependence-words.js";

const dependence: FeatureDependence = {
  n: 440,
  subjects: 400,
  distance_correlation: { value: 0.0312, p: 0.002 },
  hsic: { value: -0.001, p: 0.4 },
  permutations: 999,
  p: 0.012,
  information: 0.083,
  information_at_most: Math.LN2,
};

it("says both measures with their own p, and the information that is read out", () => {
  expect(dependenceWords(dependence)).toEqual([
    "given the label, 440 rows; p not adjusted:",
    "distance correlation² 0.031, p 0.002",
    "HSIC -0.001, p 0.400",
    "a linear read-out holds 0.08 of 0.69 nats",
  ]);
});

it("says why a number is missing, and nothing where nothing was measured", () => {
  const missing = { value: null, reason: "a half has no rows of B" } as const;
  const none = { value: missing, p: missing };
  const words = dependenceWords({ ...dependence, information: missing, hsic: none });
  expect(words.join()).toContain("HSIC n/a (a half has no rows of B)");
  expect(words[3]).toBe("a linear read-out holds n/a (a half has no rows of B)");
  const interval = { low: 0.05, high: 0.2, level: 0.95, method: "" };
  expect(dependenceWords({ ...dependence, r2: { value: 0.12, n: 440, interval } }).at(-1)).toBe(
    "R² of the number by ridge 0.120 (0.050 to 0.200)",
  );
  expect(dependenceWords(missing)).toEqual([]);
  expect(dependenceWords(undefined)).toEqual([]);
});
