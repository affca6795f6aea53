import { cellName, formatRealisedTable, summariseRealisedTable } from "./realised-table.js";
import type { RealisedCell, RealisedTable } from "./realised-table.js";
import type { SamplingName } from "./epoch-law.js";
import { associationWarnings } from "./association-warnings.js";
import { readableGroups, steadyRows } from "./groups.js";

/**
 * The tables of a run's sets as text, then what a person should know before training, one `warning: …` a
 * line: groups without a training row (nothing there tells label and attribute apart), validation groups
 * without an image or so small that an epoch chosen by groups follows single images, groups that a test should have but
 * has not, and attributes whose association is another in the iid test.
 * @param groups `all`: tables of any size stand whole; else those of more than 32 groups are a line each.
 * @param smallestCell counts below it are not shown, and none that they could be computed from.
 */
export function describeSets(
  tables: readonly RealisedTable[],
  sampling: SamplingName,
  groups: "all" | "readable" = "readable",
  smallestCell = 1,
): string {
  // All sets of a run have the same groups.
  const isWhole = groups === "all" || (tables[0]?.cells.length ?? 0) <= readableGroups;
  const summary = [
    ...tables.map((table) => summariseRealisedTable(table, smallestCell)),
    "`unconfound data check` with this run file lists every group.",
  ];
  const blocks = isWhole
    ? tables.map((table) => formatRealisedTable(table, smallestCell))
    : [summary.join("\n")];
  const warnings = [
    ...tables.flatMap((table) => warningsOf(table, sampling, smallestCell)),
    // An association is computed from all counts, so that small ones could be told from it.
    ...(smallestCell > 1 ? [] : associationWarnings(tables)),
  ];
  return [
    ...blocks,
    ...(warnings.length === 0 ? [] : [warnings.map((text) => `warning: ${text}`).join("\n")]),
  ].join("\n\n");
}

function warningsOf(table: RealisedTable, sampling: SamplingName, smallestCell: number): string[] {
  switch (table.set) {
    case "train":
      return trainingWarnings(table, sampling);
    case "validation":
      return validationWarnings(table, smallestCell);
    default:
      return testWarnings(table);
  }
}

function trainingWarnings({ label, cells }: RealisedTable, sampling: SamplingName): string[] {
  const empty = nameSome(cells.filter(({ count }) => count === 0));
  if (empty === null) return [];
  const left = sampling === "rebalance" ? "; rebalancing leaves them out" : "";
  return [
    ...attributesThatTellLabel(cells).map(
      (name) =>
        `${name} tells ${label} of every image of train: it may be ${label} itself, and no method can part the two`,
    ),
    `train has no image of ${empty}: nothing in training tells label and attribute apart there${left}`,
  ];
}

/** Attributes of which each value has one label alone, of two labels or more. */
function attributesThatTellLabel(cells: readonly RealisedCell[]): string[] {
  const present = cells.filter(({ count }) => count > 0);
  if (new Set(present.map(({ label }) => label)).size < 2) return [];
  return Object.keys(cells[0]?.attributes ?? {}).filter((name) => {
    const labels = new Map(present.map((cell) => [cell.attributes[name], cell.label]));
    return present.every((cell) => labels.get(cell.attributes[name]) === cell.label);
  });
}

/** Groups without an image, but for those that a plan gives no share; and the smallest of the others. */
function validationWarnings(table: RealisedTable, smallestCell: number): string[] {
  const empty = nameSome(emptyCells(table), mostNamed);
  return [
    ...(empty === null
      ? []
      : [
          `validation has no image of ${empty}: an epoch that is chosen by groups does not see them`,
        ]),
    ...smallWarnings(table, smallestCell),
  ];
}

/** Where counts are hidden the group is not named: that it is the smallest may be what is hidden. */
function smallWarnings({ cells }: RealisedTable, smallestCell: number): string[] {
  const present = cells.filter(({ count }) => count > 0);
  const smallest = present.toSorted((left, right) => left.count - right.count)[0];
  if (smallest === undefined || smallest.count >= steadyRows) return [];
  const images = smallest.count === 1 ? "image" : "images";
  const which =
    smallestCell > 1
      ? `groups with fewer than ${steadyRows} images`
      : `${smallest.count} ${images} of "${cellName(smallest)}"`;
  return [`validation has ${which}: an epoch that is chosen by groups follows single images there`];
}

function testWarnings(table: RealisedTable): string[] {
  const { set } = table;
  const empty = nameSome(emptyCells(table));
  return empty === null
    ? []
    : [`${set} has no image of ${empty}: its worst group is that of the groups that it has`];
}

/** Without those that a plan gives no share: they are meant to be empty. */
export function emptyCells({ cells }: RealisedTable): RealisedCell[] {
  return cells.filter(({ count, asked }) => count === 0 && asked !== 0);
}

/** Groups without an image of validation that are named. */
const mostNamed = 5;

/** `"thin, 0" and 2 other groups`, with `most` up to so many by name; null for none. */
function nameSome(cells: readonly RealisedCell[], most = 1): string | null {
  if (cells.length === 0) return null;
  const names = cells.slice(0, most).map((cell) => `"${cellName(cell)}"`);
  const rest = cells.length - names.length;
  const others = rest === 0 ? [] : [`${rest} other group${rest === 1 ? "" : "s"}`];
  const all = [...names, ...others];
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} and ${last}`;
}
