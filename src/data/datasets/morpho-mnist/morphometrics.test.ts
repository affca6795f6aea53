import { describe, expect, it } from "vitest";
import { hiresPixels } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import { measure } from "./morphometrics.js";

/** A digit of the pixels where `inside(row, column)`; skeleton the pixels where `onLine` is true. */
function digitOf(
  inside: (row: number, column: number) => boolean,
  onLine: (row: number, column: number) => boolean,
): DigitMorphology {
  const draw = (test: (row: number, column: number) => boolean): Uint8Array =>
    Uint8Array.from({ length: hiresPixels }, (_, index) =>
      test(Math.floor(index / 112), index % 112) ? 1 : 0,
    );
  const binary = draw(inside);
  return {
    hires: binary.map((value) => 255 * value),
    binary,
    distanceSquared: new Int32Array(hiresPixels),
    skeleton: draw(onLine),
    thickness: 2,
  };
}

describe("measure", () => {
  it("measures an upright rectangle", () => {
    const digit = digitOf(
      (row, column) => row >= 16 && row < 96 && column >= 40 && column < 60,
      (row, column) => row >= 20 && row < 61 && column === 50,
    );
    const measured = measure(digit);
    expect(measured.area).toBe((80 * 20) / 16);
    expect(measured.length).toBe(40 / 4);
    expect(measured.thickness).toBe(2);
    expect(measured.slant).toBeCloseTo(0, 12);
    // 98 % of the mass of a uniform density.
    expect(measured.width).toBeCloseTo((0.98 * 20) / 4, 9);
    expect(measured.height).toBeCloseTo((0.98 * 80) / 4, 9);
  });

  it("undoes the slant before it measures the width; leaning right is positive", () => {
    // Each four rows up the bar moves one column to the right: slant atan(1/4).
    const left = (row: number): number => 40 + Math.floor((96 - row) / 4);
    const digit = digitOf(
      (row, column) => row >= 16 && row < 96 && column >= left(row) && column < left(row) + 20,
      (row, column) => row + column === 80 && row >= 20 && row < 31,
    );
    const measured = measure(digit);
    expect(measured.slant).toBeCloseTo(Math.atan(0.25), 2);
    expect(Math.abs(measured.width - (0.98 * 20) / 4)).toBeLessThan(0.15);
    expect(measured.length).toBeCloseTo((10 * Math.SQRT2) / 4, 12);
    const mirrored = digitOf(
      (row, column) =>
        row >= 16 && row < 96 && 111 - column >= left(row) && 111 - column < left(row) + 20,
      (row, column) => row === 5 && column < 3,
    );
    expect(measure(mirrored).slant).toBeCloseTo(-measured.slant, 12);
  });

  it("counts no link round the edge of the grid", () => {
    const digit = digitOf(
      (row, column) => row === 5 && column === 5,
      (row, column) => (row === 5 && column === 111) || (row === 6 && column === 0),
    );
    expect(measure(digit).length).toBe(0);
  });
});
