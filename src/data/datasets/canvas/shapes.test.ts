import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../base/errors.js";
import { createRng } from "../../../base/rng.js";
import { drawShape, shapeNames } from "./shapes.js";

const draw = (name: string, seed = 0): Uint8Array =>
  drawShape(shapeNames.indexOf(name), createRng(seed));
/** Area in units of the half tile width squared, of 4. */
const areaOf = (tile: Uint8Array): number =>
  (4 * tile.reduce((sum, grey) => sum + grey, 0)) / 255 / tile.length;

describe("drawShape", () => {
  it("has ten names", () => {
    expect(new Set(shapeNames).size).toBe(10);
  });

  it.each([
    ["disc", Math.PI * 0.9 ** 2],
    ["square", 1.5 ** 2],
    ["triangle", (0.475 + 0.95) ** 2 * 0.5775],
    ["dots", 2 * Math.PI * 0.36 ** 2],
    ["crescent", Math.PI * 0.9 ** 2 - lens(0.9, 0.75, 0.45)],
  ])("covers the area of a %s, whatever its angle", (name, area) => {
    for (let seed = 0; seed < 10; seed++) {
      expect(Math.abs(areaOf(draw(name, seed)) / area - 1)).toBeLessThan(0.02);
    }
  });

  it("leaves the hollow ones hollow, and white and black where a point cannot be missed", () => {
    const middle = 14 * 28 + 14;
    for (let seed = 0; seed < 10; seed++) {
      for (const name of ["ring", "frame", "dots"]) expect(draw(name, seed)[middle]).toBe(0);
      for (const name of ["disc", "square", "plus", "cross", "triangle"]) {
        expect(draw(name, seed)[middle]).toBe(255);
      }
      for (const name of shapeNames) expect(draw(name, seed)[0]).toBe(0);
    }
  });

  it("turns a plus by 45 degrees into a cross", () => {
    const above = 3 * 28 + 14;
    const aside = 6 * 28 + 6;
    expect(draw("cross")[above]).toBe(0);
    expect(draw("cross")[aside]).toBeGreaterThan(0);
    expect(draw("plus")[aside]).toBe(0);
    expect(draw("plus")[above]).toBeGreaterThan(0);
  });

  it("is another each time, and the same from the same randomness", () => {
    for (const name of ["cross", "frame", "bar"]) {
      expect(draw(name, 1)).toEqual(draw(name, 1));
      expect(draw(name, 1)).not.toEqual(draw(name, 2));
    }
  });

  it("has anti-aliased edges", () => {
    const greys = new Set(draw("disc"));
    expect(greys.size).toBeGreaterThan(8);
  });

  it("knows no eleventh", () => {
    expect(() => drawShape(10, createRng(0))).toThrow(ShapeError);
  });
});

/** Area that two discs share, of radii `a` and `b` at `distance`. */
function lens(a: number, b: number, distance: number): number {
  const cosA = (distance ** 2 + a ** 2 - b ** 2) / (2 * distance * a);
  const cosB = (distance ** 2 + b ** 2 - a ** 2) / (2 * distance * b);
  const kite = Math.sqrt(
    (-distance + a + b) * (distance + a - b) * (distance - a + b) * (distance + a + b),
  );
  return a ** 2 * Math.acos(cosA) + b ** 2 * Math.acos(cosB) - kite / 2;
}
