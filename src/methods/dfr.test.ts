import { describe, expect, it } from "vitest";
import { linearContext, modelRowsOf } from "../../fixtures/methods/golden.js";
import { at, type ArrayTree } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { dfr } from "./dfr.js";
import { fitLogistic } from "./fit-logistic.js";
import { requireNeeds, type MethodContext } from "./method.js";

const context: MethodContext = {
  ...linearContext,
  label: { name: "disease", classes: 2 },
  attributes: [{ name: "site", classes: 2 }],
};
const config = (change: object = {}) => dfr.config.parse({ name: "dfr", ...change });

/** Feature 0 is the label, noisy; 1 is the site, clean; `counts` by label x site. */
function rowsOf(counts: readonly number[], seed: string) {
  const rng = createRng(seed);
  const groups = counts.flatMap((count, group) => new Array<number>(count).fill(group));
  return modelRowsOf(
    {
      label: Int32Array.from(groups, (group) => group >> 1),
      attributes: [Int32Array.from(groups, (group) => group & 1)],
    },
    {
      features: groups.map((group) => [
        4 * (group >> 1) + 0.8 * rng.normal() + 3,
        10 * (group & 1) + 0.1 * rng.normal(),
      ]),
    },
  );
}
const training = rowsOf([45, 5, 5, 45], "training");
const validation = rowsOf([36, 4, 4, 36], "validation");

function headOf(fitted: ArrayTree | undefined) {
  const weight = fitted?.["head.disease.weight"] ?? new Float32Array(4);
  const bias = fitted?.["head.disease.bias"] ?? new Float32Array(2);
  return {
    label: at(weight, 2) - at(weight, 0),
    site: at(weight, 3) - at(weight, 1),
    bias: at(bias, 1) - at(bias, 0),
  };
}

describe("dfr", () => {
  it("lets go of the shortcut that a fit on all validation rows takes", () => {
    const { hostFit } = dfr.build(config(), context);
    const fitted = headOf(hostFit?.fit({}, { training, validation }, createRng(0)));
    const features = Float64Array.from(validation.outputs["features"]?.values ?? []);
    const unbalanced = fitLogistic(
      { features, width: 2, labels: validation.label, classes: 2 },
      { penalty: "l1", strength: 0.02 },
    );
    const reliance = Math.abs((10 * fitted.site) / (4 * fitted.label));
    const wrong = Math.abs(
      (10 * (at(unbalanced.weight, 3) - at(unbalanced.weight, 1))) /
        (4 * (at(unbalanced.weight, 2) - at(unbalanced.weight, 0))),
    );
    expect(fitted.label).toBeGreaterThan(0);
    expect(reliance).toBeLessThan(0.15);
    expect(wrong).toBeGreaterThan(2 * reliance);
    // Between the classes' means, 3 and 7, in the features' own units.
    const threshold = -(fitted.bias + 5 * fitted.site) / fitted.label;
    expect(threshold).toBeGreaterThan(4);
    expect(threshold).toBeLessThan(6);
  });

  it("is one fit by hand where every group is used whole: standardised by training rows", () => {
    const balanced = rowsOf([8, 8, 8, 8], "balanced");
    const settings = config({ inverseStrengths: [0.5], subsets: 3, penalty: "l2" });
    const { hostFit } = dfr.build(settings, context);
    const fitted = headOf(hostFit?.fit({}, { training, validation: balanced }, createRng(0)));
    const columns = [0, 1].map((feature) => {
      const values = Array.from(
        { length: 100 },
        (_, row) => training.outputs["features"]?.values[row * 2 + feature] ?? NaN,
      );
      const mean = values.reduce((sum, value) => sum + value, 0) / 100;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 100;
      return { mean, deviation: Math.sqrt(variance) };
    });
    const scaled = Float64Array.from(balanced.outputs["features"]?.values ?? [], (value, index) => {
      const { mean, deviation } = at(columns, index % 2);
      return (value - mean) / deviation;
    });
    const { weight, bias } = fitLogistic(
      { features: scaled, width: 2, labels: balanced.label, classes: 2 },
      { penalty: "l2", strength: 1 / (0.5 * 32) },
    );
    const slopes = [0, 1].map(
      (feature) => (at(weight, 2 + feature) - at(weight, feature)) / at(columns, feature).deviation,
    );
    expect(fitted.label).toBeCloseTo(at(slopes, 0), 5);
    expect(fitted.site).toBeCloseTo(at(slopes, 1), 5);
    const shift = slopes.reduce(
      (sum, slope, feature) => sum + slope * at(columns, feature).mean,
      0,
    );
    expect(fitted.bias).toBeCloseTo(at(bias, 1) - at(bias, 0) - shift, 4);
  });

  it("gives the same for the same random numbers only, and writes the average where that is read", () => {
    const { hostFit } = dfr.build(config({ subsets: 2 }), context);
    const fit = (seed: number) => hostFit?.fit({}, { training, validation }, createRng(seed));
    expect(fit(1)).toEqual(fit(1));
    expect(fit(2)).not.toEqual(fit(1));
    const averaged = dfr.build(config({ subsets: 1 }), { ...context, averageDecay: 0.9 });
    const names = Object.keys(
      averaged.hostFit?.fit({}, { training, validation }, createRng(0)) ?? {},
    );
    expect(names).toEqual(["average/head.disease.weight", "average/head.disease.bias"]);
    const read = averaged.predict.inputs.map(({ name }) => name);
    for (const name of names) expect(read).toContain(name);
  });

  it("refuses no attribute, no linear head, and validation without rows of a group", () => {
    expect(() => requireNeeds(dfr, { ...context, attributes: [], trainingGroups: [] })).toThrow(
      "data.attributes: dfr needs at least one attribute",
    );
    expect(() => dfr.build(config(), { ...context, head: "none" })).toThrow(
      "model.head: dfr fits the last layer anew: expected linear, got none. Set model.head to linear.",
    );
    const { hostFit } = dfr.build(config(), context);
    for (const count of [0, 1]) {
      const short = rowsOf([9, 9, count, 9], "short");
      expect(() => hostFit?.check({ training, validation: short })).toThrow(
        `set validation: dfr has too few rows of disease 1, site 0: expected 2 or more of every group, got ${count}. ` +
          "Choose another method, fewer attributes, or a larger validation share (data.split).",
      );
    }
    hostFit?.check({ training, validation });
  });
});
