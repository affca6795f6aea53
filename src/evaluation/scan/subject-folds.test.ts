import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { foldBySubject, groupSubjects } from "./subject-folds.js";

it("keeps the rows of a subject in one fold, folds of equally many subjects", () => {
  const subjects = Array.from({ length: 61 }, (_, row) => `s${row % 23}`);
  const groups = groupSubjects(subjects);
  const fold = foldBySubject(groups, 5, createRng(1));
  const sizes = new Map<number, number>();
  for (const rows of groups.rows) {
    const own = new Set(rows.map((row) => fold[row] ?? -1));
    expect(own.size).toBe(1);
    for (const one of own) sizes.set(one, (sizes.get(one) ?? 0) + 1);
  }
  expect([...sizes.values()].toSorted()).toEqual([4, 4, 5, 5, 5]);
  expect(foldBySubject(groups, 5, createRng(1))).toEqual(fold);
  expect(foldBySubject(groups, 5, createRng(2))).not.toEqual(fold);
});
