import { describe, expect, it } from "vitest";
import type { Estimate, TierFinding } from "./audit-results.js";
import {
  decideVerdict,
  disparityFinding,
  notExamined,
  type DisparityEvidence,
  type Effect,
} from "./decide-verdict.js";

const size = (value: number, low: number, high: number): Estimate => ({
  value,
  n: 400,
  interval: { low, high, level: 0.95, method: "bootstrap" },
});

const gap = (value: number, low: number, high: number, detectable = 0.08): Effect => ({
  name: "gap in balanced accuracy",
  what: "balanced accuracy 0.70 (A) against 0.80 (B), gap",
  size: size(value, low, high),
  detectable,
  pairs: 1,
  isSought: true,
});

const evidence = (change: Partial<DisparityEvidence>): DisparityEvidence => ({
  p: 0.01,
  correction: "one test",
  effects: [gap(0.1, 0.03, 0.17)],
  unit: 1,
  kind: "share",
  subjects: 400,
  ...change,
});

describe("disparityFinding", () => {
  it("D1: needs both the test and an effect that matters", () => {
    expect(disparityFinding(evidence({}))).toEqual({
      state: "found",
      evidence:
        "balanced accuracy 0.70 (A) against 0.80 (B), gap 0.10 (0.03 to 0.17); p 0.01 given the label, one test",
      effect: size(0.1, 0.03, 0.17),
      p: 0.01,
    });
    const stateOf = (change: Partial<DisparityEvidence>) =>
      disparityFinding(evidence(change)).state;
    expect(stateOf({ p: 0.05 })).toBe("found");
    expect(stateOf({ p: 0.051 })).toBe("not found");
    expect(stateOf({ effects: [gap(0.1, -0.001, 0.2)] })).toBe("not found");
    expect(stateOf({ effects: [gap(0.049, 0.03, 0.06, 0.04)] })).toBe("not found");
    expect(stateOf({ effects: [gap(0.05, 0.03, 0.06, 0.04)] })).toBe("found");
    // Better where the association is turned round.
    expect(stateOf({ effects: [gap(-0.1, -0.17, -0.03)] })).toBe("found");
  });

  it("D1: allows for the choice of the most extreme pair", () => {
    // 0.1 is 3.5 standard errors of 0.08 / 2.8: p 0.00046, of 190 pairs 0.09.
    const stateOf = (pairs: number) =>
      disparityFinding(evidence({ effects: [{ ...gap(0.1, 0.03, 0.17), pairs }] })).state;
    expect(stateOf(100)).toBe("found");
    expect(stateOf(190)).toBe("not found");
  });

  it("D1: names the largest effect that matters, one that is not sought too", () => {
    const other = { ...gap(0.2, 0.1, 0.3), what: "specificity, gap", isSought: false };
    const { evidence: line } = disparityFinding(
      evidence({ effects: [gap(0.1, 0.03, 0.17), other, gap(0.5, -0.1, 1)] }),
    );
    expect(line).toMatch(/^specificity, gap 0.20/);
  });

  it("D2: says how many more subjects an effect of the sought size needs", () => {
    const open = evidence({ p: 0.4, effects: [gap(0.02, -0.1, 0.14, 0.2)] });
    // 400 ((0.2 / 0.1)² − 1) = 1200
    expect(disparityFinding(open)).toMatchObject({ state: "cannot tell", needed: 1200, p: 0.4 });
    expect(disparityFinding(open).evidence).toMatch(
      /^a gap in balanced accuracy below 0.20 could be missed; p 0.40/,
    );
    const small = evidence({ p: 0.4, effects: [gap(0.02, -0.1, 0.14, 0.105)] });
    // 400 (1.05² − 1) = 41, upwards to two digits.
    expect(disparityFinding(small).needed).toBe(41);
    const one = { value: null, reason: "the attribute has one value" } as const;
    expect(disparityFinding(evidence({ p: one }))).toMatchObject({
      state: "cannot tell",
      evidence: "the attribute has one value",
    });
    expect(disparityFinding(evidence({ p: 0.001, effects: [] }))).toMatchObject({
      state: "cannot tell",
      needed: { value: null, reason: "fewer than two groups are large enough to compare" },
    });
  });

  it("D2: rests on the sought effect that is hardest to see", () => {
    const effects = [gap(0, -1, 1, 0.02), { ...gap(0, -1, 1, 0.3), name: "drop" }];
    expect(disparityFinding(evidence({ p: 1, effects })).evidence).toMatch(/^a drop below 0.30/);
  });

  it("D3: says what would have been seen, a number in its own unit", () => {
    expect(disparityFinding(evidence({ p: 0.5 })).evidence).toMatch(
      /^a gap in balanced accuracy of 0.10 would have been seen; p 0.50/,
    );
    const number = evidence({ p: 0.5, kind: "number", unit: 12, effects: [gap(1, -1, 3, 2)] });
    expect(disparityFinding(number)).toMatchObject({ state: "not found" });
    expect(disparityFinding(number).evidence).toMatch(/of 2.40 would have been seen/);
    // 2.5 of 12 is more than 0.2 standard deviations.
    const wide = evidence({ ...number, effects: [gap(1, -1, 3, 2.5)] });
    expect(disparityFinding(wide).state).toBe("cannot tell");
  });
});

describe("decideVerdict", () => {
  const finding = (state: TierFinding["state"], more: Partial<TierFinding> = {}): TierFinding => ({
    state,
    evidence: `evidence: ${state}`,
    ...more,
  });
  const [found, absent, open, none] = [
    finding("found"),
    finding("not found"),
    finding("cannot tell", { needed: 300 }),
    notExamined("needs the model"),
  ];

  it.each([
    ["used", { encoded: found, disparity: found, used: found }],
    ["used", { encoded: absent, disparity: open, used: found }],
    ["disparity", { encoded: none, disparity: found, used: none }],
    ["disparity", { encoded: found, disparity: found, used: open }],
    ["disparity", { encoded: found, disparity: found, used: absent }],
    ["cannot tell", { encoded: found, disparity: open, used: none }],
    ["cannot tell", { encoded: none, disparity: absent, used: open }],
    ["cannot tell", { encoded: none, disparity: none, used: none }],
    ["encoded only", { encoded: found, disparity: absent, used: none }],
    ["encoded only", { encoded: found, disparity: absent, used: absent }],
    ["nothing found", { encoded: none, disparity: absent, used: none }],
    ["nothing found", { encoded: absent, disparity: absent, used: absent }],
  ] as const)("%s: %j", (kind, tiers) => {
    const verdict = decideVerdict(tiers);
    expect(verdict.kind).toBe(kind);
    expect(verdict.tiers).toBe(tiers);
    expect(verdict.line).not.toBe("");
  });

  it("says that the cause of a disparity is open", () => {
    const { line } = decideVerdict({ encoded: none, disparity: found, used: none });
    expect(line).toBe("evidence: found; cause open");
  });

  it("hands on the strength, and the most that a tier needs", () => {
    const used = finding("found", { strength: "weak" });
    expect(decideVerdict({ encoded: none, disparity: none, used }).strength).toBe("weak");
    const more = finding("cannot tell", { needed: 900 });
    expect(decideVerdict({ encoded: more, disparity: open, used: none }).needed).toBe(900);
    const reason = { value: null, reason: "no groups" } as const;
    const unknown = finding("cannot tell", { needed: reason });
    expect(decideVerdict({ encoded: none, disparity: unknown, used: none }).needed).toEqual(reason);
  });
});
