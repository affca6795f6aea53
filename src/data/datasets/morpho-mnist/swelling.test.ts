import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { hiresPixels } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import { drawSwellingCentre, swell } from "./swelling.js";

/** A disc of radius 6 at (56, 56) whose thickness is set so that the swelling reaches 28 px. */
function discDigit(): DigitMorphology {
  const distance = (index: number): number =>
    Math.hypot(Math.floor(index / 112) - 56, (index % 112) - 56);
  const binary = Uint8Array.from({ length: hiresPixels }, (_, index) =>
    distance(index) <= 6 ? 1 : 0,
  );
  const skeleton = new Uint8Array(hiresPixels);
  skeleton[56 * 112 + 56] = 1;
  return {
    hires: binary,
    binary,
    distanceSquared: new Int32Array(hiresPixels),
    skeleton,
    thickness: 4,
  };
}

describe("swell", () => {
  it("turns a disc of radius a into one of radius (a R²)^(1/3)", () => {
    const out = new Uint8Array(hiresPixels);
    swell(discDigit(), { row: 56, column: 56 }, out);
    // R = 7 · √4 / 2 · 4 = 28; p reads inside the disc while p³ / R² ≤ 6 (and a half pixel of rounding).
    const radius = Math.cbrt(6 * 28 * 28);
    const area = out.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(Math.sqrt(area / Math.PI) - radius)).toBeLessThan(0.6);
    // The identity, a wrong rule, would keep radius 6.
    expect(radius).toBeGreaterThan(16);
  });

  it("changes nothing beyond its reach", () => {
    const digit = discDigit();
    const out = new Uint8Array(hiresPixels);
    swell(digit, { row: 56, column: 100 }, out);
    const far = (index: number): boolean =>
      Math.hypot(Math.floor(index / 112) - 56, (index % 112) - 100) > 28;
    const changed = [...out.keys()].filter((index) => out[index] !== digit.binary[index]);
    expect(changed.filter(far)).toEqual([]);
  });

  it("swells on the skeleton", () => {
    expect(drawSwellingCentre(discDigit(), createRng(0))).toEqual({ row: 56, column: 56 });
  });
});
