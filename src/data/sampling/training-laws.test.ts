import { describe, expect, it } from "vitest";
import { toyAttribute, toyFactor } from "../../../fixtures/sampling/toy-source.js";
import {
  alignAttributes,
  describeAssociations,
  knownPairs,
  trainingLaws,
} from "./training-laws.js";

const factors = {
  label: toyFactor("ill", 2),
  attributes: [toyAttribute("sex", "read", 2), toyAttribute("marker", "planted", 3)],
  sizes: [2, 3],
};

describe("training laws", () => {
  it("use the rows where label and attribute are both known", () => {
    const pairs = knownPairs(Int32Array.of(0, 1, -1, 1), Int32Array.of(1, -1, 0, 0));
    expect([...pairs.label]).toEqual([0, 1]);
    expect([...pairs.values]).toEqual([1, 0]);
  });

  it("align each attribute by its own rule and say so by name", () => {
    const label = Int32Array.from({ length: 200 }, (_, row) => row % 2);
    // Sex is the mirror of the label where it is known.
    const sex = label.map((value, row) => (row % 5 === 0 ? -1 : 1 - value));
    const alignments = alignAttributes(factors, {}, label, [sex, null]);
    const laws = trainingLaws(factors, alignments, [0.9, 0.8]);
    expect(laws).toEqual([
      { name: "sex", size: 2, strength: 0.9, aligned: [1, 0] },
      { name: "marker", size: 3, strength: 0.8, aligned: [0, 1] },
    ]);
    expect(describeAssociations(factors, alignments, laws)).toEqual({
      sex: { strength: 0.9, aligned: { ill0: "sex1", ill1: "sex0" }, origin: "association" },
      marker: {
        strength: 0.8,
        aligned: { ill0: "marker0", ill1: "marker1" },
        origin: "identity",
      },
    });
  });
});
