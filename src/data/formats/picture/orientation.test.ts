import { describe, expect, it } from "vitest";
import { applyOrientation } from "./orientation.js";
import type { Planes } from "./planes.js";

/** Two planes of 2 x 3: 1 2 3 / 4 5 6, and the same plus 10. */
const planes: Planes = {
  words: Uint16Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16),
  channels: 2,
  height: 2,
  width: 3,
};

describe("applyOrientation", () => {
  it.each([
    [0, "1 2 3 / 4 5 6"],
    [1, "1 2 3 / 4 5 6"],
    [2, "3 2 1 / 6 5 4"],
    [3, "6 5 4 / 3 2 1"],
    [4, "4 5 6 / 1 2 3"],
    [5, "1 4 / 2 5 / 3 6"],
    [6, "4 1 / 5 2 / 6 3"],
    [7, "6 3 / 5 2 / 4 1"],
    [8, "3 6 / 2 5 / 1 4"],
  ])("has stored row 0 and column 0 where orientation %i says", (orientation, seen) => {
    const rows = seen.split(" / ").map((row) => row.split(" ").map(Number));
    const upright = applyOrientation(planes, orientation, "a");
    expect([upright.height, upright.width]).toEqual([rows.length, rows[0]?.length]);
    const first = rows.flat();
    const words = Uint16Array.from([...first, ...first.map((value) => value + 10)]);
    expect(upright.words).toEqual(words);
  });

  it("moves words of any width, and refuses orientations that are none", () => {
    const words = Uint32Array.of(0x7fc00001, 2);
    const turned = applyOrientation({ words, channels: 1, height: 1, width: 2 }, 3, "a");
    expect(turned.words).toEqual(Uint32Array.of(2, 0x7fc00001));
    for (const orientation of [9, -1, 0.5]) {
      expect(() => applyOrientation(planes, orientation, "a")).toThrow(
        `a: unknown orientation of a picture: expected 0 to 8, got ${orientation}`,
      );
    }
  });
});
