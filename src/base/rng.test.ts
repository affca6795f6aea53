import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "./rng.js";

describe("rng", () => {
  it("repeats for the same seed and differs for another", () => {
    const draw = (seed: number) => {
      const rng = createRng(seed);
      return Array.from({ length: 8 }, () => rng.uint32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("derives children by name only, whatever was drawn before", () => {
    const parent = createRng(1);
    const before = parent.child("split").uint32();
    parent.uint32();
    expect(parent.child("split").uint32()).toBe(before);
    expect(parent.child("other").uint32()).not.toBe(before);
  });

  it("fills with the uniform numbers that it would draw one by one", () => {
    const [one, other] = [createRng("fill"), createRng("fill")];
    for (const count of [0, 1, 5, 700]) {
      const filled = new Float64Array(count);
      one.uniforms(filled);
      expect([...filled]).toEqual(Array.from({ length: count }, () => other.uniform()));
      expect(one.uint32()).toBe(other.uint32());
    }
  });

  it("has the moments of its laws", () => {
    const rng = createRng(3);
    const count = 40_000;
    let uniformSum = 0;
    let normalSum = 0;
    let normalSquares = 0;
    for (let index = 0; index < count; index++) {
      uniformSum += rng.uniform();
      const value = rng.normal();
      normalSum += value;
      normalSquares += value * value;
    }
    // Five standard errors: sd of the uniform mean is 0.289/200, of the normal mean 1/200.
    expect(Math.abs(uniformSum / count - 0.5)).toBeLessThan(0.0073);
    expect(Math.abs(normalSum / count)).toBeLessThan(0.025);
    expect(Math.abs(normalSquares / count - 1)).toBeLessThan(0.036);
  });

  it("draws integers inside their bound and permutations that are permutations", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer(), (count, seed) => {
        const rng = createRng(seed);
        expect(rng.integer(count)).toBeLessThan(count);
        expect([...rng.permutation(count)].sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, index) => index),
        );
      }),
    );
  });
});
