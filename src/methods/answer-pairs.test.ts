import { expect, it } from "vitest";
import { countAnswerPairs } from "./answer-pairs.js";

it("counts pairs of yes, and of yes with a known answer; missing answers enter none", () => {
  const answers = Int32Array.from([
    ...[1, 1, 0],
    ...[1, -1, 1],
    ...[1, 0, -1],
    ...[0, 1, 1],
    ...[-1, -1, 1],
  ]);
  expect(countAnswerPairs(3, answers)).toEqual({
    together: [3, 1, 1, 1, 2, 1, 1, 1, 3],
    asked: [3, 2, 2, 2, 2, 2, 2, 1, 3],
  });
  expect(countAnswerPairs(2, new Int32Array())).toEqual({
    ...{ together: [0, 0, 0, 0], asked: [0, 0, 0, 0] },
  });
});
