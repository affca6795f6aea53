import { describe, expect, it } from "vitest";
import { answersOf } from "../choose-answered-rows.js";
import { chooseLooked } from "./choose-looked.js";

/** Rows of two classes by P(second); one subject each. */
function choose(
  rows: readonly (readonly [label: number, positive: number, attribute?: number, subject?: string])[], // prettier-ignore
  changes: Partial<Parameters<typeof chooseLooked>[3]> = {},
) {
  const set = {
    name: "iid",
    label: Int32Array.from(rows, ([label]) => label),
    attributes: [Int32Array.from(rows, ([, , attribute = 0]) => attribute)],
  };
  const subjects = rows.map(([, , , subject], row) => subject ?? `s${row}`);
  const probabilities = Float64Array.from(rows.flatMap(([, p]) => [1 - p, p]));
  const answers = answersOf({ labels: set.label, probabilities, classCount: 2, threshold: null, subjects }); // prettier-ignore
  const law = { classes: 2, attributeSizes: [2], smallestCell: 1, mostClasses: 4, ...changes };
  return chooseLooked(set, answers, subjects, law).map(({ row }) => row);
}

describe("chooseLooked", () => {
  it("takes of each class the median of the right and of the wrong answers", () => {
    // Right of class 0: P(0) = .99, .7, .6; wrong: P(1) = .8. Right of class 1: .9 and .95, the lower; no wrong one.
    const rows = [[0, 0.01], [0, 0.3], [0, 0.4], [0, 0.8], [1, 0.95], [1, 0.9]] as const; // prettier-ignore
    expect(choose(rows)).toEqual([1, 3, 5]);
  });

  it("has one picture a subject, and none of groups that may not be shown or have no value", () => {
    const rows = [[0, 0.3, 0, "a"], [0, 0.1, 0, "a"], [0, 0.2, -1, "b"], [1, 0.9, 0, "c"]] as const; // prettier-ignore
    expect(choose(rows)).toEqual([0, 3]);
    expect(choose(rows, { smallestCell: 3 })).toEqual([]);
  });

  it("has the classes with most rows where there are many", () => {
    const rows = [[0, 0.3], [1, 0.9], [1, 0.8]] as const; // prettier-ignore
    expect(choose(rows, { mostClasses: 1 })).toEqual([2]);
  });
});
