import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition } from "./acquisition.js";
import { biasField, fieldAt } from "./bias-field.js";

describe("bias field", () => {
  it("is 1 on the other diagonal and 1 ± slope in the corners", () => {
    expect(fieldAt(0.4, 1, 1)).toBeCloseTo(1.4, 14);
    expect(fieldAt(0.4, -1, -1)).toBeCloseTo(0.6, 14);
    expect(fieldAt(0.4, 0.5, -0.5)).toBe(1);
    expect(fieldAt(0, 0.3, 0.9)).toBe(1);
  });

  it("raises the slope by 0.8 · ease and touches nothing else", () => {
    const natural = drawAcquisition(createRng(1));
    const fieldSlope = natural.fieldSlope + 0.8 * 0.25;
    expect(biasField.plant(natural, 0.25)).toEqual({ ...natural, fieldSlope });
  });
});
