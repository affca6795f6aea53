import { describe, expect, it } from "vitest";
import { errorOf, evaluate, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { mapRows } from "./map-rows.js";

const weight = tensorOf({ shape: [2, 3], values: [1, 2, 3, 0, -1, 4] });

describe("mapRows", () => {
  it("maps the last axis and keeps the others", () => {
    const x = tensorOf({ shape: [2, 1, 2, 3], values: [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1] });
    const y = mapRows(x, weight, tensorOf({ shape: [2], values: [10, 20] }));
    expect(y.shape).toEqual([2, 1, 2, 2]);
    expect([...(evaluate({ y })["y"] ?? [])]).toEqual([11, 20, 12, 19, 13, 24, 16, 23]);
    const row = mapRows(tensorOf({ shape: [1, 3], values: [1, 1, 1] }), weight, null);
    expect([...(evaluate({ row })["row"] ?? [])]).toEqual([6, 3]);
  });

  it("refuses another last axis", () => {
    const narrow = tensorOf({ shape: [1, 1, 2], values: [1, 2] });
    expect(errorOf(() => mapRows(narrow, weight, null))).toMatch(
      /^ShapeError: matmul: inner extents: expected 2, got 3/,
    );
  });
});
