import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { floorWithSlack, roundCounts } from "./round-counts.js";

describe("roundCounts", () => {
  it("gives Hamilton's apportionment of 1792: 120 seats by the census of 1790", () => {
    const states: [string, number, number][] = [
      ["Virginia", 630_560, 21],
      ["Massachusetts", 475_327, 16],
      ["Pennsylvania", 432_879, 14],
      ["North Carolina", 353_523, 12],
      ["New York", 331_589, 11],
      ["Maryland", 278_514, 9],
      ["Connecticut", 236_841, 8],
      ["South Carolina", 206_236, 7],
      ["New Jersey", 179_570, 6],
      ["New Hampshire", 141_822, 5],
      ["Vermont", 85_533, 3],
      ["Georgia", 70_835, 2],
      ["Kentucky", 68_705, 2],
      ["Rhode Island", 68_446, 2],
      ["Delaware", 55_540, 2],
    ];
    const seats = roundCounts(
      120,
      states.map(([, people]) => people),
    );
    expect([...seats]).toEqual(states.map(([, , expected]) => expected));
  });

  it("adds up, stays within one of the exact share, and gives nothing to a share of 0", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 0, max: 100_000 }),
        (shares, total) => {
          const sum = shares.reduce((left, right) => left + right, 0);
          fc.pre(sum > 0);
          const counts = roundCounts(total, shares);
          expect(counts.reduce((left, right) => left + right, 0)).toBe(total);
          for (const [index, share] of shares.entries()) {
            expect(Math.abs((counts[index] ?? NaN) - (total * share) / sum)).toBeLessThan(1);
            if (share === 0) expect(counts[index]).toBe(0);
          }
        },
      ),
    );
  });

  it("breaks ties to the lower index", () => {
    expect([...roundCounts(2, [1, 1, 1, 1])]).toEqual([1, 1, 0, 0]);
    expect([...roundCounts(0, [1, 1])]).toEqual([0, 0]);
  });

  it("takes a whole number missed by a rounding error as whole", () => {
    const product = 3 * (0.1 + 0.2 - 0.2) * 10 - 1e-12;
    expect(Math.floor(product)).toBe(2);
    expect(floorWithSlack(product)).toBe(3);
    expect(floorWithSlack(2.999)).toBe(2);
  });
});
