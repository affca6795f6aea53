/** A plan in shares is the plan as a whole, to the last bit. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import type { AuditInput } from "./audit-input.js";
import { joinMeasured, measurePlan, planAudit, sharePlan } from "./audit-plan.js";

/** Subjects of three rows, two labels of several, an attribute with missing values, one with numbers, an intersection. */
function drawn(): AuditInput {
  const rng = createRng("audit-plan");
  const rows = Array.from({ length: 900 }, (_, row) => row);
  const [sex, site] = [rows.map(() => rng.integer(2)), rows.map(() => rng.integer(4) - 1)];
  const age = rows.map(() => rng.normal());
  const targets = ["a", "b"].map((name) => {
    const labels = rows.map(() => rng.integer(2));
    const scores = labels.map((label) => 1 / (1 + Math.exp(1 - 2 * label + rng.normal())));
    return {
      ...{ kind: "classes" as const, name, classes: ["no", "yes"], labels },
      probabilities: scores.flatMap((score) => [1 - score, score]),
      threshold: { rule: "half" as const, split: null, value: 0.5 },
    };
  });
  return {
    ...{ door: "predictions", source: "p.csv", split: "test", targets },
    subjects: rows.map((row) => `s${Math.floor(row / 3)}`),
    attributes: [
      { name: "sex", valueNames: ["f", "m"], values: sex },
      { name: "site", valueNames: ["A", "B", "C"], values: site },
      {
        ...{ name: "age", valueNames: ["young", "old"], numbers: age },
        values: age.map((value) => (value > 0 ? 1 : 0)),
      },
    ],
    intersections: [["sex", "age"]],
    settings: { resamples: 40, permutations: 39, seed: 3 },
  };
}

describe("sharePlan", () => {
  const plan = planAudit(drawn());
  const whole = measurePlan(plan);

  it.each([1, 2, 3, 9])("measures the same in %i shares", (count) => {
    const shares = sharePlan(plan, count);
    expect(shares).toHaveLength(Math.min(count, 4));
    expect(joinMeasured(shares.map(measurePlan))).toStrictEqual(whole);
  });

  it("is not the same under another seed", () => {
    const shares = sharePlan({ ...plan, seed: 4 }, 2);
    expect(joinMeasured(shares.map(measurePlan))).not.toEqual(whole);
  });
});
