import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisWeights } from "./axis-weights.js";
import { resampleAxis } from "./resample-axis.js";

/** One output after the other. */
function naive(
  data: Float32Array,
  [outer, extent, inner]: readonly [number, number, number],
  { first, count, width, weights }: ReturnType<typeof axisWeights>,
): Float32Array {
  const result: number[] = [];
  for (let plane = 0; plane < outer; plane++) {
    for (let output = 0; output < first.length; output++) {
      for (let column = 0; column < inner; column++) {
        let sum = 0;
        for (let tap = 0; tap < (count[output] ?? 0); tap++) {
          const input = (first[output] ?? 0) + tap;
          sum +=
            (weights[output * width + tap] ?? 0) *
            (data[(plane * extent + input) * inner + column] ?? 0);
        }
        result.push(sum);
      }
    }
  }
  return Float32Array.from(result);
}

describe("resampleAxis", () => {
  it("gives what its formula says, to the bit, whatever the blocks of four leave over", () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 12 }),
          fc.integer({ min: 1, max: 9 }),
        ),
        fc.integer({ min: 1, max: 12 }),
        fc.infiniteStream(fc.float({ noNaN: true, min: -1000, max: 1000 })),
        (shape, size, values) => {
          const [outer, extent, inner] = shape;
          const length = outer * extent * inner;
          const data = Float32Array.from({ length }, () => Number(values.next().value));
          const axis = axisWeights({ extent, from: 0, to: extent }, size, "cubic");
          expect(resampleAxis(data, outer, inner, axis)).toEqual(naive(data, shape, axis));
        },
      ),
      { numRuns: 300 },
    );
  });
});
