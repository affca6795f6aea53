import { describe, expect, it } from "vitest";
import type { DataSet, PoolTable } from "../../data/dataset.js";
import type { RunAttribute, RunFactors } from "../../training/validate.js";
import { externalSet } from "./external-set.js";

const none: PoolTable = { ids: [], subjects: [], label: new Int32Array(), attributes: {} };
/** Five rows whose images are their number; classes and values are in another order than the run's. */
const cohort: DataSet = {
  name: "cohort",
  imageShape: [1],
  label: { name: "effusion", valueNames: ["yes", "no", "maybe"] },
  attributes: [
    { name: "site", kind: "read", valueNames: ["south", "north"] },
    { name: "age", kind: "read", valueNames: ["<40", ">=40"], continuous: true },
  ],
  pools: {
    train: none,
    test: {
      ids: ["a", "b", "c", "d", "e"],
      subjects: ["p", "q", "r", "s", "t"],
      label: Int32Array.of(0, 1, -1, 1, 0),
      attributes: { site: Int32Array.of(0, 1, 0, -1, 1), age: Int32Array.of(0, 1, 0, -1, 1) },
      numbers: { age: Float64Array.of(20, 50, 30, NaN, 60) },
    },
  },
  writeImage: (_pool, row, _planted, out, offset) => void (out[offset] = row),
  contentHash: "",
};
const site = { name: "site", kind: "read", valueNames: ["north", "south"] } as const;
const age: RunAttribute = {
  name: "age",
  kind: "read",
  valueNames: ["<40", ">=40"],
  continuous: true,
  scale: { mean: 40, standardDeviation: 10 },
};
const run: RunFactors = {
  label: { name: "finding", valueNames: ["no", "yes"] },
  attributes: [site, age],
};

describe("externalSet", () => {
  it("numbers classes and values as the run does, and leaves rows without a label out", () => {
    const { images, masked, ...absent } = externalSet(cohort, run, []);
    expect(masked).toBe(1);
    expect(absent).toEqual({ absentClasses: [], absentAttributes: [] });
    expect(images.set).toEqual({
      name: "external",
      pool: "test",
      rows: Int32Array.of(0, 1, 3, 4),
      label: Int32Array.of(1, 0, 0, 1),
      attributes: [Int32Array.of(1, 0, -1, 0), Int32Array.of(0, 1, -1, 1)],
    });
    expect(images.numbers).toEqual([null, Float64Array.of(20, 50, NaN, 60)]);
    const pixels = new Float32Array(2);
    images.writeImage(2, pixels, 1);
    expect([...pixels]).toEqual([0, 3]);
  });

  it("names classes that no row has, and attributes that the cohort has not", () => {
    const label = { ...run.label, valueNames: ["no", "yes", "both"] };
    const sex = { name: "sex", kind: "read", valueNames: ["F", "M"] } as const;
    const found = externalSet(cohort, { label, attributes: [sex, { ...age, name: "years" }] }, []);
    expect(found.absentClasses).toEqual(["both"]);
    expect(found.absentAttributes).toEqual(["sex", "years"]);
    expect(found.images.set.attributes).toEqual([
      Int32Array.of(-1, -1, -1, -1),
      Int32Array.of(-1, -1, -1, -1),
    ]);
    expect(found.images.numbers).toEqual([null, Float64Array.of(NaN, NaN, NaN, NaN)]);
  });

  it("refuses rows of classes and values that the run does not know", () => {
    const other = (valueNames: readonly string[]) => ({
      ...run,
      label: { ...run.label, valueNames },
    });
    expect(() => externalSet(cohort, other(["yes", "perhaps"]), [])).toThrow(
      "target: a class that the run does not know: expected yes, perhaps, got no (2 rows). Name it as the run does by target.values, or leave its rows out by a filter.",
    );
    const attributes = [{ ...site, valueNames: ["east", "west"] }];
    expect(() => externalSet(cohort, { ...run, attributes }, [])).toThrow(
      'attribute site: a value that the run does not know: expected east, west, got south (2 rows), north (2 rows). Name it as the run does by values of the attribute, or make it missing: "" as its name.',
    );
  });

  it("refuses a cohort without labels, or without what the model must be told", () => {
    const { test } = cohort.pools;
    const label = new Int32Array(5).fill(-1);
    const unlabelled = { ...cohort, pools: { train: none, test: test && { ...test, label } } };
    expect(() => externalSet(unlabelled, run, [])).toThrow("cohort: no row has a label (rows 5)");
    const sex = { name: "sex", kind: "read", valueNames: ["F", "M"] } as const;
    expect(() => externalSet(cohort, { ...run, attributes: [sex] }, ["sex"])).toThrow(
      "attributes: the method must be told an attribute that the cohort lacks: got sex. Add it to the attributes of the cohort file.",
    );
  });

  it("has rows with an answer to a label of the run, and names labels without one", () => {
    const { test } = cohort.pools;
    const labelAnswers = Int32Array.of(1, 0, -1, 1, -1, -1, 0, -1, -1, -1);
    const several: DataSet = {
      ...cohort,
      label: { name: "labels", valueNames: ["every row"], labels: ["fluid", "mass"] },
      pools: { train: none, test: test && { ...test, label: new Int32Array(5), labelAnswers } },
    };
    const label = { ...several.label, labels: ["mass", "node", "fluid"] };
    const { images, masked, absentClasses } = externalSet(several, { ...run, label }, []);
    expect([masked, absentClasses]).toEqual([2, ["node"]]);
    expect(images.set.rows).toEqual(Int32Array.of(0, 1, 3));
    expect(images.labelAnswers).toEqual(Int32Array.of(0, -1, 1, 1, -1, -1, -1, -1, 0));
    expect(images.set.label).toEqual(Int32Array.of(0, 0, 0));
    const fluidAlone = { ...several.label, labels: ["fluid"] };
    const other = { ...several, label: fluidAlone, pools: { train: none, test: test && { ...test, labelAnswers: new Int32Array(5).fill(-1) } } }; // prettier-ignore
    expect(() => externalSet(other, { ...run, label }, [])).toThrow("cohort: no row has a label");
  });
});
