import { describe, expect, it } from "vitest";
import { applied, cases, golden, goldenFacts } from "../../../../fixtures/augment/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { createRng } from "../../../base/rng.js";
import { noise, noiseConfig } from "./noise.js";

const parse = (settings: object = {}) => noiseConfig.parse({ name: "noise", ...settings });

/** Mean, variance, skewness and excess of the noise in a flat image of `count` pixels. */
function momentsOf(count: number, sigma: number, key: number): [number, number, number, number] {
  const images = new Float32Array(count);
  const facts = { channels: 1, space: [1, count], range: [-1000, 1000] as const };
  noise.start(parse(), facts)(images, 0, Float64Array.of(sigma / 2000, key));
  const power = (exponent: number, mean = 0): number =>
    images.reduce((sum, value) => sum + (value - mean) ** exponent, 0) / count;
  const mean = power(1);
  const variance = power(2, mean);
  return [mean, variance, power(3, mean) / variance ** 1.5, power(4, mean) / variance ** 2 - 3];
}

describe("noise", () => {
  it.each(cases.noise)("agrees with numpy: $name", ({ name, drawn }) => {
    const got = applied(noise.start(parse(), goldenFacts("volume")), "volume", drawn);
    expect(disagreement(got, golden(name).data, preprocessAgainstLibraries)).toBe(null);
  });

  it.each([1, 4000000000])("is normal: moments of 200,000 numbers of key %i", (key) => {
    const count = 200001;
    const [mean, variance, skewness, excess] = momentsOf(count, 3, key);
    // Standard errors of n normal numbers: σ/√n, σ²√(2/n), √(6/n), √(24/n); 4.5 of them.
    expect(Math.abs(mean)).toBeLessThan(4.5 * 3 * Math.sqrt(1 / count));
    expect(Math.abs(variance - 9)).toBeLessThan(4.5 * 9 * Math.sqrt(2 / count));
    expect(Math.abs(skewness)).toBeLessThan(4.5 * Math.sqrt(6 / count));
    expect(Math.abs(excess)).toBeLessThan(4.5 * Math.sqrt(24 / count));
  });

  it("is not correlated from pixel to pixel, nor from key to key", () => {
    const count = 200000;
    const facts = { channels: 1, space: [1, count], range: [-100, 100] as const };
    const of = (key: number) => {
      const images = new Float32Array(count);
      noise.start(parse(), facts)(images, 0, Float64Array.of(1 / 200, key));
      return images;
    };
    const [first, second] = [of(7), of(8)];
    const correlation = (left: Float32Array, right: Float32Array, lag: number): number =>
      left.reduce((sum, value, index) => sum + value * (right[index + lag] ?? 0), 0) / count;
    for (const lag of [1, 2, 96]) {
      expect(Math.abs(correlation(first, first, lag))).toBeLessThan(4.5 / Math.sqrt(count));
    }
    expect(Math.abs(correlation(first, second, 0))).toBeLessThan(4.5 / Math.sqrt(count));
  });

  it("clamps to a known range, and takes the image's own where it is not known", () => {
    const known = applied(noise.start(parse(), goldenFacts("picture")), "picture", [2, 5]);
    expect([Math.min(...known), Math.max(...known)]).toEqual([0, 1]);
    const { data } = golden("scores");
    const length = Math.max(...data) - Math.min(...data);
    const own = applied(noise.start(parse(), goldenFacts("scores", null)), "scores", [0.1, 5]);
    const range = [-1000, 1000] as const;
    const wide = applied(noise.start(parse(), goldenFacts("scores", range)), "scores", [
      (0.1 * length) / 2000,
      5,
    ]);
    expect(disagreement(own, wide, preprocessAgainstLibraries)).toBe(null);
    expect(own).not.toEqual(data);
  });

  it("adds nothing of standard deviation 0", () => {
    const got = applied(noise.start(parse(), goldenFacts("volume")), "volume", [0, 9]);
    expect(got).toEqual(golden("volume").data);
  });

  it("draws sigma uniformly and a key of 32 bits", () => {
    const law = parse({ sigma: [0.01, 0.05], chance: 0.3 });
    const into = new Float64Array(2);
    const rng = createRng(6);
    const rows = 4000;
    let [acted, sum, furthest] = [0, 0, 0];
    const keys = new Set<number>();
    for (let row = 0; row < rows; row++) {
      if (noise.draw(rng, law, goldenFacts("picture"), into)) acted++;
      const [sigma = 0, key = 0] = into;
      sum += (sigma - 0.03) / 0.02;
      furthest = Math.max(furthest, Math.abs(sigma - 0.03));
      keys.add(key);
    }
    expect(Math.abs(sum / rows)).toBeLessThan(4 / Math.sqrt(3 * rows));
    expect(Math.abs(acted / rows - 0.3)).toBeLessThan(4 * Math.sqrt(0.21 / rows));
    expect(Math.abs(furthest - 0.02)).toBeLessThan(1e-4);
    expect(keys.size).toBeGreaterThan(rows - 3);
    expect(noise.effects(law)).toEqual([{ setting: "sigma", effect: "roughens" }]);
    expect(noise.effects(parse({ chance: 0 }))).toEqual([]);
  });
});
