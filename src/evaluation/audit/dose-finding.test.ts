import { expect, it } from "vitest";
import type { DoseResponse, TierFinding } from "./audit-results.js";
import { combineUse, doseFinding } from "./dose-finding.js";

function doses(low: number, high: number): DoseResponse {
  const interval = { low, high, level: 0.95, method: "" };
  const effect = { value: (low + high) / 2, n: 200, interval };
  return {
    attribute: "marker",
    ...{ from: 0.5, to: 0.9, training_rows: 400, runs: 6, n: 200, subjects: 180 },
    points: [0.5, 0.7, 0.9].map((strength) => ({ strength, seeds: 2, effect })),
    slope: effect,
    effect,
    p: 0.01,
  };
}

it("is found where the interval stays away from 0 by the margin, by sign", () => {
  expect(doseFinding(doses(0.1, 0.3))).toMatchObject({
    state: "found",
    strength: "strong",
    evidence:
      "retrained with marker at 0.50, 0.70, 0.90: accuracy lost by marker +0.20 (0.10 to 0.30) from strength 0.50 to 0.90, 6 runs",
  });
  expect(doseFinding(doses(0.02, 0.3))).toMatchObject({ state: "found", strength: "weak" });
  expect(doseFinding(doses(-0.3, -0.1))).toMatchObject({ state: "found", strength: "strong" });
  // Significant, and too small to matter.
  expect(doseFinding(doses(0.01, 0.04)).state).toBe("not found");
  expect(doseFinding(doses(-0.05, 0.05)).state).toBe("not found");
  expect(doseFinding(doses(-0.01, 0.06))).toMatchObject({
    state: "cannot tell",
    evidence: expect.stringMatching(/^a loss of 0.06 could be missed; retrained/) as string,
  });
});

it("is judged of a number in standard deviations of its true values, by twice the margins", () => {
  const number = (low: number, high: number) =>
    doseFinding({ ...doses(low, high), standard_deviation: 10 });
  expect(number(2, 6)).toMatchObject({
    state: "found",
    strength: "strong",
    evidence:
      "retrained with marker at 0.50, 0.70, 0.90: mean absolute error added by marker +4.00 (2.00 to 6.00), 0.40 standard deviations, from strength 0.50 to 0.90, 6 runs",
  });
  expect(number(0.4, 6)).toMatchObject({ state: "found", strength: "weak" });
  // By the margins of shares both would be found.
  expect(number(0.3, 1).state).toBe("not found");
  expect(number(-1, 1).state).toBe("not found");
  expect(number(-1, 1.1)).toMatchObject({
    state: "cannot tell",
    evidence: expect.stringMatching(/^an added error of 1.10 could be missed; retrained/) as string,
  });
});

it("cannot tell without an interval", () => {
  const none = { value: null, reason: "fewer than three runs" } as const;
  expect(doseFinding({ ...doses(0, 1), effect: none, slope: none, p: none })).toMatchObject({
    state: "cannot tell",
    evidence: "fewer than three runs",
  });
});

it("is found where either way found it, and open where one is open", () => {
  const finding = (state: TierFinding["state"], strength?: "weak" | "strong"): TierFinding => ({
    ...{ state, evidence: state },
    ...(strength === undefined ? {} : { strength }),
  });
  const strong = doseFinding(doses(0.1, 0.3));
  expect(combineUse(finding("not found"), strong)).toMatchObject({
    ...{ state: "found", strength: "strong", effect: strong.effect },
    evidence: `${strong.evidence}; not found`,
  });
  expect(combineUse(finding("found", "weak"), strong).strength).toBe("strong");
  expect(combineUse(finding("found", "strong"), strong).evidence).toMatch(/^found; retrained/);
  const none = doseFinding(doses(-0.01, 0.01));
  expect(combineUse(finding("cannot tell"), none)).toMatchObject({
    state: "cannot tell",
    doses: none.doses,
  });
  expect(combineUse(finding("not examined"), none)).toEqual(none);
});
