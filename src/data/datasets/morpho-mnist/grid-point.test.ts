import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { hiresPixels } from "./constants.js";
import { clearDisc, drawPoints, setPixels } from "./grid-point.js";

describe("grid points", () => {
  it("clears exactly the pixels within the radius and ignores what is outside", () => {
    const picture = new Uint8Array(hiresPixels).fill(1);
    clearDisc(picture, { row: 50, column: 60 }, 2);
    clearDisc(picture, { row: 0, column: 111 }, 1);
    const cleared = setPixels(picture.map((value) => 1 - value));
    // 13 pixels have dx² + dy² ≤ 4; in the corner the pixel itself and two neighbours remain.
    expect(cleared).toHaveLength(13 + 3);
    expect(cleared.slice(0, 3)).toEqual([
      { row: 0, column: 110 },
      { row: 0, column: 111 },
      { row: 1, column: 111 },
    ]);
    expect(cleared[3]).toEqual({ row: 48, column: 60 });
  });

  it("draws with replacement and reaches every point", () => {
    const points = [0, 1, 2].map((row) => ({ row, column: 0 }));
    const drawn = drawPoints(points, 300, createRng(1));
    for (const point of points) {
      // Expected 100 each, standard deviation 8.2.
      expect(drawn.filter(({ row }) => row === point.row).length).toBeGreaterThan(60);
    }
    expect(drawPoints(points, 300, createRng(1))).toEqual(drawn);
  });
});
