import { describe, expect, it } from "vitest";
import {
  golden,
  goldenFeatures,
  goldenRows,
  linearContext,
} from "../../fixtures/methods/golden.js";
import { at } from "../base/ndarray.js";
import { adjustRows } from "./adjusted-erm.js";
import { combat, fitCombat } from "./combat.js";
import { fitBatchDesign } from "./combat-design.js";
import { shrinkBatch } from "./combat-prior.js";
import { rowsByCombination } from "./row-values.js";

const keys = [{ name: "batch", attributes: [0, 1] }];
const { attributes: targets } = linearContext;
const batches = rowsByCombination(goldenRows.attributes, targets);
const settings = combat.config.parse({ name: "combat" });

describe("combat", () => {
  it("standardises and shrinks as neuroCombat, label preserved", () => {
    const design = fitBatchDesign(goldenFeatures, batches, goldenRows.label, linearContext.label);
    for (const [index, value] of golden.combat.standardised.flat().entries()) {
      expect(design.standardised[index]).toBeCloseTo(value, 9);
    }
    for (const [batch, members] of batches.entries()) {
      const columns = [0, 1, 2, 3].map((feature) =>
        members.map((row) => at(design.standardised, row * 4 + feature)),
      );
      for (const [feature, { shift, variance }] of shrinkBatch(columns).entries()) {
        expect(shift).toBeCloseTo(at(at(golden.combat.gamma, batch), feature), 9);
        expect(variance).toBeCloseTo(at(at(golden.combat.delta, batch), feature), 9);
      }
    }
  });

  it("adjusts every row by its batch, with the label at its mean", () => {
    const tables = fitCombat(goldenFeatures, goldenRows, linearContext);
    const { values } = adjustRows(goldenFeatures, goldenRows, targets, keys, [tables]);
    for (const [index, value] of golden.combat.adjusted.flat().entries()) {
      expect(values[index]).toBeCloseTo(value, 8);
    }
  });

  it("leaves rows with a missing attribute, batches without rows and constant features as they are", () => {
    const sexless = goldenRows.attributes.map((column, index) =>
      index === 1 ? new Int32Array(column.length) : column,
    );
    const constant = goldenFeatures.values.map((value, index) => (index % 4 === 3 ? 2.5 : value));
    const features = { width: 4, values: constant };
    const tables = fitCombat(features, { ...goldenRows, attributes: sexless }, linearContext);
    const asked = {
      label: Int32Array.of(0, 0, 0, 0),
      attributes: [Int32Array.of(0, -1, 1, 1), Int32Array.of(0, 0, -1, 1)],
    };
    const four = { width: 4, values: constant.subarray(0, 16) };
    const { values } = adjustRows(four, asked, targets, keys, [tables]);
    expect(values.subarray(4)).toEqual(four.values.subarray(4));
    expect(values[0]).not.toBeCloseTo(at(four.values, 0), 3);
    expect(values[3]).toBe(2.5);
  });

  it("shrinks one feature to itself: its own prior says nothing else", () => {
    const [effect] = shrinkBatch([[1, 2, 4]]);
    expect(effect?.shift).toBeCloseTo(7 / 3, 12);
    expect(effect?.variance).toBeCloseTo(7 / 3, 12);
  });

  it("refuses a batch of one row, and a label that follows from the batches", () => {
    const { hostFit } = combat.build(settings, linearContext);
    const single = goldenRows.attributes.map((column, index) =>
      column.map((value, row) => (index === 1 ? Number(row === 0) : value)),
    );
    const rows = { ...goldenRows, attributes: single };
    expect(() => hostFit?.check({ training: rows, validation: rows })).toThrow(
      `method combat, training set: batch site ${at(golden.site, 0)}, sex 1 has one row: expected none, or 2 and more. ` +
        "Name fewer attributes, or choose another plan.",
    );
    const same = { ...goldenRows, label: at(goldenRows.attributes, 0) };
    expect(() => fitCombat(goldenFeatures, same, linearContext)).toThrow(
      "method combat, training set: disease 1 follows from the attributes: it cannot be told from a batch. " +
        "Name fewer attributes, or choose a plan with rows of more groups.",
    );
  });
});
