import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { delongDifference } from "../intervals/delong-difference.js";
import { delongInterval } from "../intervals/delong-interval.js";
import { delongParts, type DelongParts } from "../intervals/delong-parts.js";
import { audit } from "./audit.js";
import { areasOfGroups } from "./areas-of-groups.js";

describe("areasOfGroups", () => {
  it("is delongParts of the rows of each group, rows of none left out", () => {
    const rows = {
      labels: [1, 0, 1, 0, 1, 0, 1],
      scores: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3],
      subjects: [4, 4, 2, 1, 0, 3, 9],
    };
    const groups = Int32Array.of(1, 1, 0, 0, 1, -1, 0);
    const own = (group: number) => {
      const pick = (column: readonly number[]) => column.filter((_, row) => groups[row] === group);
      return { labels: pick(rows.labels), scores: pick(rows.scores), subjects: pick(rows.subjects) }; // prettier-ignore
    };
    expect(areasOfGroups(rows, groups, 3)).toEqual([
      delongParts(own(0)),
      delongParts(own(1)),
      { value: null, reason: "no positives" },
    ]);
  });
});

describe("the AUROCs of an audit", () => {
  const rng = createRng("areas");
  const subjects = Array.from({ length: 240 }, (_, row) => Math.floor(row / 3));
  const own = Array.from({ length: 80 }, () => rng.normal());
  const labels = subjects.map((subject) => (rng.normal() + at(own, subject) > 0 ? 1 : 0));
  const scores = subjects.map(
    (subject, row) => 1 / (1 + Math.exp(-(at(labels, row) + at(own, subject) + rng.normal()))),
  );
  const site = subjects.map(() => rng.integer(2));
  const auditOf = (probabilities: number[], classes = ["0", "1"]) =>
    audit({
      ...{ door: "predictions", source: "p.csv", split: "test", subjects: subjects.map(String) },
      attributes: [{ name: "site", valueNames: ["A", "B"], values: site }],
      targets: [
        { kind: "classes", name: "label", classes, labels, probabilities, threshold: null },
      ],
      settings: { resamples: 100, permutations: 9 },
    }).targets[0]?.attributes[0];
  const partsOf = (group: number, by: readonly number[]) => {
    const pick = (column: readonly number[]) => column.filter((_, row) => site[row] === group);
    const parts = delongParts({ labels: pick(labels), scores: pick(by), subjects: pick(subjects) });
    if ("reason" in parts) throw new Error(parts.reason);
    return parts;
  };

  it("have DeLong's intervals, and the gap counts subjects who are in both groups", () => {
    const found = auditOf(scores.flatMap((score) => [1 - score, score]));
    const [one, other] = [partsOf(0, scores), partsOf(1, scores)];
    const estimate = found?.groups[0]?.measures["auroc"];
    expect(estimate).toMatchObject({ value: one.area, interval: delongInterval(one) });
    const gap = found?.gaps.find(({ measure }) => measure === "auroc");
    const sides = one.area > other.area ? ([one, other] as const) : ([other, one] as const);
    const expected = delongDifference(...sides);
    if ("reason" in expected) throw new Error(expected.reason);
    expect(gap?.gap).toMatchObject({ value: expected.value, interval: expected.interval });
    expect(gap?.detectable).toBeCloseTo(2.8015852 * expected.standardError, 6);
    const apart = delongDifference(sides[0], partsOfOthers(sides[1]));
    if ("reason" in apart) throw new Error(apart.reason);
    expect(expected.standardError).not.toBeCloseTo(apart.standardError, 4);
  });

  it("of 1 in a group have an interval with a width", () => {
    const perfect = labels.map((label) => 0.2 + 0.6 * label);
    const found = auditOf(perfect.flatMap((score) => [1 - score, score]));
    const estimate = found?.groups[0]?.measures["auroc"];
    expect(estimate).toMatchObject({
      value: 1,
      interval: {
        high: expect.closeTo(1, 12) as number,
        method: "Wilson score, n subjects of the rarer class",
      },
    });
    expect(found?.gaps.find(({ measure }) => measure === "auroc")?.gap).toMatchObject({ value: 0 });
  });
});

/** The same, of subjects who are in no other group. */
function partsOfOthers(parts: DelongParts): DelongParts {
  return { ...parts, subjects: parts.subjects.map((subject) => subject + 1000) };
}
