import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { undoPngFilters } from "./rows.js";

/** What the specification adds to a byte, by its neighbours left (a), above (b) and above left (c). */
const predictions: readonly ((a: number, b: number, c: number) => number)[] = [
  () => 0,
  (a) => a,
  (_, b) => b,
  (a, b) => Math.floor((a + b) / 2),
  (a, b, c) => {
    const from = a + b - c;
    const candidates = [a, b, c];
    const distances = candidates.map((one) => Math.abs(from - one));
    return candidates[distances.indexOf(Math.min(...distances))] ?? NaN;
  },
];

const rng = createRng("png rows");

/** Bytes that are alike, as neighbours in pictures are, and some at both ends. */
function bytesOf(length: number): number[] {
  return Array.from({ length }, () =>
    rng.uniform() < 0.1 ? 255 * rng.integer(2) : 120 + rng.integer(9),
  );
}

/** The rows as a file has them: a filter byte, then each byte without its prediction. */
function filtered(rows: readonly (readonly number[])[], filters: readonly number[], step: number) {
  return rows.flatMap((row, index) => {
    const filter = filters[index] ?? 0;
    const above = rows[index - 1] ?? [];
    return [
      filter,
      ...row.map((byte, at) => {
        const [a = 0, b = 0, c = 0] = [row[at - step], above[at], above[at - step]];
        return (byte - (predictions[filter]?.(a, b, c) ?? NaN)) & 255;
      }),
    ];
  });
}

describe("undoPngFilters", () => {
  it.each([1, 2, 3, 4, 6, 8])("gives back what was filtered, %i bytes a pixel", (step) => {
    for (const pixels of [1, 2, 3, 5, 8, 13]) {
      // Each filter as the first row, and behind each other.
      const filters = [0, 1, 2, 3, 4].flatMap((one) => [one, 4, one, 3, one, 2, one, 1]);
      for (let first = 0; first < filters.length; first += 8) {
        const own = filters.slice(first, first + 8);
        const rows = own.map(() => bytesOf(pixels * step));
        const before = [9, 9, 9];
        const bytes = Uint8Array.of(...before, ...filtered(rows, own, step));
        undoPngFilters(bytes, before.length, rows.length, pixels * step, step, "x.png");
        const expected = rows.flatMap((row, index) => [own[index] ?? NaN, ...row]);
        expect([...bytes]).toEqual([...before, ...expected]);
      }
    }
  });

  it("does not give it back with another size of pixels", () => {
    const rows = [bytesOf(24), bytesOf(24)];
    const bytes = Uint8Array.from(filtered(rows, [1, 4], 2));
    undoPngFilters(bytes, 0, 2, 24, 3, "x.png");
    expect([...bytes.subarray(1, 25)]).not.toEqual(rows[0]);
  });

  it("refuses a filter that PNG does not have", () => {
    const bytes = Uint8Array.of(1, 7, 5, 7);
    expect(() => undoPngFilters(bytes, 0, 2, 1, 1, "x.png")).toThrow(
      "x.png, row 1: unknown PNG filter: expected [0,1,2,3,4], got 5",
    );
  });
});
