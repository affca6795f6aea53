import { describe, expect, it } from "vitest";
import { evaluateNative } from "../../fixtures/nn/evaluate-native.js";
import { evaluate, tensorOf } from "../../fixtures/nn/evaluate.js";
import { firstDifference, readCases, type StoredArray } from "../../fixtures/nn/replay.js";
import { normalQuantile, standardGumbel, standardNormal } from "./noise.js";

interface QuantileCase {
  readonly name: string;
  readonly u: StoredArray;
  readonly output: StoredArray;
}

const count = 40_000;
const key = (seed: number) => tensorOf({ shape: [], values: [seed], dtype: "uint32" });
const draw = async (law: typeof standardNormal) =>
  (await evaluateNative({ z: law(key(3), [count]) }))["z"] ?? [];
const share = (values: readonly number[], limit: number) =>
  values.filter((value) => value < limit).length / values.length;
/** Five standard errors of a share of `count` draws. */
const slack = 5 * Math.sqrt(0.25 / count);

describe("standardNormal", () => {
  it("has SciPy's and PyTorch's quantiles", () => {
    const given = readCases<QuantileCase>("ibca.json").find(
      ({ name }) => name === "normalQuantile",
    );
    if (given === undefined) throw new Error("no case normalQuantile");
    const found = given.u.values.map((u) => normalQuantile(u ?? NaN));
    // Giles' single precision.
    expect(firstDifference(found, given.output, { rtol: 1e-6, atol: 1e-9 })).toBeNull();
  });

  it("has a variance near 1, and no value beyond 4.4", () => {
    const values = Array.from({ length: 2 ** 16 }, (_, i) => normalQuantile((i + 0.5) / 2 ** 16));
    const variance = values.reduce((total, value) => total + value ** 2, 0) / values.length;
    expect(Math.abs(variance - 1)).toBeLessThan(5e-5);
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(4.4);
  });

  it("falls below -1, 0 and 2 as often as the law says, with mean 0 and variance 1", async () => {
    const values = await draw(standardNormal);
    for (const [limit, expected] of [
      [-1, 0.158655],
      [0, 0.5],
      [2, 0.97725],
    ] as const) {
      expect(Math.abs(share(values, limit) - expected)).toBeLessThan(slack);
    }
    const mean = values.reduce((total, value) => total + value) / count;
    const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
  });

  it("repeats for a key, and changes with it", () => {
    const few = (seed: number) => evaluate({ z: standardNormal(key(seed), [50]) })["z"];
    expect(few(7)).toEqual(few(7));
    expect(few(7)).not.toEqual(few(8));
  });
});

describe("standardGumbel", () => {
  it("falls below g with probability exp(-exp(-g))", async () => {
    const values = await draw(standardGumbel);
    expect(values.every(Number.isFinite)).toBe(true);
    for (const limit of [-1, 0, 1, 3]) {
      const expected = Math.exp(-Math.exp(-limit));
      expect(Math.abs(share(values, limit) - expected)).toBeLessThan(slack);
    }
  });
});
