import { describe, expect, it } from "vitest";
import { toyContext } from "../../fixtures/methods/one-step.js";
import { at } from "../base/ndarray.js";
import { metadataDesign } from "./metadata-design.js";

const context = {
  label: { name: "ill", classes: 2 },
  attributes: [{ name: "site", classes: 3 }],
  epochGroups: [10, 20, 5, 30, 15, 20],
};

describe("metadataDesign", () => {
  it("inverts the moment of the training rows, written out row by row", () => {
    const design = metadataDesign(context);
    expect([design.columns, design.attributeColumns]).toEqual([4, 2]);
    for (const [index, mean] of [0.65, 0.35, 0.25].entries()) {
      expect(design.means.flat()[index]).toBeCloseTo(mean, 12);
    }
    const rows = context.epochGroups.flatMap((count, group) => {
      const [label, site] = [Math.floor(group / 3), group % 3];
      const row = [1, Number(site === 1) - 0.35, Number(site === 2) - 0.25, label - 0.65];
      return new Array<number[]>(count).fill(row);
    });
    // (MᵀM / n) times its inverse is the identity.
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        let product = 0;
        for (let k = 0; k < 4; k++) {
          const moment = rows.reduce((sum, row) => sum + at(row, i) * at(row, k), 0) / 100;
          product += moment * at(design.inverseMoment, 4 * k + j);
        }
        expect(product).toBeCloseTo(Number(i === j), 10);
      }
    }
  });

  it("refuses label and attributes that cannot be told apart", () => {
    for (const epochGroups of [
      [10, 0, 0, 0, 15, 20],
      [10, 20, 0, 30, 15, 0],
    ]) {
      expect(() => metadataDesign({ ...context, epochGroups })).toThrow(
        "method: label and attributes are collinear in training. The regression of mdn cannot tell them apart: ask the plan for rows of other groups, or choose another method.",
      );
    }
    expect(() => metadataDesign(toyContext)).not.toThrow();
  });
});
