import { describe, expect, it } from "vitest";
import { numberMaskEffects, type MaskedNumbers } from "./number-mask-effects.js";

const numbers = (changes: Partial<MaskedNumbers> = {}): MaskedNumbers => ({
  ...{ target: "age", binNames: ["<50", ">=50"], label: [0, 0, 0, 1, 1, 1] },
  attributes: [{ name: "sex", valueNames: ["f", "m"], values: [0, 0, 0, 0, 0, 1] }],
  subjects: ["a", "b", "c", "d", "e", "f"],
  truth: [40, 42, 44, 60, 62, 64],
  before: Float64Array.of(41, 40, 44, 58, 62, 70),
  inside: Float64Array.of(51, 42, 40, 50, 60, 66),
  control: Float64Array.of(41, 41, 44, 58, 60, 70),
  ...changes,
});

describe("numberMaskEffects", () => {
  it("is by hand: how far, where to, and nearer to the truth or farther, in the unit", () => {
    const [all, low, high, f, m] = numberMaskEffects(numbers());
    expect(all).toMatchObject({ kind: "all", n: 6, subjects: 6 });
    // Changes inside 10, 2, −4, −8, −2, −4; control 0, 1, 0, 0, −2, 0.
    expect(all?.moved.inside.value).toBeCloseTo(30 / 6, 12);
    expect(all?.moved.control.value).toBeCloseTo(3 / 6, 12);
    expect(all?.moved.difference.value).toBeCloseTo(27 / 6, 12);
    expect(all?.change.inside.value).toBeCloseTo(-6 / 6, 12);
    expect(all?.change.control.value).toBeCloseTo(-1 / 6, 12);
    // |error| before 1, 2, 0, 2, 0, 6; inside 11, 0, 4, 10, 2, 2; control 1, 1, 0, 2, 2, 6.
    expect(all?.error.inside.value).toBeCloseTo((29 - 11) / 6, 12);
    expect(all?.error.control.value).toBeCloseTo((12 - 11) / 6, 12);
    expect(low).toMatchObject({ kind: "bin", name: "age", value: "<50", n: 3 });
    expect(high?.moved.inside).toEqual({ value: null, reason: "fewer than 5 subjects" });
    expect(f?.change.inside.value).toBeCloseTo(-2 / 5, 12);
    expect(m).toMatchObject({ kind: "attribute", name: "sex", value: "m", n: 1 });
  });

  it("follows the unit: ten times the numbers, ten times the effects", () => {
    const tenfold = (column: ArrayLike<number>) => Float64Array.from(column, (value) => 10 * value);
    const own = numbers();
    const [large] = numberMaskEffects(
      numbers({
        ...{ truth: tenfold(own.truth), before: tenfold(own.before) },
        ...{ inside: tenfold(own.inside), control: tenfold(own.control) },
      }),
    );
    const [all] = numberMaskEffects(own);
    expect(large?.error.difference.value).toBeCloseTo(10 * (all?.error.difference.value ?? NaN), 9);
  });

  it("refuses what is no number, or not one a row", () => {
    expect(() => numberMaskEffects(numbers({ truth: [1, 2] }))).toThrow("columns differ in length");
    expect(() => numberMaskEffects(numbers({ truth: [1, 2, NaN, 4, 5, 6] }))).toThrow("truth of row 2"); // prettier-ignore
    expect(() => numberMaskEffects(numbers({ inside: new Float64Array(3) }))).toThrow(
      "maskEffects: answers (inside): expected 6 rows of 1, got 3",
    );
  });
});
