import { expect, it } from "vitest";
import { adjustedMae, worstGroupMae } from "./group-errors.js";

const groups = [
  { n: 10, mae: 2 },
  { n: 3, mae: 9 },
  { n: 90, mae: 4 },
];

it("is the plain mean and the highest of the groups with enough rows", () => {
  expect(adjustedMae(groups, { minCount: 1 })).toBe(5);
  expect(adjustedMae(groups, { minCount: 4 })).toBe(3);
  expect(worstGroupMae(groups, { minCount: 1 })).toBe(9);
  expect(worstGroupMae(groups, { minCount: 4 })).toBe(4);
});

it("is undefined without groups, and where one has no MAE", () => {
  expect(adjustedMae([], { minCount: 1 })).toEqual({
    value: null,
    reason: "no rows with target and attributes",
  });
  expect(worstGroupMae(groups, { minCount: 100 })).toEqual({
    value: null,
    reason: "no group has 100 rows",
  });
  const empty = { value: null, reason: "all weights are 0" } as const;
  expect(adjustedMae([...groups, { n: 5, mae: empty }], { minCount: 1 })).toBe(empty);
});
