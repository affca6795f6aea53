import { describe, expect, it } from "vitest";
import { messageOf, toyAttribute, toyFactor } from "../../../fixtures/sampling/toy-source.js";
import { runFactors } from "./run-factors.js";

const source = {
  name: "toy",
  label: toyFactor("digit", 2),
  attributes: [toyAttribute("site", "read", 3), toyAttribute("rotation", "planted", 2)],
};

describe("runFactors", () => {
  it("keeps the order of the run, not of the data set", () => {
    const factors = runFactors(source, ["rotation", "site"]);
    expect(factors.attributes.map((factor) => factor.name)).toEqual(["rotation", "site"]);
    expect(factors.sizes).toEqual([2, 3]);
  });

  it("refuses unknown and repeated names, and factors with one value", () => {
    expect(messageOf(() => runFactors(source, ["sites"]))).toBe(
      "ConfigError: data.attributes: unknown name: expected site | rotation, got sites. " +
        "Did you mean site?",
    );
    expect(messageOf(() => runFactors(source, ["site", "site"]))).toBe(
      "ConfigError: data.attributes: attribute named twice: got site",
    );
    const single = { ...source, attributes: [toyAttribute("sex", "read", 1)] };
    expect(messageOf(() => runFactors(single, ["sex"]))).toBe(
      "DataError: toy: sex has one value only: expected at least 2 values, got sex0. " +
        "Nothing can be learnt from it or balanced over it; name another.",
    );
    const oneLabel = { ...source, label: toyFactor("digit", 1) };
    expect(messageOf(() => runFactors(oneLabel, []))).toBe(
      "DataError: toy: digit has one value only: expected at least 2 values, got digit0. " +
        "Nothing can be learnt from it or balanced over it; name another.",
    );
  });
});
