import { describe, expect, it } from "vitest";
import { attributesOnly } from "./attributes-only.js";

describe("attributesOnly", () => {
  // Cells by hand: thick (1) has labels 1, 1, 0 -> 1; thin (0) has 0, 0, 1 -> 0; missing (-1) has 1 -> 1.
  const train = { label: [1, 1, 0, 0, 0, 1, 1], attributes: [[1, 1, 1, 0, 0, 0, -1]] };

  it("guesses the most probable label of each cell", () => {
    const found = attributesOnly(train, { label: [1, 0, 1, 0], attributes: [[1, 1, 0, -1]] });
    expect([...found.predictions]).toEqual([1, 1, 0, 1]);
    // Recall of 0: 0 of 2; of 1: 1 of 2.
    expect(found.balancedAccuracy).toBeCloseTo(0.25, 12);
  });

  it("takes the more frequent label for a cell that training does not have, the lower one of equals", () => {
    const label = [0, 1];
    expect([...attributesOnly(train, { label, attributes: [[7, 8]] }).predictions]).toEqual([1, 1]);
    const even = { label: [1, 0], attributes: [[0, 0]] };
    expect([...attributesOnly(even, { label, attributes: [[0, 9]] }).predictions]).toEqual([0, 0]);
  });

  it("reaches the strength of the association and its inversion, as the plan asks", () => {
    const label = Array.from({ length: 100 }, (_, row) => row % 2);
    const aligned = (every: number) =>
      label.map((value, row) => (row % 20 < every ? 1 - value : value));
    const set = (every: number) => ({ label, attributes: [aligned(every)] });
    expect(attributesOnly(set(2), set(2)).balancedAccuracy).toBeCloseTo(0.9, 12);
    expect(attributesOnly(set(2), set(18)).balancedAccuracy).toBeCloseTo(0.1, 12);
    expect(attributesOnly(set(2), set(10)).balancedAccuracy).toBeCloseTo(0.5, 12);
  });

  it("refuses what it cannot know", () => {
    expect(() => attributesOnly({ label: [], attributes: [[]] }, train)).toThrow(
      "attributesOnly: no training rows",
    );
    expect(() => attributesOnly(train, { label: [0], attributes: [[0], [0]] })).toThrow(
      "attributesOnly: attributes of train and test (train 1, test 2)",
    );
    expect(() => attributesOnly(train, { label: [0], attributes: [[0, 1]] })).toThrow(
      "attributesOnly test: columns differ in length (label 1, attribute 0 2)",
    );
    expect(() => attributesOnly(train, { label: [0], attributes: [[-2]] })).toThrow("got -1");
  });
});
