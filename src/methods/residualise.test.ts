import { describe, expect, it } from "vitest";
import {
  golden,
  goldenFeatures,
  goldenRows,
  linearContext,
  modelRowsOf,
} from "../../fixtures/methods/golden.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { adjustRows } from "./adjusted-erm.js";
import { erm } from "./erm.js";
import { attributesRead, requireNeeds, type BuiltMethod } from "./method.js";
import { fitResiduals, residualise } from "./residualise.js";

const keys = [
  { name: "site", attributes: [0] },
  { name: "sex", attributes: [1] },
];
const { attributes: targets } = linearContext;
const settings = residualise.config.parse({ name: "residualise" });

/** `predict` on four rows. */
function predict(
  method: BuiltMethod,
  state: Record<string, Float32Array>,
  site: number[],
  sex: number[],
) {
  const given: Record<string, number[]> = {
    image: Array.from({ length: 12 }, (_, index) => Math.sin(index)),
    "attribute/site": site,
    "attribute/sex": sex,
  };
  const feeds = method.predict.inputs.map(({ name, tensor }) => {
    const values = given[name] ?? state[name];
    return [name, referenceArray(tensor.shape, (index) => values?.[index] ?? NaN)] as const;
  });
  const outputs = evaluateReference(method.predict, Object.fromEntries(feeds));
  return {
    features: outputs["features"]?.data ?? [],
    logits: outputs["logits/disease"]?.data ?? [],
  };
}

describe("residualise", () => {
  it("takes out what NumPy's least squares takes out, label in the design", () => {
    const tables = fitResiduals(goldenFeatures, goldenRows, linearContext);
    const { values } = adjustRows(goldenFeatures, goldenRows, targets, keys, tables);
    for (const [index, value] of golden.residuals.flat().entries()) {
      expect(values[index]).toBeCloseTo(value, 9);
    }
  });

  it("keeps the means of all features, and differs where the label is not in the design", () => {
    const tables = fitResiduals(goldenFeatures, goldenRows, linearContext);
    const { values } = adjustRows(goldenFeatures, goldenRows, targets, keys, tables);
    const total = (matrix: Float64Array) => matrix.reduce((sum, value) => sum + value, 0);
    expect(total(values)).toBeCloseTo(total(goldenFeatures.values), 8);
    const blind = { ...goldenRows, label: new Int32Array(goldenRows.label.length) };
    const others = fitResiduals(goldenFeatures, blind, linearContext);
    expect(others[0]?.shift[0]).not.toBeCloseTo(tables[0]?.shift[0] ?? NaN, 2);
  });

  it("predicts with the tables; a missing attribute changes nothing", () => {
    const method = residualise.build(settings, linearContext);
    expect(attributesRead(method, ["site", "sex", "age"])).toEqual(["site", "sex"]);
    const width = 6;
    const state = { ...method.initialState(createRng(1)) };
    const plain = predict(method, state, [0, 1, -1, 1], [0, -1, -1, 1]);
    const base = erm.build({ name: "erm" }, linearContext);
    const fresh = base.initialState(createRng(1));
    for (const name of Object.keys(fresh)) expect(state[name]).toEqual(fresh[name]);
    state["adjust.site.shift"] = Float32Array.from({ length: 2 * width }, (_, index) => index);
    state["adjust.sex.shift"] = Float32Array.from({ length: 2 * width }, (_, index) => 100 * index);
    const moved = predict(method, state, [0, 1, -1, 1], [0, -1, -1, 1]);
    for (let feature = 0; feature < width; feature++) {
      const by = [101 * feature, width + feature, 0, 101 * (width + feature)];
      for (const [row, amount] of by.entries()) {
        const place = row * width + feature;
        expect(at(moved.features, place) - at(plain.features, place)).toBeCloseTo(amount, 9);
      }
    }
    expect([...moved.logits].slice(6, 9)).toEqual([...plain.logits].slice(6, 9));
    expect(moved.logits[0]).not.toBeCloseTo(at(plain.logits, 0), 3);
  });

  it("fits on training rows with all values known, and never on validation", () => {
    const method = residualise.build(settings, linearContext);
    const state = method.initialState(createRng(1));
    const features = golden.features.map((row) => [...row, 0, 1]);
    const training = modelRowsOf(goldenRows, { features });
    const site = Int32Array.from([...golden.site, -1, 1]);
    const sex = Int32Array.from([...golden.sex, 0, 0]);
    const label = Int32Array.from([...golden.label, 1, -1]);
    const withMissing = modelRowsOf(
      { label, attributes: [site, sex] },
      { features: [...features, [9, 9, 9, 9, 9, 9], [8, 8, 8, 8, 8, 8]] },
    );
    const empty = modelRowsOf({ label: new Int32Array(0), attributes: [] }, {});
    const fit = (rows: typeof training) =>
      method.hostFit?.fit(state, { training: rows, validation: empty }, createRng(0));
    const fitted = fit(training);
    expect(fit(withMissing)).toEqual(fitted);
    expect(Object.keys(fitted ?? {}).sort()).toEqual([
      "adjust.sex.shift",
      "adjust.sex.stretch",
      "adjust.site.shift",
      "adjust.site.stretch",
      "head.disease.bias",
      "head.disease.weight",
    ]);
  });

  it("refuses runs and rows that it cannot serve", () => {
    expect(() =>
      requireNeeds(residualise, { ...linearContext, attributes: [], trainingGroups: [] }),
    ).toThrow(
      "data.attributes: residualise needs at least one attribute: got none. Name one, or choose method erm.",
    );
    expect(() => residualise.build(settings, { ...linearContext, head: "none" })).toThrow(
      "model.head: residualise fits the last layer anew: expected linear, got none. Set model.head to linear.",
    );
    const alike = {
      ...goldenRows,
      attributes: [at(goldenRows.attributes, 0), at(goldenRows.attributes, 0)],
    };
    expect(() => fitResiduals(goldenFeatures, alike, linearContext)).toThrow(
      "method residualise, training set: sex 1 follows from the other values: their effects cannot be told apart. " +
        "Name fewer attributes, or choose a plan with rows of more groups.",
    );
    const two = { ...goldenRows, label: goldenRows.label.map((label) => Math.min(label, 1)) };
    const { hostFit } = residualise.build(settings, linearContext);
    expect(() => hostFit?.check({ training: two, validation: two })).toThrow(
      "method residualise, training set: no row of disease 2 has all attributes",
    );
  });
});
