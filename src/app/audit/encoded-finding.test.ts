import { expect, it } from "vitest";
import type { FeatureDependence } from "../../evaluation/audit/audit-results.js";
import { encodedFinding, type ProbedParts } from "./encoded-finding.js";

const cell = (target: string, value: number, effective_n = 300) => ({
  part: "label",
  target,
  chance: 0.5,
  score: { value, low: value - 0.05, high: value + 0.05, effective_n },
});

const probing: ProbedParts = {
  set: { n: 600, subjects: 500 },
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
  expect(encodedFinding(probing, "site", { subjects: 400 })).toEqual({
    state: "found",
    evidence:
      "read off the features of label with balanced accuracy 0.71 (kNN) and 0.78 (linear), chance 0.50, 600 rows",
    p: 0.001,
  });
  expect(encodedFinding(probing, "sex", { subjects: 400 })).toMatchObject({
    state: "not found",
    evidence:
      "read off the features of label with balanced accuracy 0.51 (kNN) and n/a (linear), chance 0.50, 600 rows",
  });
});

it("cannot tell where there was nothing to probe", () => {
  expect(encodedFinding(probing, "age", { subjects: 400 }).state).toBe("cannot tell");
  expect(encodedFinding({ value: null, reason: "too few rows" }, "sex", { subjects: 400 })).toEqual(
    {
      state: "cannot tell",
      evidence: "too few rows",
    },
  );
});

it("says with it how well the label itself is read, and what was probed", () => {
  const own = { ...probing, knn: { cells: [cell("label", 0.8), cell("site", 0.71)] } };
  expect(encodedFinding(own, "site", { subjects: 400, source: "tensor pooled" }).evidence).toBe(
    "read off tensor pooled with balanced accuracy 0.71 (kNN) and 0.78 (linear), chance 0.50, 600 rows; label itself 0.80 and n/a",
  );
});

it("cannot tell where 0.10 above chance could be missed, by the probe with more rows", () => {
  // (1.95996 + 0.84162) · √(0.25 / n) = 0.10 at n = 196.2; at 100: 0.14008, so 1000 · (1.4008² − 1) = 962.2: of those audited, not of the 500 probed
  const of = (near: number, line: number) =>
    encodedFinding({ ...probing, knn: { cells: [cell("sex", 0.51, near)] }, linear: { cells: [cell("sex", 0.5, line)] } }, "sex", { subjects: 1000 }); // prettier-ignore
  expect(of(100, 90)).toEqual({
    state: "cannot tell",
    evidence:
      "0.14 above chance could be missed; read off the features of label with balanced accuracy 0.51 (kNN) and 0.50 (linear), chance 0.50, 600 rows",
    p: 0.4,
    needed: 970,
  });
  expect(of(90, 197).state).toBe("not found");
  expect(of(196, 90).state).toBe("cannot tell");
});

const measured = (p: number): FeatureDependence => ({
  ...{ n: 600, subjects: 500, permutations: 999, p, information: 0.01, information_at_most: 0.69 },
  distance_correlation: { value: 0.031, p: p / 2 },
  hsic: { value: 0.04, p: 0.2 },
});

it("takes twice the smaller p of probes and measures, and names what found it", () => {
  // The probes' p of sex is 0.4, of site 0.001.
  const dependence = measured(0.004);
  expect(encodedFinding(probing, "sex", { subjects: 400, dependence })).toEqual({
    state: "found",
    evidence:
      "given the label, distance correlation² 0.03 (p 0.002) and HSIC 0.04 (p 0.20); no probe: read off the features of label with balanced accuracy 0.51 (kNN) and n/a (linear), chance 0.50, 600 rows",
    p: 0.008,
    dependence,
  });
  const byProbes = encodedFinding(probing, "site", { subjects: 400, dependence: measured(0.5) });
  expect(byProbes).toMatchObject({ state: "found", p: 0.002 });
  expect(byProbes.evidence).toMatch(/^read off the features of label/);
  // 2 · 0.03 is above 0.05: alone it would be found, of two looks it is not.
  expect(
    encodedFinding(probing, "sex", { subjects: 400, dependence: measured(0.03) }),
  ).toMatchObject({
    state: "not found",
    p: 0.06,
  });
});

it("goes by the measures alone where nothing was probed, and by the probes where nothing was measured", () => {
  const none = { value: null, reason: "no balanced test" } as const;
  expect(encodedFinding(none, "sex", { subjects: 400, dependence: measured(0.04) })).toMatchObject({
    state: "found",
    p: 0.04,
  });
  expect(encodedFinding(none, "sex", { subjects: 400, dependence: measured(0.06) })).toMatchObject({
    state: "cannot tell",
    evidence: "no balanced test",
    p: 0.06,
  });
  const dependence = { value: null, reason: "too few rows" } as const;
  expect(encodedFinding(probing, "site", { subjects: 400, dependence })).toMatchObject({
    p: 0.001,
    dependence,
  });
});
