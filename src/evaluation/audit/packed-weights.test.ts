import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { lanesBelow, packWeights, takeLane } from "./packed-weights.js";

describe("lanesBelow", () => {
  it("has room for the largest sum, and no bit more, in 53 bits", () => {
    for (const most of [1, 2, 3, 255, 256, 8191, 8192, 2 ** 20, 2 ** 26 - 1, 2 ** 26, 2 ** 40]) {
      const { lanes, bits } = lanesBelow(most);
      expect(most, `${most}`).toBeLessThan(2 ** bits);
      expect(most, `${most}`).toBeGreaterThanOrEqual(2 ** (bits - 1));
      expect(lanes * bits).toBeLessThanOrEqual(53);
      expect(lanes === 4 || (lanes + 1) * bits > 53).toBe(true);
    }
    expect(lanesBelow(0)).toEqual({ lanes: 4, bits: 1 });
  });
});

describe("packWeights", () => {
  it.each([1, 2, 3, 4])("keeps the sums of %i lanes apart, up to the largest", (lanes) => {
    const rng = createRng(`lanes ${lanes}`);
    const subjectOf = Int32Array.from({ length: 50 }, () => rng.integer(9));
    const draws = Array.from({ length: lanes }, () =>
      Uint8Array.from({ length: 9 }, () => rng.integer(32)),
    );
    const { bits } = lanesBelow(50 * 31);
    const packed = new Float64Array(64);
    let sum = 0;
    for (const range of [
      [0, 20],
      [20, 50],
    ] as const) {
      // prettier-ignore
      packWeights(draws, subjectOf, range, bits, packed);
      for (let place = 0; place < range[1] - range[0]; place++) sum += at(packed, place);
    }
    const sums = Float64Array.of(sum);
    const taken = new Int32Array(1);
    for (const own of draws) {
      takeLane(sums, bits, taken);
      expect(taken[0]).toBe(subjectOf.reduce((total, subject) => total + at(own, subject), 0));
    }
    expect(sums[0]).toBe(0);
  });

  it("mixes lanes where there are too few bits", () => {
    const [packed, taken] = [new Float64Array(2), new Int32Array(1)];
    packWeights([Uint8Array.of(3), Uint8Array.of(1)], Int32Array.of(0, 0), [0, 2], 2, packed);
    takeLane(Float64Array.of(at(packed, 0) + at(packed, 1)), 2, taken);
    expect(taken[0]).not.toBe(6);
  });
});
