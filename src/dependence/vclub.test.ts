import { describe, expect, it } from "vitest";
import {
  contextOf,
  dependenceValues,
  evaluateMeasure,
  pairOf,
  rowsOf,
  tableOf,
} from "../../fixtures/dependence/evaluate-measure.js";
import { errorOf, evaluate, tensorOf } from "../../fixtures/nn/evaluate.js";
import { createRng } from "../base/rng.js";
import { mean } from "../graph/ops/reduce.js";
import { constant } from "../graph/ops/source.js";
import { countRows } from "./counted-pair.js";
import { logDensity, vClub, vClubConfig, vClubEstimate } from "./vclub.js";

const raw = { left: false, right: false };
const options = (settings: object = {}) => vClubConfig.parse({ name: "vclub", ...settings });

describe("vclub", () => {
  it("is CLUB of torch.distributions for a given law, over all pairs but the diagonal", () => {
    const { law, right, value, likelihood } = dependenceValues.vclub;
    const y = tensorOf(right);
    const counted = countRows(
      "vclub",
      pairOf({ left: y, right: y }),
      { batch: 6, left: 2, right: 2 },
      raw,
    );
    const own = evaluate({
      value: vClubEstimate(counted, tensorOf(law), "all"),
      likelihood: mean(logDensity(tensorOf(law), y)),
    });
    expect(own["value"]?.[0]).toBeCloseTo(value, 10);
    // Without log(2π)/2 a feature, which the bound does not need.
    expect((own["likelihood"]?.[0] ?? NaN) - Math.log(2 * Math.PI)).toBeCloseTo(likelihood, 10);
  });

  it("is ρ²/(1 − ρ²) for a bivariate normal with its exact conditional, by shifts as well", () => {
    const [rho, count] = [0.7, 4000];
    const rng = createRng(2);
    const x = Array.from({ length: count }, () => rng.normal());
    const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * rng.normal());
    const pair = pairOf({ left: constant(x, [count, 1]), right: constant(y, [count, 1]) });
    const counted = countRows("vclub", pair, { batch: count, left: 1, right: 1 }, raw);
    const law = tableOf(count, 2, (i) =>
      i % 2 === 0 ? rho * (x[i / 2] ?? NaN) : Math.log(1 - rho * rho),
    );
    const value = vClubEstimate(counted, constant(law.flat(), [count, 2]), 4);
    // Standard error about 0.02. The MI is 0.337.
    expect(Math.abs((evaluate({ value })["value"]?.[0] ?? NaN) - 0.961)).toBeLessThan(0.06);
  });

  it("trains q by likelihood on joint rows, not by the bound", () => {
    const measure = vClub(
      { batch: 9, left: 2, right: 2 },
      options({ pairs: 3, hidden: 5, clampPenalty: false }),
    );
    const rows = { left: rowsOf(dependenceValues.left), right: rowsOf(dependenceValues.right) };
    const found = evaluateMeasure(measure, rows);
    // The likelihood reads no product row: owners, which only those have, do not change it.
    const owned = evaluateMeasure(measure, { ...rows, owner: [0, 0, 0, 1, 1, 2, 2, 2, 2] });
    expect(owned.criticLoss).toBe(found.criticLoss);
    expect(owned.penalty).not.toBeCloseTo(found.penalty, 3);
    expect(found.criticLoss).not.toBeCloseTo(-found.penalty, 3);
  });

  it("keeps log σ² within ±7, whatever the network says", () => {
    const measure = vClub({ batch: 3, left: 1, right: 1 }, options({ pairs: 1, hidden: 1 }));
    const arrays = {
      "logVariance.hidden.weight": [1],
      "logVariance.hidden.bias": [1],
      "logVariance.out.weight": [1000],
      "logVariance.out.bias": [0],
    };
    const law = measure.critic?.apply(contextOf(measure, { arrays }), constant([1, 2, 3], [3, 1]));
    expect(law === undefined ? [] : evaluate({ law })["law"]?.filter((_, i) => i % 2)).toEqual([
      7, 7, 7,
    ]);
  });

  it("refuses classes, which no Gaussian describes", () => {
    expect(
      errorOf(() => vClub({ batch: 4, left: 1, right: 2, rightSide: "classes" }, options())),
    ).toBe(
      "ConfigError: method.measure: vclub does not take this right-hand side: expected [features,continuous], got classes",
    );
  });
});
