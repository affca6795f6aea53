import { countOfGroups, steadyRows } from "../../sampling/groups.js";
import type { AttributeGuess } from "./guess-attributes.js";
import type { Remark } from "./remark.js";

/**
 * What to do where the attributes that a run starts with leave a group of label x attributes with so few rows that its parts for
 * training, validation and test cannot each have {@link steadyRows}: tests with an empty group have no result.
 * @param attributes of the run. @param label canonical, one a row, "" missing.
 */
export function groupRemarks(
  attributes: readonly AttributeGuess[],
  label: readonly string[],
): Remark[] {
  const [first, ...others] = attributes;
  if (first === undefined || others.length === 0) return [];
  const counts = new Map<string, number>();
  let rows = 0;
  for (const [row, value] of label.entries()) {
    const values = [value, ...attributes.map(({ cells }) => cells[row] ?? "")];
    if (values.includes("")) continue;
    rows += 1;
    const group = JSON.stringify(values);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const sizes = attributes.map(({ cells }) => valuesIn(cells));
  const empty = countOfGroups(valuesIn(label), sizes) - counts.size;
  const smallest = empty > 0 ? 0 : Math.min(...counts.values());
  const parts = 3;
  if (rows === 0 || smallest >= parts * steadyRows) return [];
  const names = attributes.map(({ spec }) => spec.name).join(" x ");
  return [
    {
      key: "attributes",
      text: `label x ${names} has a group of ${smallest} rows: tests need rows in every group; for fewer groups say data.attributes: [${first.spec.name}] in train.yml`,
    },
  ];
}

function valuesIn(cells: readonly string[]): number {
  return new Set(cells.filter((cell) => cell !== "")).size;
}
