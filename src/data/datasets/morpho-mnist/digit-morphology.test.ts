import { describe, expect, it } from "vitest";
import { drawnArrays, drawnBytes } from "../../../../fixtures/morpho-mnist/drawn.js";
import { digitPixels, hiresPixels } from "./constants.js";
import { createDigitAnalyser, hasStroke } from "./digit-morphology.js";

const digits = drawnBytes("digits");
const squared = drawnArrays.get("distance_squared");
if (squared?.dtype !== "int32") throw new Error("fixture incomplete");

describe("createDigitAnalyser", () => {
  it("finds the strokes and distances that scipy finds", () => {
    const analyse = createDigitAnalyser();
    for (let digit = 0; digit < 3; digit++) {
      const wanted = squared.data.subarray(digit * hiresPixels, (digit + 1) * hiresPixels);
      const found = analyse(digits, digit * digitPixels);
      expect(found.distanceSquared).toEqual(wanted);
      expect(found.binary.every((value, index) => value === (wanted[index] === 0 ? 0 : 1))).toBe(
        true,
      );
    }
  });

  it("gives the same digit the same morphology, whatever came before", () => {
    const analyse = createDigitAnalyser();
    const first = structuredClone(analyse(digits, 0));
    analyse(digits, digitPixels);
    expect(analyse(digits, 0)).toEqual(first);
  });
});

describe("hasStroke", () => {
  it("is false for one grey value only", () => {
    expect(hasStroke(new Uint8Array(digitPixels).fill(9), 0)).toBe(false);
    expect(hasStroke(digits, digitPixels)).toBe(true);
    const two = new Uint8Array(2 * digitPixels).fill(9);
    two[digitPixels] = 8;
    expect(hasStroke(two, 0)).toBe(false);
    expect(hasStroke(two, digitPixels)).toBe(true);
  });
});
