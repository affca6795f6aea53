import { describe, expect, it } from "vitest";
import { evaluateLabelsSet } from "./evaluate-labels-set.js";
import type { AttentionLooks } from "./localisation.js";
import type { LabelsRunResults, LabelsSetResult } from "./labels-results.js";
import { hideSmallLabels, hideSmallLabelsOfRun } from "./small-labels-groups.js";

/**
 * A set of `sizes` rows by site, A and B, and `outside` of none; "mass" is yes in every second row, "oedema" in every third,
 * "rare" in the first `rare` rows.
 */
function setOf(
  sizes: readonly [number, number],
  rare: number,
  outside = 0,
  looks?: AttentionLooks,
): LabelsSetResult {
  const values = sizes.flatMap((n, site) => new Array<number>(n).fill(site));
  const sites = [...values, ...new Array<number>(outside).fill(-1)];
  const yes = (is: boolean) => (is ? 1 : 0);
  return evaluateLabelsSet({
    names: ["mass", "oedema", "rare"],
    answers: sites.flatMap((_, row) => [yes(row % 2 === 0), yes(row % 3 === 0), yes(row < rare)]),
    scores: sites.flatMap((_, row) => [(row % 7) / 7, (row % 5) / 5, (row % 11) / 11]),
    attributes: [{ name: "site", valueNames: ["A", "B"], values: sites, scores: null }],
    thresholds: [0.5, 0.4, 0.3],
    looks,
  });
}

/** Sixty rows of three labels: the object is known of the first `known` rows of each, and found. */
function looksOf(known: readonly [number, number, number]): AttentionLooks {
  const areas = { area: 0.1, areaTolerant: 0.2, areaBox: 0.3 };
  const found = { hit: 1, hitTolerant: 1, hitBox: 1, inside: 1, iou: 1, ...areas };
  const objects = Array.from({ length: 180 }, (_, entry) =>
    Math.floor(entry / 3) < (known[entry % 3] ?? 0) ? found : null,
  );
  return { tolerance: 1, objects };
}

const group = { value: null, reason: "a group has fewer than 5 rows" };
const label = { value: null, reason: "a label has fewer than 5 rows of yes or of no" };
const names = (set: object) =>
  "labels" in set ? (set as LabelsSetResult).labels.map(({ name }) => name) : [];

describe("hideSmallLabels", () => {
  it("leaves the rest alone", () => {
    const set = setOf([30, 30], 20);
    expect(set.groups.map(({ n }) => n)).toEqual([30, 30]);
    expect(hideSmallLabels(set, 5)).toBe(set);
    const small = setOf([30, 2], 1);
    expect(hideSmallLabels(small, 1)).toBe(small);
    const none = { value: null, reason: "an empty cell" };
    expect(hideSmallLabels(none, 5)).toBe(none);
  });

  it("shows no group where one is small, nor what is read off groups", () => {
    const set = setOf([30, 3], 20);
    const shown = hideSmallLabels(set, 5);
    expect(shown).toMatchObject({
      n: 33,
      mAP: set.mAP,
      at_half: set.at_half,
      groups: [],
      adjusted_auroc: group,
      worst_group_auroc: group,
    });
    expect(names(shown)).toEqual(["mass", "oedema", "rare"]);
    for (const { auroc_within } of (shown as LabelsSetResult).labels) {
      expect(auroc_within).toEqual({
        site: { value: null, reason: "a value has fewer than 5 rows" },
      });
    }
  });

  it("counts rows outside the groups, and hides a whole set that is small", () => {
    const outside = hideSmallLabels(setOf([30, 30], 20, 2), 5);
    expect(outside).toMatchObject({ n: 62, groups: [], worst_group_auroc: group });
    // Both values have rows enough.
    expect((outside as LabelsSetResult).labels[0]?.auroc_within["site"]).toHaveProperty("pairs");
    expect(hideSmallLabels(setOf([2, 2], 1), 5)).toEqual({
      value: null,
      reason: "fewer than 5 rows",
    });
  });

  it("hides a group whose means are of one label", () => {
    const set = setOf([30, 30], 20);
    const groups = set.groups.map((own) => ({ ...own, labels: 1 }));
    expect(hideSmallLabels({ ...set, groups }, 5)).toMatchObject({ groups: [] });
  });

  // One row of yes: its AUROC is the rank of that person's score, and mAP less the other labels' gives it too.
  it("lists no label with few rows of yes or of no, nor any number that it is part of", () => {
    for (const rare of [1, 4, 57]) {
      const shown = hideSmallLabels(setOf([30, 30], rare), 5);
      expect(names(shown)).toEqual(["mass", "oedema"]);
      expect(shown).toMatchObject({ mAP: label, macro_auroc: label, groups: [] });
      expect(shown).toMatchObject({ adjusted_auroc: label, worst_group_auroc: label });
      const all = { CP: label, CR: label, CF1: label, OP: label, OR: label, OF1: label };
      expect(shown).toMatchObject({ at_half: all, at_chosen: all });
    }
    for (const rare of [0, 5, 55, 60]) {
      expect(names(hideSmallLabels(setOf([30, 30], rare), 5))).toHaveLength(3);
    }
  });
});

