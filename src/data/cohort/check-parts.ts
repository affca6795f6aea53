import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { partNames, type PartName } from "../part-name.js";
import type { CohortTarget } from "./cohort.js";

/**
 * Every part has rows, and training has what can be learnt: two rows of different numbers and a row in every bin, or a
 * row of every class, or of every label a positive and a negative row.
 * @param source what messages call the rows: the table.
 * @param wanted parts that there must be.
 * @returns what a person should know: classes that validation or test have no row of.
 * @throws DataError for a part or a class without.
 */
export function checkParts(
  parts: readonly PartName[],
  target: CohortTarget,
  source: string,
  wanted: readonly PartName[] = partNames,
): string[] {
  const notes: string[] = [];
  for (const part of wanted) {
    const rows = [...parts.keys()].filter((row) => parts[row] === part);
    if (rows.length === 0) {
      throw new DataError(`${source}, split`, `part ${part} has no rows`, {
        rows: parts.length,
        advice: "Ask for other shares, words or values, or bring more subjects.",
      });
    }
    const missing = missingValues(target, rows);
    if (missing.length === 0) continue;
    if (part !== "train") {
      notes.push(`${part} has no row with ${missing.join(", ")}`);
      continue;
    }
    throw new DataError(`${source}, split`, "training has no row with a value of the target", {
      got: missing,
      rows: rows.length,
      advice: "It could not be learnt: choose another fold, value or share, or merge classes.",
    });
  }
  return notes;
}

/** Values of the target that none of the rows has. */
function missingValues(target: CohortTarget, rows: readonly number[]): string[] {
  if (target.kind === "number") {
    const first = at(target.numbers, at(rows, 0));
    if (rows.every((row) => target.numbers[row] === first)) {
      return [`another number than ${first}`];
    }
  }
  if (target.kind !== "labels") {
    return target.factor.valueNames.filter(
      (_, code) => !rows.some((row) => target.codes[row] === code),
    );
  }
  return target.names.flatMap((name, label) => {
    const codes = at(target.codes, label);
    return [1, 0]
      .filter((code) => !rows.some((row) => codes[row] === code))
      .map((code) => `${name} ${code === 1 ? "positive" : "negative"}`);
  });
}
