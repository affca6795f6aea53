import { describe, expect, it } from "vitest";
import { answersOf } from "../choose-answered-rows.js";
import { chooseLooked, chooseLookedOfAnswer } from "./choose-looked.js";

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

  it("of an answer takes the median yes that is right, and the median of all that are wrong", () => {
    // Right yes: .9, .8, .6. Wrong: yes .95 of a no, no .7 of a yes, no .9 of a yes. Not known: never.
    const positive = [0.9, 0.8, 0.6, 0.95, 0.3, 0.1, 0.85, 0.01];
    const label = Int32Array.of(1, 1, 1, 0, 1, 1, -1, 0);
    const attributes = [Int32Array.from(label, () => 0)];
    const subjects = positive.map((_, row) => `s${row}`);
    const probabilities = Float64Array.from(positive.flatMap((p) => [1 - p, p]));
    const answers = answersOf({ labels: label, probabilities, classCount: 2, threshold: 0.5, subjects }); // prettier-ignore
    const rowsOf = (smallestCell: number) =>
      chooseLookedOfAnswer({ name: "iid", label, attributes }, answers, subjects, { attributeSizes: [1], smallestCell }).map(({ row }) => row); // prettier-ignore
    expect(rowsOf(1)).toEqual([1, 5]);
    // Two rows have no: they are not shown, and what they would tell neither.
    expect(rowsOf(3)).not.toContain(3);
  });
});
