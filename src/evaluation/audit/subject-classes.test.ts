import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { shuffleClasses, type SubjectClasses } from "./subject-classes.js";

/** Classes of so many subjects with so many rows each. */
function classesOf(shapes: readonly (readonly [count: number, size: number])[]): SubjectClasses {
  let start = 0;
  const classes = shapes.map(([count, size]) => {
    const own = { start, count, size };
    start += count * size;
    return own;
  });
  return { rows: Int32Array.from({ length: start }, (_, row) => row), classes };
}

describe("shuffleClasses", () => {
  const shapes = [[5, 2], [1, 4], [3000, 1], [2, 3], [1500, 2], [7, 1]] as const; // prettier-ignore

  it("is Fisher and Yates in each class, one uniform number a step", () => {
    const exchanged = classesOf(shapes);
    const [one, other] = [createRng("shuffle"), createRng("shuffle")];
    const values = Float64Array.from(exchanged.rows);
    const expected = [...values];
    for (let round = 0; round < 3; round++) {
      shuffleClasses(exchanged, values, one);
      for (const { start, count, size } of exchanged.classes) {
        for (let last = count - 1; last > 0; last--) {
          const chosen = Math.floor(other.uniform() * (last + 1));
          for (let row = 0; row < size; row++) {
            const [to, from] = [start + last * size + row, start + chosen * size + row];
            [expected[to], expected[from]] = [at(expected, from), at(expected, to)];
          }
        }
      }
      expect([...values]).toEqual(expected);
    }
    expect(one.uint32()).toBe(other.uint32());
  });

  it("puts every subject in every place as often", () => {
    const exchanged = classesOf([[3, 2]]);
    const rng = createRng("places");
    const counts = new Map<string, number>();
    for (let trial = 0; trial < 6000; trial++) {
      const values = Uint8Array.of(0, 1, 2, 3, 4, 5);
      shuffleClasses(exchanged, values, rng);
      counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations of a count of 1000: 5 · √(6000 · 1/6 · 5/6).
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
  });

  it("draws nothing for subjects alone", () => {
    const [one, other] = [createRng(1), createRng(1)];
    shuffleClasses(classesOf([[1, 3], [1, 1]]), new Uint8Array(4), one); // prettier-ignore
    shuffleClasses(classesOf([]), new Uint8Array(0), one);
    expect(one.uint32()).toBe(other.uint32());
  });
});
