import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition } from "./acquisition.js";
import { border, closeCollimator } from "./border.js";

const size = 40;

describe("border", () => {
  const natural = drawAcquisition(createRng(2));

  it("sets the margin to 0.3 · ease and touches nothing else", () => {
    expect(border.plant(natural, 0.5)).toEqual({ ...natural, margin: 0.15 });
  });

  it("lets the area inside the four margins through and blackens the rest", () => {
    const out = new Float32Array(size * size + 2).fill(1);
    const marginJitter = [0.05, 0.1, -0.05, 0] as const;
    closeCollimator({ ...natural, margin: 0.2, marginJitter }, size, out, 1);
    expect([out[0], out[1], out[size * size], out[size * size + 1]]).toEqual([1, 0, 0, 1]);
    expect(out[1 + 20 * size + 20]).toBe(1);
    let open = 0;
    for (let index = 1; index <= size * size; index++) open += out[index] ?? 0;
    // Margins of whole pixels: 5 left, 3 right, 6 above, 4 below, of 40.
    expect(open).toBe((40 - 5 - 3) * (40 - 6 - 4));
  });

  it("does nothing without a margin, whatever the jitter", () => {
    const out = new Float32Array(size * size).fill(0.3);
    closeCollimator(natural, size, out, 0);
    expect(new Set(out)).toEqual(new Set([Math.fround(0.3)]));
  });
});
