/** An audit as a whole: against fairlearn, SciPy and scikit-learn (fixtures/audit/make.py), and what it refuses. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { audit } from "./audit.js";
import type { AuditInput, ClassTarget } from "./audit-input.js";
import type { Estimate } from "./audit-results.js";
import { benjaminiHochbergCorrection } from "../comparison/benjamini-hochberg.js";

interface Case {
  label: number[];
  group: number[];
  score: number[];
  threshold: number;
  overall: Record<string, number>;
  by_group: Record<string, number>[];
  difference: Record<string, number>;
  ratio: Record<string, number>;
  demographic_parity_difference: number;
  equalized_odds_difference: number;
  calibration: [number, number][];
}
const { cases, corrections } = JSON.parse(
  readFileSync(new URL("../../../fixtures/audit/values.json", import.meta.url), "utf8"),
) as { cases: Case[]; corrections: { p: number[]; benjamini_hochberg: number[] } };

const valueOf = (estimate: Estimate | undefined) =>
  estimate === undefined ? NaN : (estimate.value ?? NaN);

function twoClasses(labels: readonly number[], scores: readonly number[], threshold = 0.5) {
  return {
    kind: "classes",
    name: "label",
    classes: ["0", "1"],
    labels,
    probabilities: scores.flatMap((score) => [1 - score, score]),
    threshold: { rule: "given", split: null, value: threshold },
  } satisfies ClassTarget;
}

/** Rows of one subject each; the score moves with attribute `by` by `shift`. */
function drawn(n: number, shift: number, seed = 1) {
  const rng = createRng(`audit ${seed}`);
  const labels = Array.from({ length: n }, () => rng.integer(2));
  const site: number[] = labels.map((label) => (rng.uniform() < (label === 1 ? 0.7 : 0.3) ? 1 : 0));
  const sex = labels.map(() => rng.integer(2));
  const scores = labels.map((label, row) => {
    const logit = 2 * label - 1 + shift * (2 * at(site, row) - 1) + rng.normal();
    return 1 / (1 + Math.exp(-logit));
  });
  return { labels, site, sex, scores };
}

function inputOf({ labels, site, sex, scores }: ReturnType<typeof drawn>): AuditInput {
  return {
    door: "predictions",
    source: "p.csv",
    split: "test",
    subjects: labels.map((_, row) => `s${row}`),
    attributes: [
      { name: "site", valueNames: ["A", "B"], values: site },
      { name: "sex", valueNames: ["f", "m"], values: sex },
    ],
    targets: [twoClasses(labels, scores)],
    settings: { resamples: 200, permutations: 199 },
  };
}

describe("audit against other libraries", () => {
  it.each(cases.map((entry, index) => [index, entry] as const))("case %i", (_, entry) => {
    const count = entry.by_group.length;
    const { targets } = audit({
      door: "predictions",
      source: "values.json",
      split: "test",
      subjects: entry.label.map((_value, row) => String(row)),
      attributes: [
        {
          name: "g",
          valueNames: Array.from({ length: count }, (_v, g) => `g${g}`),
          values: entry.group,
        },
      ],
      targets: [twoClasses(entry.label, entry.score, entry.threshold)],
      settings: { resamples: 50, permutations: 9 },
    });
    const target = at(targets, 0);
    const attribute = at(target.attributes, 0);
    for (const [name, value] of Object.entries(entry.overall)) {
      expect(valueOf(target.overall[name]), name).toBeCloseTo(value, 12);
    }
    for (const [group, expected] of entry.by_group.entries()) {
      for (const [name, value] of Object.entries(expected)) {
        expect(valueOf(at(attribute.groups, group).measures[name]), name).toBeCloseTo(value, 12);
      }
    }
    for (const { measure, gap, ratio } of attribute.gaps) {
      if (measure === "ece") continue;
      expect(valueOf(gap), measure).toBeCloseTo(entry.difference[measure] ?? NaN, 12);
      if (measure === "positive_rate") continue;
      expect(valueOf(ratio), measure).toBeCloseTo(entry.ratio[measure] ?? NaN, 12);
    }
    if ("reason" in attribute.rates) throw new Error(attribute.rates.reason);
    const { demographic_parity: parity, equalised_odds: odds } = attribute.rates;
    expect(valueOf(parity)).toBeCloseTo(entry.demographic_parity_difference, 12);
    expect(valueOf(odds)).toBeCloseTo(entry.equalized_odds_difference, 12);
    expect(target.calibration.map(({ mean_score: mean, positives }) => [mean, positives])).toEqual(
      entry.calibration.map((pair) => pair.map((value) => expect.closeTo(value, 12) as number)),
    );
  });

  it("corrects as SciPy's false_discovery_control", () => {
    for (const [index, value] of benjaminiHochbergCorrection(corrections.p).entries()) {
      expect(value).toBeCloseTo(at(corrections.benjamini_hochberg, index), 12);
    }
  });
});

