import { describe, expect, it } from "vitest";
import { joinArrays } from "./join-arrays.js";

describe("joinArrays", () => {
  it("sets arrays one after another, of their own kind", () => {
    const joined = joinArrays(Float64Array, [Float64Array.of(0.5, NaN), Float64Array.of(), Float64Array.of(-1)]); // prettier-ignore
    expect(joined).toEqual(Float64Array.of(0.5, NaN, -1));
    expect(joinArrays(Uint8Array, [Uint8Array.of(1), Uint8Array.of(255)])).toEqual(Uint8Array.of(1, 255)); // prettier-ignore
    expect(joinArrays(Int32Array, [])).toEqual(new Int32Array(0));
  });
});
