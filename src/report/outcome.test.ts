import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import type { SetResult, TestResult } from "../evaluation/results.js";
import {
  describeOutcome,
  gapBetween,
  labelCountOf,
  outcomeRules,
  worstGroupOf,
} from "./outcome.js";

/** A set of two classes of n/2 rows with this accuracy in both. */
function set(value: number, n: number): SetResult {
  return {
    n,
    accuracy: value,
    balanced_accuracy: value,
    auroc: value,
    adjusted_accuracy: value,
    worst_group_accuracy: value,
    groups: [0, 1].map((label) => ({
      name: `class ${label}`,
      label,
      attributes: {},
      n: n / 2,
      accuracy: value,
    })),
    attributes: {},
    cross: {},
  };
}
const tests = (iid: number, inverted: number, n = 2000): Record<string, TestResult> => ({
  iid: set(iid, n),
  inverted: set(inverted, n),
});
const sentence = (iid: number, inverted: number, n?: number): string =>
  describeOutcome(tests(iid, inverted, n)).sentence;

describe("describeOutcome", () => {
  it("says each outcome in a whole sentence", () => {
    expect(describeOutcome(tests(0.97, 0.32))).toEqual({
      kind: "shortcut",
      sentence:
        "Falls for the shortcut: iid 0.970, inverted 0.320 (gap 0.650, 95 % interval 0.628 to 0.672); " +
        "inverted is below chance (0.500).",
    });
    expect(sentence(0.95, 0.85)).toBe(
      "Leans on the shortcut: iid 0.950, inverted 0.850 (gap 0.100, 95 % interval 0.082 to 0.118).",
    );
    expect(describeOutcome(tests(0.7, 0.83))).toEqual({
      kind: "anti-shortcut",
      sentence:
        "Anti-shortcut: iid 0.700, inverted 0.830 (gap -0.130, 95 % interval -0.156 to -0.104); " +
        "it works against the attribute instead of ignoring it, which is no success.",
    });
    expect(describeOutcome(tests(0.55, 0.54))).toEqual({
      kind: "collapsed",
      sentence:
        "Collapsed: iid 0.550, inverted 0.540; iid is hardly above chance (0.500), so a small gap is no success.",
    });
    expect(describeOutcome(tests(0.93, 0.91))).toEqual({
      kind: "robust",
      sentence:
        "No sign of the shortcut: iid 0.930, inverted 0.910 (gap 0.020, 95 % interval 0.003 to 0.037).",
    });
    // Classes of 20: 1.96·√((20/24·4/24 + 18/24·6/24) / 24 · 2/4) = 0.162.
    expect(describeOutcome(tests(0.9, 0.8, 40))).toEqual({
      kind: "no-conclusion",
      sentence:
        "No conclusion: iid 0.900, inverted 0.800, but the interval is too wide " +
        "(gap 0.100, 95 % interval -0.062 to 0.262); more test images are needed.",
    });
  });

  it("does not take few rows for certainty: ten of ten and ten of ten is no conclusion", () => {
    expect(describeOutcome(tests(1, 1, 10)).kind).toBe("no-conclusion");
    expect(describeOutcome(tests(1, 1, 2000)).kind).toBe("robust");
  });

  it("calls the floor of exact independence (iid 0.60) collapsed, not robust", () => {
    expect(describeOutcome(tests(0.6, 0.6)).kind).toBe("collapsed");
  });

  it("sees a shortcut in a weak model before it calls it collapsed", () => {
    expect(describeOutcome(tests(0.58, 0.3)).kind).toBe("shortcut");
  });

  it("counts the effective n of weighted tests", () => {
    const weighted = { ...set(0.8, 2000), effective_n: 40 };
    expect(describeOutcome({ iid: set(0.9, 2000), inverted: weighted }).kind).toBe("no-conclusion");
    expect(describeOutcome({ iid: set(0.9, 2000), inverted: set(0.8, 2000) }).kind).toBe(
      "shortcut",
    );
  });

  it("says which value is missing", () => {
    expect(describeOutcome({}).sentence).toBe("No conclusion: there is no iid test.");
    expect(
      describeOutcome({ iid: set(0.9, 100), inverted: { value: null, reason: "an empty cell" } })
        .sentence,
    ).toBe("No conclusion: the inverted test is n/a (an empty cell).");
    const oneClass = {
      ...set(0.9, 100),
      balanced_accuracy: { value: null, reason: "one class only" },
    };
    expect(describeOutcome({ iid: oneClass, inverted: set(0.9, 100) }).sentence).toBe(
      "No conclusion: balanced accuracy of the iid test is n/a (one class only).",
    );
  });

  it("finds what simulated models do", () => {
    const kindOf = (shortcutShare: number, errorRate: number) =>
      describeOutcome(exampleRun({ shortcutShare, errorRate }).results.tests).kind;
    expect(kindOf(0.9, 0.02)).toBe("shortcut");
    expect(kindOf(0, 0.08)).toBe("robust");
    expect(kindOf(0, 0.48)).toBe("collapsed");
  });
});

describe("outcomeRules", () => {
  it("say the thresholds, as docs/run-folder.md does", () => {
    expect(outcomeRules.shortcut).toBe(
      "the gap iid − inverted is above 0.05 and its 95 % interval lies above 0, however high both accuracies " +
        "are (“falls for” above 0.2, else “leans on”)",
    );
    const page = readFileSync("docs/run-folder.md", "utf8").replace(/\s+/g, " ");
    for (const [kind, rule] of Object.entries(outcomeRules)) {
      expect(page).toContain(`**${kind}**: ${rule}`);
    }
  });

  it("stand on a page that lists every key of results.json", () => {
    const page = readFileSync("docs/run-folder.md", "utf8");
    const { results } = exampleRun({ shortcutShare: 0.5, errorRate: 0.1 });
    const { balanced } = results.tests;
    for (const key of [...Object.keys(results), ...Object.keys(balanced ?? {}), "effective_n"]) {
      expect(page).toMatch(new RegExp(`^\\| \`${key}\` +\\|`, "m"));
    }
  });
});

describe("gapBetween, worstGroupOf, labelCountOf", () => {
  it("read the sets", () => {
    expect(gapBetween(tests(0.7, 0.95))).toBeCloseTo(0.25, 12);
    expect(gapBetween({})).toEqual({ value: null, reason: "there is no iid test" });
    expect(worstGroupOf(set(0.7, 10))?.name).toBe("class 0");
    const undefinedWorst = { value: null, reason: "no rows" } as const;
    expect(worstGroupOf({ ...set(0.7, 10), worst_group_accuracy: undefinedWorst })).toBeUndefined();
    expect(labelCountOf(set(0.7, 10))).toBe(2);
  });
});
