import { describe, expect, it } from "vitest";
import { errorOf, evaluate } from "../../fixtures/nn/evaluate.js";
import { constant } from "../graph/ops/source.js";
import { clipByGlobalNorm, clipByValue, createClip } from "./clip.js";

const gradients = { a: constant([3, 0], [2]), b: constant([-4], [1]) };

describe("clipByGlobalNorm", () => {
  it("shrinks all gradients together: norm 5 to 1", () => {
    const { a, b } = evaluate(clipByGlobalNorm(1)(gradients));
    expect(a?.[0]).toBeCloseTo(0.6, 6);
    expect(b?.[0]).toBeCloseTo(-0.8, 6);
  });

  it("changes nothing below the norm, nothing where all are 0, and nothing in an empty tree", () => {
    expect(evaluate(clipByGlobalNorm(6)(gradients))).toEqual({ a: [3, 0], b: [-4] });
    const zero = { a: constant([0, 0], [2]) };
    expect(evaluate(clipByGlobalNorm(1)(zero))).toEqual({ a: [0, 0] });
    expect(clipByGlobalNorm(1)({})).toEqual({});
  });
});

it("clipByValue cuts each element", () => {
  expect(evaluate(clipByValue(3.5)(gradients))).toEqual({ a: [3, 0], b: [-3.5] });
});

it("createClip follows the settings", () => {
  const byValue = createClip({ by: "value", max: 1 })(gradients);
  expect(evaluate(byValue)).toEqual({ a: [1, 0], b: [-1] });
  const byNorm = createClip({ by: "globalNorm", max: 10 })(gradients);
  expect(evaluate(byNorm)).toEqual({ a: [3, 0], b: [-4] });
});

it.each([0, -1, NaN])("refuses the bound %s", (max) => {
  expect(errorOf(() => clipByValue(max))).toBe(
    `ConfigError: clipByValue: max: expected above 0, got ${max}`,
  );
  expect(errorOf(() => clipByGlobalNorm(max))).toBe(
    `ConfigError: clipByGlobalNorm: max: expected above 0, got ${max}`,
  );
});
