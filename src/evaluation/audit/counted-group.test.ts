import { expect, it } from "vitest";
import { countedGroup } from "./counted-group.js";

it("is ranked with enough subjects, and of classes with 5 rows of each", () => {
  const classes = ["no", "yes"];
  expect(countedGroup("site A", [15, 5], 20, classes, 20)).toEqual({
    name: "site A",
    n: 20,
    subjects: 20,
    prevalence: { no: 0.75, yes: 0.25 },
    ranked: true,
  });
  const isRanked = (counts: number[], subjects: number, names: string[] | null = classes) =>
    countedGroup("b", counts, subjects, names, 20).ranked;
  expect(isRanked([15, 5], 19)).toBe(false);
  expect(isRanked([26, 4], 30)).toBe(false);
  expect(isRanked([30, 0], 20, null)).toBe(true);
});

it("has no prevalence without rows, nor of a number", () => {
  expect(countedGroup("b", [0, 0], 0, ["no", "yes"], 20)).toMatchObject({ n: 0, prevalence: {} });
  expect(countedGroup("b", [3, 2], 5, null, 20)).toMatchObject({ n: 5, prevalence: {} });
});
