import { expect, it } from "vitest";
import { countAnswers } from "./answer-counts.js";

it("counts yes and no of each label; missing answers are neither", () => {
  const answers = Int32Array.from([...[1, 0], ...[1, -1], ...[0, 0], ...[-1, -1], ...[1, 0]]);
  expect(countAnswers(2, answers)).toEqual([
    { yes: 3, no: 1 },
    { yes: 0, no: 3 },
  ]);
});
