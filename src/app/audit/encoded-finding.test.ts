import { expect, it } from "vitest";
import { encodedFinding, type ProbedParts } from "./encoded-finding.js";

const cell = (target: string, value: number) => ({
  part: "label",
  target,
  chance: 0.5,
  score: { value, low: value - 0.05, high: value + 0.05, effective_n: 300, n: 300 },
});

const probing: ProbedParts = {
  set: { n: 300 },
  targets: [{ name: "label" }, { name: "site" }],
  knn: { cells: [cell("site", 0.71), cell("sex", 0.51)] },
  linear: { cells: [cell("site", 0.78)] },
  encoded: [
    { part: "site", target: "label", verdict: "encoded", p: 0.01 },
    { part: "label", target: "site", verdict: "encoded", p: 0.001 },
    { part: "label", target: "sex", verdict: "not found", p: 0.4 },
  ],
};

it("is what the probes say of the part that the label is read from", () => {
  expect(encodedFinding(probing, "site")).toEqual({
    state: "found",
    evidence:
      "read off the features of label with balanced accuracy 0.71 (kNN) and 0.78 (linear), chance 0.50, 300 rows",
    p: 0.001,
  });
  expect(encodedFinding(probing, "sex")).toMatchObject({
    state: "not found",
    evidence:
      "read off the features of label with balanced accuracy 0.51 (kNN) and n/a (linear), chance 0.50, 300 rows",
  });
});

it("cannot tell where there was nothing to probe", () => {
  expect(encodedFinding(probing, "age").state).toBe("cannot tell");
  expect(encodedFinding({ value: null, reason: "too few rows" }, "sex")).toEqual({
    state: "cannot tell",
    evidence: "too few rows",
  });
});
