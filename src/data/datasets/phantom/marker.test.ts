import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition, type Acquisition } from "./acquisition.js";
import { marker, paintMarker } from "./marker.js";

const natural = drawAcquisition(createRng(2));

function painted(changes: Partial<Acquisition>, size: number): Float32Array {
  const out = new Float32Array(size * size);
  paintMarker({ ...natural, ...changes }, size, out, 0);
  return out;
}

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

describe("marker", () => {
  it("has an opacity of 1 - (1 - ease)³ and touches nothing else", () => {
    expect(marker.plant(natural, 0.5)).toEqual({ ...natural, markerOpacity: 0.875 });
    expect(marker.plant(natural, 1).markerOpacity).toBe(1);
  });

  it("is drawn cell by cell where cells are pixels", () => {
    // Middle at column 28 and row 4.5 of 32: the letter covers columns 26 to 29, rows 2 to 6.
    const onPixels = {
      markerOpacity: 1,
      markerShiftX: 28 / 16 - 1.76,
      markerShiftY: 4.5 / 16 - 0.28,
    };
    const letter = painted({ ...onPixels, markerLetter: "L" }, 32);
    const lines = [2, 3, 4, 5, 6].map((row) =>
      [...letter.subarray(row * 32 + 26, row * 32 + 30)]
        .map((value) => (value > 0.999 ? "#" : value < 0.001 ? "." : "?"))
        .join(""),
    );
    expect(lines).toEqual(["#...", "#...", "#...", "#...", "####"]);
    expect(sum(letter)).toBeCloseTo(8, 4);
  });

  it("covers its cells' area at every size and place: 8 of 1024 for L, 12 for R", () => {
    for (const size of [16, 32, 33, 48, 96]) {
      for (const shift of [-0.05, 0.013, 0.05]) {
        const place = { markerOpacity: 1, markerShiftX: shift, markerShiftY: shift };
        const pixels = size * size;
        const area = (letter: "L" | "R") => sum(painted({ ...place, markerLetter: letter }, size));
        expect((1024 * area("L")) / pixels).toBeCloseTo(8, 3);
        expect((1024 * area("R")) / pixels).toBeCloseTo(12, 3);
      }
    }
  });

  it("lies beside the head, R at the left and L at the right of the picture", () => {
    for (const [letter, first] of [
      ["R", 0],
      ["L", 16],
    ] as const) {
      const out = painted({ markerOpacity: 1, markerLetter: letter }, 32);
      for (const [index, value] of out.entries()) {
        if (value === 0) continue;
        expect(Math.floor(index / 32)).toBeLessThan(8);
        expect((index % 32) - first).toBeGreaterThanOrEqual(0);
        expect((index % 32) - first).toBeLessThan(16);
      }
    }
  });

  it("mixes with what is below by its opacity and leaves no trace at 0", () => {
    const out = new Float32Array(32 * 32).fill(0.5);
    paintMarker({ ...natural, markerOpacity: 0.4 }, 32, out, 0);
    expect(Math.max(...out)).toBeLessThanOrEqual(0.7 + 1e-6);
    const before = new Float32Array(32 * 32).fill(0.5);
    paintMarker(natural, 32, before, 0);
    expect(new Set(before)).toEqual(new Set([0.5]));
  });
});
