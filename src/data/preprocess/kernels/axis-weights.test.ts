import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisWeights, gatherWeights } from "./axis-weights.js";

const methods = ["area", "cubic", "linear", "nearest"] as const;

describe("axisWeights", () => {
  it("means exactly what an output covers", () => {
    const { first, count, weights, width } = axisWeights({ extent: 5, from: 0, to: 5 }, 2, "area");
    expect([[...first], [...count], width]).toEqual([[0, 2], [3, 3], 5]);
    expect([...weights]).toEqual([0.4, 0.4, 0.2, 0, 0, 0.2, 0.4, 0.4, 0, 0]);
  });

  it("takes Keys' cubic, which meets 0 at whole distances", () => {
    const same = axisWeights({ extent: 3, from: 0, to: 3 }, 3, "cubic");
    expect(same.weights[same.width + 1 - (same.first[1] ?? 0)]).toBe(1);
    const shifted = axisWeights({ extent: 6, from: 0.5, to: 5.5 }, 5, "cubic");
    const row = 2 * shifted.width;
    // Halfway between two samples: -1/16, 9/16, 9/16, -1/16.
    expect([...shifted.weights.slice(row, row + 4)]).toEqual([-0.0625, 0.5625, 0.5625, -0.0625]);
  });

  it("takes the nearest sample by middles, not by corners", () => {
    const { first } = axisWeights({ extent: 4, from: 0, to: 4 }, 2, "nearest");
    expect([...first]).toEqual([1, 3]);
  });

  it("sums to 1 and stays inside the axis, for any part of any axis", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 70 }),
        fc.double({ min: 0, max: 0.45, noNaN: true }),
        fc.constantFrom(...methods),
        (extent, size, margin, method) => {
          const span = { extent, from: margin * extent, to: extent - margin * extent };
          const { first, count, width, weights } = axisWeights(span, size, method);
          for (let output = 0; output < size; output++) {
            const [start, number] = [first[output] ?? -1, count[output] ?? -1];
            expect(start).toBeGreaterThanOrEqual(0);
            expect(number).toBeGreaterThan(0);
            expect(number).toBeLessThanOrEqual(width);
            expect(start + number).toBeLessThanOrEqual(extent);
            const own = weights.slice(output * width, output * width + number);
            expect(own.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
          }
        },
      ),
    );
  });
});

describe("gatherWeights", () => {
  it("brings weights to a sum of 1", () => {
    const { weights } = gatherWeights(1, 2, () => ({
      first: 0,
      end: 2,
      weight: (input) => input + 1,
    }));
    expect([...weights]).toEqual([1 / 3, 2 / 3]);
  });
});
