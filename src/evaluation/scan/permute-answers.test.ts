import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { permuteAnswers } from "./permute-answers.js";
import { groupSubjects } from "./subject-folds.js";

it("exchanges answers of subjects whole", () => {
  const subjects = ["a", "b", "a", "c", "d", "b", "d", "c"];
  const values = Float64Array.of(1, 2, 10, 3, 4, 20, 40, 30);
  const groups = groupSubjects(subjects);
  const rng = createRng(3);
  const out = values.slice();
  const pairs = new Set<string>();
  for (let draw = 0; draw < 50; draw++) {
    permuteAnswers(values, groups, rng, out);
    expect([...out].toSorted()).toEqual([...values].toSorted());
    for (const rows of groups.rows) {
      const [first = 0, second = 0] = [...rows].map((row) => out[row] ?? 0);
      expect(second).toBe(10 * first);
      pairs.add(`${rows[0]} ${first}`);
    }
  }
  expect(pairs.size).toBe(16);
});

it("keeps one answer a subject where subjects have different numbers of rows", () => {
  const groups = groupSubjects(["a", "a", "a", "b", "c", "c"]);
  const values = Float64Array.of(1, 1, 1, 2, 3, 3);
  const out = values.slice();
  permuteAnswers(values, groups, createRng(7), out);
  for (const rows of groups.rows) expect(new Set(rows.map((row) => out[row] ?? 0)).size).toBe(1);
});
