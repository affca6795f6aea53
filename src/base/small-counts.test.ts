import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hideSmallCells, hideSmallCounts, isSmall, showCount } from "./small-counts.js";

const texts = (counts: readonly number[], smallest: number) =>
  hideSmallCounts(counts, smallest).map((display, index) =>
    showCount(counts[index] ?? 0, display, smallest),
  );

/** Every count that fits what is printed and the sum, by trying all. */
function possible(shown: readonly string[], sum: number, smallest: number): Set<number>[] {
  const found = shown.map(() => new Set<number>());
  const walk = (index: number, chosen: readonly number[], left: number): void => {
    const text = shown[index];
    if (text === undefined) {
      if (left === 0) chosen.forEach((count, place) => found[place]?.add(count));
      return;
    }
    const [low, high] =
      text === "*" ? [smallest, left] : text.startsWith("<") ? [1, smallest - 1] : [+text, +text];
    for (let count = low; count <= Math.min(high, left); count++) {
      walk(index + 1, [...chosen, count], left - count);
    }
  };
  walk(0, [], sum);
  return found;
}

describe("hideSmallCounts", () => {
  it("hides counts of 1 to n − 1, and as few others as subtraction asks for", () => {
    expect(texts([0, 3, 40, 20], 5)).toEqual(["0", "<5", "40", "*"]);
    expect(texts([2, 3, 3, 40], 5)).toEqual(["<5", "<5", "<5", "40"]);
    // 1 + 1: the sum of 2 would tell both.
    expect(texts([1, 1, 40, 20], 5)).toEqual(["<5", "<5", "40", "*"]);
    // 1 + 5 = 6: whoever knows that the other is at least 5 knows the 1, so 30 goes too.
    expect(texts([1, 5, 30], 5)).toEqual(["<5", "*", "*"]);
    expect(texts([5, 6, 0], 5)).toEqual(["5", "6", "0"]);
    expect(texts([1, 2, 3], 1)).toEqual(["1", "2", "3"]);
  });

  it("says of none that it is the small one where hiding all is not enough", () => {
    expect(texts([1, 5], 5)).toEqual(["*", "*"]);
    expect(texts([3, 0], 5)).toEqual(["*", "0"]);
  });

  it("leaves every value from 1 to n − 1 possible for each small count", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 5 }), (list, smallest) => {
        const shown = texts(list, smallest);
        const sum = list.reduce((left, right) => left + right, 0);
        const fits = possible(shown, sum, smallest);
        for (const [index, text] of shown.entries()) {
          if (!text.startsWith("<")) continue;
          const all = Array.from({ length: smallest - 1 }, (_, count) => count + 1);
          expect([...(fits[index] ?? [])].sort()).toEqual(all);
        }
        for (const [index, count] of list.entries()) {
          if (isSmall(count, smallest)) expect(shown[index]).not.toBe(String(count));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("needs the further counts: with small ones hidden alone the sum tells them", () => {
    expect([...(possible(["0", "<5", "40", "20"], 63, 5)[1] ?? [])]).toEqual([3]);
  });
});

describe("hideSmallCells", () => {
  const labels = ["no", "no", "no", "yes", "yes", "yes"];

  it("keeps to the class: its rows may be known", () => {
    const counts = [50, 60, 70, 2, 30, 40];
    const { cells, outside } = hideSmallCells({ labels, counts, outside: 0 }, 5);
    expect(cells).toEqual(["whole", "whole", "whole", "small", "hidden", "whole"]);
    expect(outside).toBe("whole");
  });

  it("takes rows in no cell with the largest class", () => {
    const counts = [50, 60, 70, 20, 30, 40];
    const { cells, outside } = hideSmallCells({ labels, counts, outside: 1 }, 5);
    expect(cells).toEqual(["hidden", "whole", "whole", "whole", "whole", "whole"]);
    expect(outside).toBe("small");
  });
});
