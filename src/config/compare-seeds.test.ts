import { describe, expect, it } from "vitest";
import { resolveSeeds } from "./compare-seeds.js";

describe("resolveSeeds", () => {
  it.each([
    ["0..4", [0, 1, 2, 3, 4]],
    ["7", [7]],
    ["0, 3,5", [0, 3, 5]],
    ["-1..1", [-1, 0, 1]],
    [
      [4, 2],
      [4, 2],
    ],
  ])("%j are %j", (given, seeds) => expect(resolveSeeds(given)).toEqual(seeds));

  it.each([
    [[], "compare.seeds: no seeds"],
    [[1, 2, 1], "compare.seeds: a seed is given twice: got 1"],
    ["4,4", "compare.seeds: a seed is given twice: got 4"],
    [
      "0-4",
      "compare.seeds: not a list of seeds: expected whole numbers, such as 0..4 or 0,3,5, got 0-4",
    ],
    [
      "4..0",
      "compare.seeds: not a list of seeds: expected whole numbers, such as 0..4 or 0,3,5, got 4..0",
    ],
    [
      "0..99999",
      "compare.seeds: not a list of seeds: expected whole numbers, such as 0..4 or 0,3,5, got 0..99999",
    ],
    ["", "compare.seeds: not a list of seeds: expected whole numbers, such as 0..4 or 0,3,5, got "],
  ])("%j is refused", (given, message) => expect(() => resolveSeeds(given)).toThrow(message));
});
