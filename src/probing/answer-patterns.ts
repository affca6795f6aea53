import { DataError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { rowCount, type Column } from "../evaluation/columns.js";
import type { ClassTarget } from "./probe.js";

/** One of several answers of yes or no. */
export interface YesOrNo {
  readonly name: string;
  /** [n]: 1 yes, 0 no, -1 not known. */
  readonly values: Column;
}

/** Name of the pattern in which all answers are no. */
const allNo = "none";

/**
 * Several answers of yes or no as one label: the whole pattern of the answers of a row, "mass + fluid", or "none". Patterns that occur alone, the most frequent
 * first, then by name; -1 where an answer is not known.
 *
 * It is what "given the label" means of several answers. Given one answer after the other would not do: features hold the others, and where these go with an attribute
 * too it could be read off them, within each answer (`answer-patterns.test.ts`). A regression on the answers would do only where they add up. Rows of a pattern
 * without all values of an attribute say nothing of it, so that many answers cost rows, and never the level.
 * @source ours.
 * @throws DataError where answers differ in length or are others than 1, 0, -1.
 */
export function answerPatterns(name: string, answers: readonly YesOrNo[]): ClassTarget {
  const rows = rowCount(
    "answers",
    Object.fromEntries(answers.map((one) => [one.name, one.values])),
  );
  const counts = new Map<string, number>();
  const patterns = Array.from({ length: rows }, (_, row) => {
    const pattern = patternOf(answers, row);
    if (pattern !== null) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
    return pattern;
  });
  const found = [...counts]
    .sort(([left, many], [right, more]) => more - many || (left < right ? -1 : 1))
    .map(([pattern]) => pattern);
  const placeOf = new Map(found.map((pattern, place) => [pattern, place]));
  return {
    kind: "classes",
    name,
    valueNames: found,
    values: Int32Array.from(patterns, (pattern) =>
      pattern === null ? -1 : (placeOf.get(pattern) ?? -1),
    ),
  };
}

/** Null where an answer is not known. */
function patternOf(answers: readonly YesOrNo[], row: number): string | null {
  const yes: string[] = [];
  let isKnown = true;
  for (const { name, values } of answers) {
    const value = at(values, row);
    if (!(value === 1 || value === 0 || value === -1)) {
      throw new DataError("answers", `answer ${name}, row ${row}`, {
        expected: "1, 0 or -1",
        got: value,
      });
    }
    if (value === -1) isKnown = false;
    if (value === 1) yes.push(name);
  }
  if (!isKnown) return null;
  return yes.length === 0 ? allNo : yes.join(" + ");
}
