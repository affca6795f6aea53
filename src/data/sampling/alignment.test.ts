import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { messageOf, toyAttribute, toyFactor } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { alignAttribute, associatedValues, associationZ } from "./alignment.js";

interface AssociationCase {
  readonly counts: readonly (readonly number[])[];
  readonly chiSquare: number;
  readonly freedom: number;
  readonly normalQuantile: number;
}

const fixture = JSON.parse(
  readFileSync(new URL("../../../fixtures/sampling/association.json", import.meta.url), "utf8"),
) as { readonly cases: readonly AssociationCase[] };

function rowsOf(counts: readonly (readonly number[])[]): { label: Int32Array; values: Int32Array } {
  const pairs = counts.flatMap((cells, label) =>
    cells.flatMap((count, value) => Array.from({ length: count }, () => [label, value] as const)),
  );
  return {
    label: Int32Array.from(pairs, ([label]) => label),
    values: Int32Array.from(pairs, ([, value]) => value),
  };
}

function associated(counts: readonly (readonly number[])[]): readonly number[] | null {
  const { label, values } = rowsOf(counts);
  return associatedValues(label, values, counts.length, counts[0]?.length ?? 0);
}

describe("associationZ", () => {
  it("has scipy's chi-square inside, and its normal quantile within the approximation", () => {
    for (const { counts, chiSquare, freedom, normalQuantile } of fixture.cases) {
      const z = associationZ(counts);
      const spread = 2 / (9 * freedom);
      expect(freedom * (1 - spread + z * Math.sqrt(spread)) ** 3).toBeCloseTo(chiSquare, 9);
      // The approximation serves near the threshold of 3.09; far out in the tail it is too small.
      if (normalQuantile < 5) expect(Math.abs(z - normalQuantile)).toBeLessThan(0.2);
      else expect(z).toBeGreaterThan(5);
    }
  });

  it("ignores values that do not occur and has none where one value is left", () => {
    expect(
      associationZ([
        [30, 0, 10],
        [12, 0, 28],
      ]),
    ).toBeCloseTo(
      associationZ([
        [30, 10],
        [12, 28],
      ]),
    );
    expect(
      associationZ([
        [5, 0],
        [7, 0],
      ]),
    ).toBe(-Infinity);
  });
});

describe("associatedValues", () => {
  it("finds the value whose share grows most with the label", () => {
    expect(
      associated([
        [100, 900],
        [910, 90],
      ]),
    ).toEqual([1, 0]);
    // Value 0 is the most frequent for every label; the association is in the others.
    expect(
      associated([
        [60, 35, 5],
        [60, 5, 35],
        [85, 7, 8],
      ]),
    ).toEqual([1, 2, 0]);
  });

  it("finds none in chance, in ties, in one value for two labels, in more labels than values", () => {
    expect(
      associated([
        [25, 25],
        [24, 26],
      ]),
    ).toBeNull();
    expect(
      associated([
        [10, 45, 45],
        [90, 5, 5],
      ]),
    ).toBeNull();
    expect(
      associated([
        [90, 10],
        [85, 15],
        [5, 95],
      ]),
    ).toBeNull();
    expect(
      associated([
        [90, 10, 0],
        [85, 15, 0],
        [5, 45, 50],
      ]),
    ).toBeNull();
  });

  it("raises a false alarm in few of a thousand independent tables", () => {
    const rng = createRng(5).child("null tables");
    let alarms = 0;
    for (let table = 0; table < 1000; table++) {
      const label = Int32Array.from({ length: 300 }, () => rng.integer(2));
      const values = Int32Array.from({ length: 300 }, () => rng.integer(2));
      if (associatedValues(label, values, 2, 2) !== null) alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(5);
  });
});

describe("alignAttribute", () => {
  const label = toyFactor("digit", 3);
  const read = toyAttribute("site", "read", 3);
  const strong = rowsOf([
    [5, 90, 5],
    [5, 5, 90],
    [90, 5, 5],
  ]);

  it("takes what is given, then the association, then min(y, M - 1)", () => {
    const given = { digit0: "site2", digit1: "site0", digit2: "site0" };
    expect(alignAttribute(label, read, given, strong)).toEqual({
      aligned: [2, 0, 0],
      origin: "given",
    });
    expect(alignAttribute(label, read, undefined, strong)).toEqual({
      aligned: [1, 2, 0],
      origin: "association",
    });
    const flat = rowsOf([
      [20, 20, 20],
      [20, 20, 20],
      [20, 20, 20],
    ]);
    expect(alignAttribute(label, read, undefined, flat)).toEqual({
      aligned: [0, 1, 2],
      origin: "identity",
    });
    expect(alignAttribute(label, toyAttribute("rotation", "planted", 2), undefined, null)).toEqual({
      aligned: [0, 1, 1],
      origin: "identity",
    });
  });

  it("refuses names that are unknown or missing, and one value for all labels", () => {
    const align = (given: Record<string, string>) =>
      messageOf(() => alignAttribute(label, read, given, null));
    expect(align({ digit0: "site0", digit1: "site1", digti2: "site2" })).toBe(
      "ConfigError: data.plan.align.site: unknown name: expected digit0 | digit1 | digit2, " +
        "got digti2. Did you mean digit2?",
    );
    expect(align({ digit0: "site0", digit1: "site1" })).toBe(
      "ConfigError: data.plan.align.site: a label value has no aligned value: got digit2",
    );
    expect(align({ digit0: "site0", digit1: "site1", digit2: "berlin" })).toBe(
      "ConfigError: data.plan.align.site.digit2: unknown name: expected site0 | site1 | site2, " +
        "got berlin",
    );
    expect(align({ digit0: "site1", digit1: "site1", digit2: "site1" })).toBe(
      "ConfigError: data.plan.align.site: all label values are aligned with one value: got site1. " +
        "Then the attribute says nothing about the label; align two values at least.",
    );
  });
});

describe("alignment of a label that is a number", () => {
  const number = { name: "age", valueNames: ["<40", "40..60", "60..70", ">=70"], continuous: true } as const; // prettier-ignore
  const site = toyAttribute("site", "read", 2);

  it("lets neighbouring bins go with one value", () => {
    const observed = rowsOf([
      [40, 10],
      [35, 15],
      [14, 36],
      [8, 42],
    ]);
    expect(alignAttribute(number, site, undefined, observed)).toEqual({
      aligned: [0, 0, 1, 1],
      origin: "association",
    });
    // Classes need a value each: four bins of two values have none, and the identity is another law.
    const { continuous: _, ...classes } = number;
    expect(alignAttribute(classes, site, undefined, observed)).toEqual({
      aligned: [0, 1, 1, 1],
      origin: "identity",
    });
  });

  it("goes by the order of bins where nothing is associated, or can be", () => {
    const order = { aligned: [0, 0, 1, 1], origin: "identity" };
    expect(alignAttribute(number, site, undefined, null)).toEqual(order);
    const even = rowsOf(Array.from({ length: 4 }, () => [20, 20]));
    expect(alignAttribute(number, site, undefined, even)).toEqual(order);
  });
});
