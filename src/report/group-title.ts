import { DataError } from "../base/errors.js";
import type { GroupResult } from "../evaluation/results.js";
import type { VariableSummary } from "./run-summary.js";

/**
 * A group in words, every attribute by name: "clear, marker=absent, intensity=present". The bare value names
 * of `GroupResult.name` do not tell which attribute is absent. Groups that are shown together: "clear, together: absent (<5) + present".
 * @throws DataError for a group of another label.
 */
export function groupTitle(
  { label, attributes, pooled }: Pick<GroupResult, "label" | "attributes" | "pooled">,
  variable: VariableSummary,
): string {
  const value = variable.valueNames[label];
  if (value === undefined) {
    throw new DataError(
      `groupTitle ${variable.name}`,
      "the group's label is not one of its values",
      {
        expected: variable.valueNames,
        got: label,
      },
    );
  }
  if (pooled !== undefined) return `${value}, together: ${pooled}`;
  return [value, ...Object.entries(attributes).map(([name, own]) => `${name}=${own}`)].join(", ");
}