describe("hideSmallLabels, where a model looks", () => {
  const localised = (rare: number, known: readonly [number, number, number]) => {
    const shown = hideSmallLabels(setOf([30, 30], rare, 0, looksOf(known)), 5) as LabelsSetResult;
    const own = shown.labels.map(({ name, localisation }) => [name, localisation?.pointing_game]);
    return { overall: shown.localisation, own, mAP: shown.mAP };
  };

  it("is shown where rows are enough", () => {
    const { overall, own } = localised(20, [60, 60, 60]);
    expect(overall).toMatchObject({ labels: 3, pointing_game: 1, mask_area: expect.closeTo(0.1, 9) as number }); // prettier-ignore
    expect(own).toEqual([["mass", 1], ["oedema", 1], ["rare", 1]]); // prettier-ignore
  });

  it("has no mean over labels where one is not listed", () => {
    const { overall, own } = localised(3, [60, 60, 60]);
    expect(own).toEqual([["mass", 1], ["oedema", 1]]); // prettier-ignore
    expect(overall).toEqual({
      ...{ tolerance: 1, labels: 3, pointing_game: label, pointing_game_tolerant: label },
      ...{ attention_in_mask: label, iou: label, mask_area: label, mask_area_tolerant: label },
      ...{ pointing_game_box: label, box_area: label },
    });
  });

  it("is not shown of a label of which few objects are known, though the label is", () => {
    // Of rows 0 to 7 four are mass, three oedema.
    const { overall, own, mAP } = localised(20, [8, 60, 0]);
    const reason = { value: null, reason: "a label has fewer than 5 masks" };
    expect(own).toEqual([
      ["mass", undefined],
      ["oedema", 1],
      ["rare", { value: null, reason: "no rows of yes with a mask" }],
    ]);
    expect(overall).toMatchObject({ pointing_game: reason, iou: reason });
    expect(typeof mAP).toBe("number");
  });
});

describe("hideSmallLabelsOfRun", () => {
  const threshold = (positives: number) => ({
    ...{ name: "mass", threshold: 0.4, f1: 0.5, n: 40, positives },
  });
  const results = (positives: number): LabelsRunResults => ({
    ...{ method: "erm", sampling: "natural", seed: 0, splitSeed: 0 },
    ...{ selection: { rule: "last", epoch: 1 }, encoderSteps: 1, seconds: 1 },
    target: { name: "findings", labels: ["mass", "oedema", "rare"] },
    thresholds: [threshold(20), threshold(positives)],
    validation: setOf([30, 30], 20),
    tests: { iid: setOf([30, 30], 20), inverted: setOf([3, 0], 1) },
  });

  it("shows no threshold that few rows chose, nor what it gives", () => {
    for (const positives of [3, 38]) {
      const shown = hideSmallLabelsOfRun(results(positives), 5);
      expect(shown.thresholds).toEqual({
        value: null,
        reason: "a label has fewer than 5 validation rows of yes or no",
      });
      expect(JSON.stringify(shown)).not.toContain("at_chosen");
      expect(shown.tests["iid"]).toMatchObject({ n: 60, at_half: { CP: expect.any(Number) as number } }); // prettier-ignore
    }
  });

  it("shows thresholds that enough rows chose, or none did", () => {
    for (const positives of [0, 5, 20]) {
      const shown = hideSmallLabelsOfRun(results(positives), 5);
      expect(shown.thresholds).toEqual(results(positives).thresholds);
      expect(shown.tests["iid"]).toHaveProperty("at_chosen");
      expect(shown.tests["inverted"]).toEqual({ value: null, reason: "fewer than 5 rows" });
    }
    expect(hideSmallLabelsOfRun(results(3))).toEqual(results(3));
  });
});
