import { describe, expect, it } from "vitest";
import { createScratch } from "./scratch.js";

describe("createScratch", () => {
  it("gives the same memory again, and more where more is asked", () => {
    const scratch = createScratch();
    const first = scratch.take(4);
    const again = scratch.take(2);
    expect([again.length, again.buffer]).toEqual([2, first.buffer]);
    expect(scratch.holds(again)).toBe(true);
    const larger = scratch.take(5);
    expect([larger.length, scratch.holds(larger), scratch.holds(first)]).toEqual([5, true, false]);
  });
});
