import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition, type Acquisition } from "./acquisition.js";
import { phantomFactors } from "./factors.js";

describe("phantomFactors", () => {
  const natural = drawAcquisition(createRng(3));
  const changed = (planted: Acquisition): string[] =>
    (Object.keys(natural) as (keyof Acquisition)[]).filter((key) => planted[key] !== natural[key]);

  it("change one field each, no two the same, so their order does not matter", () => {
    const fields = Object.values(phantomFactors).map((factor) =>
      changed(factor.plant(natural, 0.3)),
    );
    expect(fields.every((keys) => keys.length === 1)).toBe(true);
    expect(new Set(fields.flat()).size).toBe(fields.length);
  });

  it("leave stronger traces with more ease, and have two values", () => {
    for (const factor of Object.values(phantomFactors)) {
      const [key] = changed(factor.plant(natural, 0.3)) as [keyof Acquisition];
      const size = (ease: number): number =>
        Math.abs(Number(factor.plant(natural, ease)[key]) - Number(natural[key]));
      const sizes = [0.05, 0.2, 0.5, 1].map(size);
      expect(sizes).toEqual([...sizes].sort((left, right) => left - right));
      expect(new Set(sizes).size).toBe(4);
      expect(factor.defaultEase).toBeGreaterThan(0);
      expect(new Set(factor.valueNames(0.5)).size).toBe(2);
    }
  });
});
