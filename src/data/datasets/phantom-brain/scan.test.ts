import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawScan, fieldOf, plantField, plantIntensity } from "./scan.js";

const natural = drawScan(createRng(1));

describe("a scan's field", () => {
  it("is 1 in the middle without bow, and multiplies along each axis", () => {
    const plain = { ...natural, fieldSlope: [0.2, -0.1, 0.3], fieldBow: 0 } as const;
    expect(fieldOf(plain, 0, 0, 0)).toBe(1);
    expect(fieldOf(plain, 1, 0, 0)).toBeCloseTo(Math.exp(0.2), 12);
    expect(fieldOf(plain, 1, 1, -1)).toBeCloseTo(Math.exp(-0.2), 12);
    expect(fieldOf({ ...plain, fieldBow: 0.3 }, 0, 0, 0)).toBeCloseTo(Math.exp(0.3), 12);
  });
});

describe("planting", () => {
  it("changes fields of its own and no other, in any order", () => {
    const field = plantField(natural, 0.5);
    expect({ ...field, fieldSlope: natural.fieldSlope, fieldBow: natural.fieldBow }).toEqual(
      natural,
    );
    expect(field.fieldSlope[0] - natural.fieldSlope[0]).toBeCloseTo(0.25, 12);
    expect(field.fieldSlope[1] - natural.fieldSlope[1]).toBeCloseTo(-0.25, 12);
    expect(field.fieldBow - natural.fieldBow).toBeCloseTo(-0.15, 12);
    const bright = plantIntensity(natural, 0.5);
    expect({ ...bright, brightness: natural.brightness }).toEqual(natural);
    expect(bright.brightness - natural.brightness).toBeCloseTo(0.85, 12);
    expect(plantIntensity(field, 0.5)).toEqual(plantField(bright, 0.5));
  });

  it("goes far beyond natural variation", () => {
    const scans = Array.from({ length: 300 }, (_, seed) => drawScan(createRng(seed)));
    const highest = Math.max(...scans.map((scan) => scan.brightness));
    expect(highest).toBeLessThan(0.85 - 0.2 + 0.001);
    const steepest = Math.max(...scans.map((scan) => scan.fieldSlope[0]));
    expect(steepest).toBeLessThan(0.25 - 0.1);
  });
});
