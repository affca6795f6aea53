import { ConfigError } from "../base/errors.js";

/** A range longer than this is a slip of the pen. */
const mostSeeds = 1000;

/**
 * `compare.seeds` as numbers: a list, `0..4` (both ends included), or `0,3,5`.
 * @param where what a message calls them.
 * @throws ConfigError for a text that is none of these, no seeds, too many, or one given twice.
 */
export function resolveSeeds(seeds: readonly number[] | string, where = "compare.seeds"): number[] {
  const numbers = typeof seeds === "string" ? parseSeeds(seeds, where) : [...seeds];
  if (numbers.length === 0) throw new ConfigError(where, "no seeds");
  const again = numbers.find((seed, index) => numbers.indexOf(seed) !== index);
  if (again !== undefined) {
    throw new ConfigError(where, "a seed is given twice", { got: again });
  }
  return numbers;
}

function parseSeeds(text: string, where: string): number[] {
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(text.trim());
  if (range !== null) {
    const [first, last] = [Number(range[1]), Number(range[2])];
    const count = last - first + 1;
    if (count >= 1 && count <= mostSeeds) {
      return Array.from({ length: count }, (_, index) => first + index);
    }
  }
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every((part) => /^-?\d{1,15}$/.test(part))) return parts.map(Number);
  throw new ConfigError(where, "not a list of seeds", {
    expected: "whole numbers, such as 0..4 or 0,3,5",
    got: text,
  });
}
