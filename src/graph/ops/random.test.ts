import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { bernoulliMask, deriveKey, randomBits, randomUniform } from "./random.js";
import { input, scalar } from "./source.js";

const count = 1 << 16;

function draw(key: number, build: (key: Tensor) => Tensor): Float64Array {
  const program = createProgram("draw", { y: build(input("key", [], "uint32")) });
  const feeds = { key: { shape: [], data: Float64Array.of(key) } };
  return evaluateReference(program, feeds)["y"]?.data ?? new Float64Array(0);
}

const uniforms = (key: number) => draw(key, (tensor) => randomUniform(tensor, [count]));

/** Correlation of two samples with the mean 1/2 and variance 1/12 of the uniform law. */
function correlation(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (const [index, value] of right.entries()) sum += (at(left, index) - 0.5) * (value - 0.5);
  return (12 * sum) / right.length;
}

/** Σ (observed − expected)² / expected. */
function chiSquare(observed: readonly number[], expected: number): number {
  return observed.reduce((sum, value) => sum + (value - expected) ** 2 / expected, 0);
}

describe("randomBits", () => {
  it("is the published mixing function", () => {
    // lowbias32(1) by hand from its definition in C: 0x1 -> 0x7feb352d -> … ; word(0) mixes counter 0 to 0.
    const mix = (value: bigint): bigint => {
      const mask = 0xffffffffn;
      let hash = ((value ^ (value >> 16n)) * 0x7feb352dn) & mask;
      hash = ((hash ^ (hash >> 15n)) * 0x846ca68bn) & mask;
      return hash ^ (hash >> 16n);
    };
    const key = mix((12345n + 0x9e3779b9n) & 0xffffffffn);
    const want = [0n, 1n, 2n].map((counter) => Number(mix(mix(counter) ^ key)));
    expect([...draw(12345, (tensor) => randomBits(tensor, [3]))]).toEqual(want);
    expect([...draw(12345, (tensor) => randomBits(tensor, [3], { bits: 8 }))]).toEqual(
      want.map((word) => word >>> 24),
    );
    expect([...draw(12345, (tensor) => randomBits(tensor, [1], { first: 2 }))]).toEqual([want[2]]);
  });

  it("repeats no word for one key", () => {
    expect(new Set(draw(1, (tensor) => randomBits(tensor, [count]))).size).toBe(count);
  });

  it.each([0, 1, 2 ** 32 - 1])("sets every bit half of the time, key %i", (key) => {
    const words = draw(key, (tensor) => randomBits(tensor, [count]));
    const ones = Array.from({ length: 32 }, (_, bit) =>
      words.reduce((sum, word) => sum + ((word >>> bit) & 1), 0),
    );
    // χ² with 32 degrees of freedom: above 67.6 with probability 2·10⁻⁴.
    expect(chiSquare(ones, count / 2) * 2).toBeLessThan(67.6);
  });

  it("changes half of the bits with one bit of the key", () => {
    const first = draw(8, (tensor) => randomBits(tensor, [4096]));
    const second = draw(9, (tensor) => randomBits(tensor, [4096]));
    let flips = 0;
    for (const [index, word] of first.entries()) {
      let difference = (word ^ at(second, index)) >>> 0;
      for (; difference !== 0; difference &= difference - 1) flips += 1;
    }
    // 131,072 fair flips: sd 181; five of them.
    expect(Math.abs(flips - 65536)).toBeLessThan(905);
  });

  it("refuses other keys and counters beyond 32 bits", () => {
    expect(() => randomBits(scalar(1), [2])).toThrow(
      "randomBits: key: expected uint32, got float32",
    );
    expect(() => randomBits(input("key", [1], "uint32"), [2])).toThrow(
      "randomBits: the key is a scalar: got [1]",
    );
    expect(() => randomBits(scalar(1, "uint32"), [2], { first: 2 ** 32 - 1 })).toThrow(
      "randomBits: counters need 32 bits, words have 1 to 32 (shape [2], first 4294967295, bits 32)",
    );
  });
});

describe("randomUniform", () => {
  it.each([0, 7, 4_000_000_000])("has the law of [0, 1), key %i", (key) => {
    const values = uniforms(key);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / count;
    // Five standard errors: 0.289/256 and 0.0745/256.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5.7e-3);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(1.5e-3);
    const bins = new Array<number>(256).fill(0);
    for (const value of values)
      bins[Math.floor(value * 256)] = at(bins, Math.floor(value * 256)) + 1;
    // χ² with 255 degrees of freedom: above 340 with probability 3·10⁻⁴.
    expect(chiSquare(bins, count / 256)).toBeLessThan(340);
    expect(Math.max(...values.subarray(0, 4096))).toBeLessThan(1);
    expect(Math.min(...values.subarray(0, 4096))).toBeGreaterThanOrEqual(0);
    expect(values.every((value) => Math.fround(value) === value)).toBe(true);
  });

  it("is not correlated along its positions", () => {
    const values = uniforms(3);
    for (const lag of [1, 2, 3, 16, 28, 256, 1024]) {
      // Five standard errors of a correlation of 65,536 pairs: 5/256.
      expect(Math.abs(correlation(values, values.subarray(lag)))).toBeLessThan(0.0196);
    }
  });

  it("is not correlated between neighbouring keys, nor between streams of a key", () => {
    const base = uniforms(100);
    const streams = [0, 1, 2].map((stream) =>
      draw(100, (key) => randomUniform(deriveKey(key, stream), [count])),
    );
    for (const other of [uniforms(101), uniforms(102), uniforms(2 ** 31 + 100), ...streams]) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(0.0196);
    }
    expect(Math.abs(correlation(at(streams, 0), at(streams, 1)))).toBeLessThan(0.0196);
  });

  it("would be caught by these tests if it only counted", () => {
    const counted = Float64Array.from({ length: count }, (_, index) => index / count);
    expect(Math.abs(correlation(counted, counted.subarray(1)))).toBeGreaterThan(0.9);
  });
});

describe("bernoulliMask", () => {
  it.each([0.1, 0.5, 0.75])("keeps a share of %f", (keep) => {
    const mask = draw(11, (key) => bernoulliMask(key, [count], keep));
    const share = mask.reduce((sum, value) => sum + value, 0) / count;
    expect(Math.abs(share - keep)).toBeLessThan(5 * Math.sqrt((keep * (1 - keep)) / count));
    expect(new Set(mask)).toEqual(new Set([0, 1]));
  });

  it("keeps all at 1 and none at 0", () => {
    expect(new Set(draw(11, (key) => bernoulliMask(key, [999], 1)))).toEqual(new Set([1]));
    expect(new Set(draw(11, (key) => bernoulliMask(key, [999], 0)))).toEqual(new Set([0]));
  });

  it("refuses what is no probability", () => {
    expect(() => bernoulliMask(scalar(1, "uint32"), [2], 1.5)).toThrow(
      "bernoulliMask: keep probability outside 0..1: got 1.5",
    );
  });
});

describe("deriveKey", () => {
  it("gives distinct keys that the parent never draws", () => {
    const keys = Array.from(
      { length: 200 },
      (_, stream) => draw(5, (key) => deriveKey(key, stream))[0],
    );
    const words = new Set(draw(5, (key) => randomBits(key, [count])));
    expect(new Set(keys).size).toBe(200);
    expect(keys.some((key) => words.has(key ?? -1))).toBe(false);
  });

  it("refuses streams outside 31 bits", () => {
    expect(() => deriveKey(scalar(1, "uint32"), -1)).toThrow(
      "deriveKey: stream outside 0..2³¹ − 1: got -1",
    );
  });
});