describe("audit", () => {
  it("finds the attribute that moves the score, and not the other", () => {
    const results = audit(inputOf(drawn(1500, 0.5)));
    const [site, sex] = at(results.targets, 0).attributes;
    expect(site?.verdict?.kind).toBe("disparity");
    expect(site?.verdict?.line).toMatch(
      /^(sensitivity|specificity) .* against .*, gap .*Holm over 2 tests; cause open$/,
    );
    expect(sex?.verdict?.kind).toBe("nothing found");
    expect(site?.verdict?.tiers.encoded.state).toBe("not examined");
    expect(site?.verdict?.tiers.used.state).toBe("not examined");
  });

  it("says that it cannot tell with few rows, and about how many more are needed", () => {
    const [site] = at(audit(inputOf(drawn(150, 0))).targets, 0).attributes;
    expect(site?.verdict?.kind).toBe("cannot tell");
    expect(site?.verdict?.needed).toBeGreaterThan(50);
  });

  it("has a seed, and is the same twice; a target alone is what it is beside others", () => {
    const input = inputOf(drawn(200, 0.3));
    const other = { ...at(input.targets, 0), name: "other" };
    expect(audit(input)).toEqual(audit(input));
    expect(audit({ ...input, settings: { ...input.settings, seed: 4 } })).not.toEqual(audit(input));
    const both = audit({ ...input, targets: [other, ...input.targets] });
    expect(both.targets[1]?.overall).toEqual(audit(input).targets[0]?.overall);
  });

  it("crosses attributes, names their groups in words, and gives them no verdict", () => {
    const input = { ...inputOf(drawn(300, 0.3)), intersections: [["site", "sex"]] };
    const crossed = audit(input).targets[0]?.attributes[2];
    expect(crossed?.name).toBe("site × sex");
    expect(crossed?.of).toEqual(["site", "sex"]);
    expect(crossed?.groups.map(({ name }) => name)).toEqual(["A, f", "A, m", "B, f", "B, m"]);
    expect(crossed?.groups.reduce((sum, { n }) => sum + n, 0)).toBe(300);
    expect(crossed?.verdict).toBeNull();
  });

  it("shows small groups and groups of one class, and does not rank them", () => {
    const set = drawn(200, 0);
    const site = set.site.map((value, row) => (row < 6 ? 2 : value));
    const sex = set.sex.map((_, row) => (at(set.labels, row) === 1 ? 1 : 0));
    const input = inputOf({ ...set, site, sex });
    const [first] = input.attributes;
    const { attributes } = at(
      audit({
        ...input,
        attributes: [
          {
            name: "site",
            valueNames: ["A", "B", "<script>", "empty"],
            values: first?.values ?? [],
          },
          ...input.attributes.slice(1),
        ],
      }).targets,
      0,
    );
    expect(attributes[0]?.groups.map(({ ranked, n }) => [ranked, n > 0])).toEqual([
      [true, true],
      [true, true],
      [false, true],
      [false, false],
    ]);
    expect(attributes[0]?.groups[3]?.measures["accuracy"]).toEqual({
      value: null,
      reason: "no rows",
    });
    expect(attributes[1]?.groups[0]?.measures["auroc"]).toEqual({
      value: null,
      reason: "no positives",
    });
    expect(attributes[1]?.groups[0]?.measures["sensitivity"]).toEqual({
      value: null,
      reason: "no positives",
    });
    expect(attributes[1]?.groups[1]?.measures["balanced_accuracy"]).toEqual({
      value: null,
      reason: "one class only",
    });
    expect(attributes[1]?.verdict?.kind).toBe("cannot tell");
  });

  it("has no number where there is none: one class, a constant attribute, one subject", () => {
    const set = drawn(60, 0);
    const oneClass = audit(inputOf({ ...set, labels: set.labels.map(() => 0) }));
    expect(oneClass.targets[0]?.overall["auroc"]).toEqual({ value: null, reason: "no positives" });
    const constant = audit(inputOf({ ...set, site: set.site.map(() => 0) }));
    expect(constant.targets[0]?.attributes[0]?.conditional.p).toEqual({
      value: null,
      reason: "the attribute has one value",
    });
    expect(constant.targets[0]?.attributes[0]?.verdict?.kind).toBe("cannot tell");
    const alone = audit({ ...inputOf(set), subjects: set.labels.map(() => "me") });
    const estimate = alone.targets[0]?.overall["accuracy"];
    expect(estimate).toMatchObject({
      interval: { value: null, reason: "fewer than two subjects" },
    });
    expect(alone.targets[0]?.attributes[0]?.verdict?.kind).toBe("cannot tell");
  });

  it("never writes NaN or infinity", () => {
    const set = drawn(40, 0);
    for (const labels of [set.labels, set.labels.map(() => 1)]) {
      const text = JSON.stringify(audit(inputOf({ ...set, labels })), (_, value: unknown) =>
        typeof value === "number" && !Number.isFinite(value) ? "BAD" : value,
      );
      expect(text).not.toContain("BAD");
    }
  });

  it("leaves rows without an answer out, and counts rows without a value", () => {
    const set = drawn(200, 0);
    const labels = set.labels.map((label, row) => (row < 20 ? -1 : label));
    const site = set.site.map((value, row) => (row >= 190 ? -1 : value));
    const target = at(audit(inputOf({ ...set, labels, site })).targets, 0);
    expect(target.n).toBe(180);
    expect(target.attributes[0]?.missing).toBe(10);
  });

  it("audits more classes and a number", () => {
    const rng = createRng("more");
    const set = drawn(400, 0.6);
    const labels = set.labels.map(() => rng.integer(3));
    const classes: ClassTarget = {
      kind: "classes",
      name: "kind",
      classes: ["a", "b", "c"],
      labels,
      probabilities: labels.flatMap((label, row) => {
        const parts = [0, 1, 2].map((k) =>
          Math.exp(2 * (k === label ? 1 : 0) + (k === 0 ? at(set.site, row) : 0)),
        );
        const sum = parts.reduce((left, right) => left + right, 0);
        return parts.map((part) => part / sum);
      }),
      threshold: null,
    };
    const targets = labels.map((label) => 10 * label + rng.normal());
    const results = audit({
      ...inputOf(set),
      targets: [
        classes,
        {
          kind: "number",
          name: "age",
          targets,
          predictions: targets.map((value, row) => value + 3 * at(set.site, row) + rng.normal()),
          binNames: ["low", "middle", "high"],
          bins: labels,
        },
      ],
    });
    expect(Object.keys(results.targets[0]?.overall ?? {})).not.toContain("sensitivity");
    expect(results.targets[0]?.attributes[0]?.rates).toEqual({
      value: null,
      reason: "two classes only",
    });
    const age = results.targets[1];
    expect(age?.attributes[0]?.verdict?.kind).toBe("disparity");
    expect(age?.attributes[1]?.verdict?.kind).toBe("nothing found");
    expect(age?.attributes[0]?.shift).toMatchObject({ measure: "mae" });
  });

  it.each([
    ["no rows", { subjects: [] }, "audit: no rows"],
    [
      "no attributes",
      { attributes: [] },
      "audit: no attributes. An audit compares groups: add a column of the attribute, attr_<name>.",
    ],
    [
      "an unknown intersection",
      { intersections: [["site", "sexx"]] },
      "intersection: unknown attribute: expected [site,sex], got sexx. Did you mean sex?",
    ],
    [
      "an intersection of one",
      { intersections: [["site"]] },
      "intersection: two or more different attributes are crossed: got site",
    ],
    [
      "no resamples",
      { settings: { resamples: 0 } },
      "audit: resamples: expected an integer, 1 or more, got 0",
    ],
    [
      "scores outside 0..1",
      { targets: [twoClasses(new Array<number>(60).fill(1), new Array<number>(60).fill(1.5))] },
      "audit of label: probability of class 0, row 0: expected 0..1, got -0.5. Logits become probabilities by softmax.",
    ],
    [
      "a score that is none",
      { targets: [twoClasses(new Array<number>(60).fill(1), new Array<number>(60).fill(NaN))] },
      "audit of label: probabilities: entry of row 0: expected a finite number, got NaN",
    ],
    [
      "too many values",
      {
        attributes: [
          {
            name: "id",
            valueNames: Array.from({ length: 101 }, String),
            values: new Array<number>(60).fill(0),
          },
        ],
      },
      "audit: values of id: expected at most 100, got 101. Give a number as number_<name> with its bins as attr_<name>, or merge values.",
    ],
  ])("refuses %s", (_, change: Partial<AuditInput>, message) => {
    expect(() => audit({ ...inputOf(drawn(60, 0)), ...change })).toThrow(message);
  });
});
