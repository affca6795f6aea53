import { describe, expect, it } from "vitest";
import { golden, goldenFeatures } from "../../fixtures/methods/golden.js";
import { at } from "../base/ndarray.js";
import { fitLogistic } from "./fit-logistic.js";

const { values, width } = goldenFeatures;

describe("fitLogistic", () => {
  it.each(golden.logistic)(
    "is scikit-learn's minimum: $classes classes, $penalty",
    ({ classes, penalty, inverseStrength, weight, bias }) => {
      const labels = Int32Array.from(golden.label, (label) => Math.min(label, classes - 1));
      // With two classes scikit-learn shrinks the difference d of the weights: ½d² is twice our ½(w_0² + w_1²).
      const twice = classes === 2 && penalty === "l2" ? 2 : 1;
      const strength = twice / (inverseStrength * labels.length);
      const fit = fitLogistic({ features: values, width, labels, classes }, { penalty, strength });
      // Adding one number to all biases changes nothing.
      const base = classes === 2 ? at(fit.bias, 0) : fit.bias.reduce((sum, b) => sum + b / 3, 0);
      const centre = bias.reduce((sum, value) => sum + value / bias.length, 0);
      for (const [row, own] of weight.entries()) {
        const label = classes === 2 ? 1 : row;
        const wanted = classes === 2 ? at(bias, 0) : at(bias, row) - centre;
        expect(at(fit.bias, label) - base).toBeCloseTo(wanted, 5);
        for (const [feature, value] of own.entries()) {
          const other = classes === 2 ? at(fit.weight, feature) : 0;
          expect(at(fit.weight, label * width + feature) - other).toBeCloseTo(value, 5);
        }
      }
    },
  );

  it("gives the log odds where there are no features to use", () => {
    const labels = Int32Array.of(0, 1, 1, 1);
    const { weight, bias } = fitLogistic(
      { features: new Float64Array(4), width: 1, labels, classes: 2 },
      { penalty: "l1", strength: 0.1 },
    );
    expect([...weight].map(Math.abs)).toEqual([0, 0]);
    expect(at(bias, 1) - at(bias, 0)).toBeCloseTo(Math.log(3), 6);
  });

  it("says so where there is no minimum to reach", () => {
    // One feature in millionths of the other: steps that suit the large one are too short for the small.
    const features = Float64Array.of(1e6, 1, -1e6, 1, 1e6, -1, -1e6, -1);
    const rows = { features, width: 2, labels: Int32Array.of(1, 1, 0, 1), classes: 2 };
    const fit = () => fitLogistic(rows, { penalty: "l2", strength: 1e-12 });
    expect(fit).toThrow(/^logistic regression: no minimum after 20000 iterations \(rows 4, /);
  });
});
