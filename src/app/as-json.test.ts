import { describe, expect, it } from "vitest";
import { asJson } from "./as-json.js";

describe("asJson", () => {
  it("is what a file gives back: no undefined, no typed arrays, nothing shared", () => {
    const value = { a: undefined, b: Float32Array.of(1, 2), c: { d: [1] } };
    const back = asJson(value);
    expect(back).toEqual({ b: { 0: 1, 1: 2 }, c: { d: [1] } });
    expect(back).not.toHaveProperty("a");
    expect((back as typeof value).c).not.toBe(value.c);
    expect([asJson(undefined), asJson(null)]).toEqual([null, null]);
  });
});
