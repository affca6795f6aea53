import { describe, expect, it } from "vitest";
import { pickRows } from "./pick-rows.js";

describe("pickRows", () => {
  it("takes whole rows in the order that is asked for, one twice too", () => {
    const table = Int32Array.of(1, 2, 3, 4, 5, 6);
    expect(pickRows(table, 2, [2, 0, 2])).toEqual(Float64Array.of(5, 6, 1, 2, 5, 6));
    expect(pickRows(table, 3, Int32Array.of(1))).toEqual(Float64Array.of(4, 5, 6));
    expect(pickRows(table, 2, [])).toHaveLength(0);
  });

  it("leaves no number in the place of a row that is not there", () => {
    expect(pickRows([1, 2], 2, [1])).toEqual(Float64Array.of(NaN, NaN));
  });
});
