import { describe, expect, it } from "vitest";
import { chooseExamples, type ExampleLaw } from "./choose-examples.js";

const law: ExampleLaw = {
  labelSize: 2,
  attributeSizes: [2],
  imagesPerGroup: 4,
  mostGroups: 16,
  smallestCell: 1,
};

/** A set of rows [label, attribute, subject]. */
function choose(rows: readonly (readonly [number, number, string])[], more = law) {
  const set = {
    name: "train",
    label: Int32Array.from(rows, ([label]) => label),
    attributes: [Int32Array.from(rows, ([, attribute]) => attribute)],
  };
  return chooseExamples(
    set,
    rows.map(([, , subject]) => subject),
    more,
  );
}
const rowsOf = (label: number, attribute: number, count: number) =>
  Array.from(
    { length: count },
    (_, index) => [label, attribute, `${label}${attribute}-${index}`] as const,
  );

describe("chooseExamples", () => {
  it("spreads images evenly over a group, in the order of the group tables", () => {
    // By hand: of 16 rows the middles of four parts of four, 2, 6, 10 and 14; of 3 rows all.
    const chosen = choose([...rowsOf(1, 0, 16), ...rowsOf(0, 1, 3)]);
    expect(chosen).toEqual({
      groups: [
        { values: [0, 1], rows: 3, positions: [16, 17, 18] },
        { values: [1, 0], rows: 16, positions: [2, 6, 10, 14] },
      ],
      leftOut: 0,
      tooSmall: 0,
    });
  });

  it("shows the first image of a subject and no second one", () => {
    const visits = [0, 1, 2, 3, 4].map((visit) => [0, 0, visit < 3 ? "a" : "b"] as const);
    expect(choose(visits).groups).toEqual([{ values: [0, 0], rows: 5, positions: [0, 3] }]);
  });

  it("passes rows of no group over", () => {
    const chosen = choose([
      [-1, 0, "a"],
      [0, -1, "b"],
      [0, 0, "c"],
    ]);
    expect(chosen.groups).toEqual([{ values: [0, 0], rows: 1, positions: [2] }]);
  });

  it("keeps the groups with most rows, of equal ones the first, and counts the others", () => {
    const rows = [...rowsOf(0, 0, 2), ...rowsOf(0, 1, 9), ...rowsOf(1, 0, 5), ...rowsOf(1, 1, 5)];
    const { groups, leftOut } = choose(rows, { ...law, mostGroups: 2 });
    expect(groups.map(({ values }) => values)).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(leftOut).toBe(2);
  });

  it("shows no group whose count is hidden, nor one that would tell it", () => {
    const rows = [
      ...rowsOf(0, 0, 3),
      ...rowsOf(0, 1, 40),
      ...rowsOf(1, 0, 20),
      ...rowsOf(1, 1, 20),
    ];
    const { groups, tooSmall } = choose(rows, { ...law, smallestCell: 5 });
    // The 40 of label 0 would give the 3 away by subtraction.
    expect(groups.map(({ values }) => values)).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(tooSmall).toBe(2);
  });

  it("shows no group of few people where small counts are hidden, however many images they have", () => {
    const visits = Array.from({ length: 20 }, (_, visit) => [0, 0, `${visit % 2}`] as const);
    const rows = [...visits, ...rowsOf(1, 0, 20)];
    const { groups, tooSmall } = choose(rows, { ...law, smallestCell: 5 });
    expect([groups.map(({ values }) => values), tooSmall]).toEqual([[[1, 0]], 1]);
    expect(choose(rows).groups.length).toBe(2);
  });
});
