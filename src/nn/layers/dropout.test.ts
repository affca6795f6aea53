import { describe, expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { sequential } from "../layer.js";
import { dropout } from "./dropout.js";

const x = { shape: [20_000], values: new Array<number>(20_000).fill(2) };
const apply = (rate: number, mode: "train" | "evaluate", seed = 1) =>
  evaluateLayer(dropout(rate), x, mode, () => 0, seed).values;

describe("dropout", () => {
  it("drops the asked share and keeps the mean", () => {
    const values = apply(0.25, "train");
    const dropped = values.filter((value) => value === 0).length / values.length;
    expect(dropped).toBeCloseTo(0.25, 1.5);
    const kept = values.filter((value) => value !== 0);
    expect(kept.every((value) => Math.abs(value - 2 / 0.75) < 1e-6)).toBe(true);
  });

  it("repeats its mask for the same key, and changes it with the key", () => {
    expect(apply(0.5, "train", 7)).toEqual(apply(0.5, "train", 7));
    expect(apply(0.5, "train", 7)).not.toEqual(apply(0.5, "train", 8));
  });

  it("gives two layers of one pass masks of their own", () => {
    // Two independent halves leave a quarter; one mask used twice would leave a half.
    const both = sequential({ first: dropout(0.5), second: dropout(0.5) });
    const values = evaluateLayer(both, x, "train", () => 0).values;
    const kept = values.filter((value) => value !== 0).length / values.length;
    expect(kept).toBeCloseTo(0.25, 1.5);
  });

  it("is the identity in evaluation and at rate 0", () => {
    expect(apply(0.5, "evaluate")).toEqual(x.values);
    expect(apply(0, "train")).toEqual(x.values);
  });

  it.each([1, -0.1, NaN])("refuses the rate %s", (rate) => {
    expect(errorOf(() => dropout(rate))).toBe(
      `ConfigError: dropout: rate: expected 0 ≤ rate < 1, got ${rate}`,
    );
  });
});
