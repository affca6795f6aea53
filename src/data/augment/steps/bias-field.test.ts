import { describe, expect, it } from "vitest";
import { applied, cases, golden, goldenFacts } from "../../../../fixtures/augment/golden.js";
import { disagreement, preprocessAgainstLibraries } from "../../../../test/tolerances.js";
import { createRng } from "../../../base/rng.js";
import { biasField, biasFieldConfig } from "./bias-field.js";

const parse = (settings: object = {}) => biasFieldConfig.parse({ name: "bias-field", ...settings });

describe("bias-field", () => {
  it.each(cases.biasField)("agrees with TorchIO: $name", ({ name, image, order, drawn }) => {
    // From 0 to so much that nothing is clamped.
    const facts = goldenFacts(image, [0, 100]);
    expect(biasField.drawn(parse({ order }), facts)).toBe(drawn.length);
    const got = applied(biasField.start(parse({ order }), facts), image, drawn);
    expect(disagreement(got, golden(name).data, preprocessAgainstLibraries)).toBe(null);
    const wrong = applied(biasField.start(parse({ order }), facts), image, [...drawn].reverse());
    expect(disagreement(wrong, golden(name).data, preprocessAgainstLibraries)).not.toBe(null);
  });

  it("is exp(c · u) in closed form, 1 in the middle, one field for all channels", () => {
    const images = new Float32Array(2 * 3 * 5).fill(0.5);
    const facts = { channels: 2, space: [3, 5], range: [0, 1] as const };
    // Terms of order 1: columns, then rows.
    biasField.start(parse({ order: 1 }), facts)(images, 0, Float64Array.of(0.4, 0));
    const line = [-1, -0.5, 0, 0.5, 1].map((place) => Math.fround(0.5 * Math.exp(0.4 * place)));
    expect([...images]).toEqual([...line, ...line, ...line, ...line, ...line, ...line]);
  });

  it("multiplies what lies above the least value, and clamps to a known range only", () => {
    const start = (range: readonly [number, number] | null) =>
      biasField.start(parse({ order: 1 }), { channels: 1, space: [1, 3], range });
    const images = Float32Array.of(-1, 0, 1);
    start([-1, 1])(images, 0, Float64Array.of(1, 0));
    expect([...images]).toEqual([-1, 0, 1]);
    const scores = Float32Array.of(-1, 0, 1);
    start(null)(scores, 0, Float64Array.of(1, 0));
    expect([...scores]).toEqual([-1, 0, Math.fround(-1 + 2 * Math.E)]);
  });

  it("has no field without coefficients", () => {
    const drawn = new Array<number>(19).fill(0);
    const got = applied(biasField.start(parse(), goldenFacts("volume")), "volume", drawn);
    expect(got).toEqual(golden("volume").data);
  });

  it("draws uniformly in ± strength", () => {
    const law = parse({ strength: 0.2, chance: 0.5 });
    const facts = goldenFacts("picture");
    const into = new Float64Array(biasField.drawn(law, facts));
    expect(into).toHaveLength(9);
    const rng = createRng(2);
    const rows = 2000;
    let [acted, sum, squares, largest] = [0, 0, 0, 0];
    for (let row = 0; row < rows; row++) {
      if (biasField.draw(rng, law, facts, into)) acted++;
      for (const value of into) {
        largest = Math.max(largest, Math.abs(value));
        sum += value / 0.2;
        squares += (value / 0.2) ** 2;
      }
    }
    const count = 9 * rows;
    expect(Math.abs(largest - 0.2)).toBeLessThan(1e-3);
    expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(3 * count));
    // The square of a uniform number in -1..1 has mean 1/3 and variance 4/45.
    expect(Math.abs(squares / count - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / count));
    expect(Math.abs(acted / rows - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / rows));
    expect(biasField.effects(parse())).toEqual([
      { setting: "strength", effect: "shades" },
      { setting: "strength", effect: "exposes" },
    ]);
    expect(biasField.effects(parse({ chance: 0 }))).toEqual([]);
  });
});
