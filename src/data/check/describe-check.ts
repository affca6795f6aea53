import { alignColumns } from "../../base/align-columns.js";
import { showCount } from "../../base/small-counts.js";
import { flowLines, showFlow } from "../cohort/show-flow.js";
import type { CellTable } from "./cell-tables.js";
import type { CohortCheck } from "./check-cohort.js";
import type { Finding, FindingItem } from "./finding.js";

/** Names of rows, and the least count that is shown. */
export interface CheckWords {
  readonly nameOf: (row: number) => string;
  readonly smallestCell: number;
}

/** What is said of a check. */
type ShownCheck = Omit<CohortCheck, "seen">;

const shownItems = 5;
const shownRows = 4;

/** A check as text for a terminal: the flow, the tables, then every finding with its first five names and advice. */
export function describeCheck(check: ShownCheck, words: CheckWords): string {
  const { smallestCell } = words;
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of check.findings) counts[severity] += 1;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const sums = `${plural(counts.error, "error")}, ${plural(counts.warning, "warning")}, ${plural(counts.note, "note")}`;
  return [
    flowLines(showFlow(check.flow, smallestCell)).join("\n"),
    `images ${check.imageShape.join("x")}; every subject is in one part`,
    ...check.tables.map((table) => tableText(table, smallestCell)),
    ...check.findings.map((finding) => findingText(finding, words)),
    check.findings.length === 0 ? "nothing found" : sums,
  ].join("\n\n");
}

/** Label, attributes, then count and share of each part. */
function tableText({ label, attributes, cells }: CellTable, smallestCell: number): string {
  const parts = cells[0]?.counts.map(({ part }) => part) ?? [];
  const header = [label, ...attributes, ...parts.flatMap((part) => [part, ""])];
  const lines = cells.map(({ values, counts }) => [
    ...values,
    ...counts.flatMap(({ count, share, display }) => [
      showCount(count, display, smallestCell),
      display === "whole" ? `${(100 * share).toFixed(1)} %` : "",
    ]),
  ]);
  return alignColumns([header, ...lines], 1 + attributes.length)
    .map((line) => line.trimEnd())
    .join("\n");
}

function findingText({ severity, count, what, items, advice }: Finding, words: CheckWords): string {
  const more = items.length - shownItems;
  return [
    `${severity}: ${count} ${what}`,
    ...items.slice(0, shownItems).map((item) => `  ${itemText(item, words)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `  ${advice}`,
  ].join("\n");
}

function itemText({ rows, detail }: FindingItem, { nameOf }: CheckWords): string {
  const names = rows.slice(0, shownRows).map(nameOf);
  const more = rows.length > shownRows ? ` and ${rows.length - shownRows} more` : "";
  const joined = names.join(" = ") + more;
  // Messages of readers begin with the name.
  if (joined === "" || detail.startsWith(joined)) return detail;
  return detail === "" ? joined : `${joined} (${detail})`;
}

/**
 * A check as JSON: docs/cohort.md has the keys. Small counts are hidden as in the text.
 * @param anonymise a message with the name of its row replaced.
 */
export function checkToJson(
  check: ShownCheck,
  { nameOf, smallestCell }: CheckWords,
  anonymise: (message: string, row: number) => string,
): string {
  const report = {
    version: 1,
    imageShape: check.imageShape,
    flow: showFlow(check.flow, smallestCell),
    tables: check.tables.map(({ label, attributes, cells }) => ({
      label,
      attributes,
      cells: cells.map(({ values, counts }) => ({
        values,
        ...Object.fromEntries(
          counts.map(({ part, count, display }) => [
            part,
            display === "whole" ? count : showCount(count, display, smallestCell),
          ]),
        ),
      })),
    })),
    findings: check.findings.map(({ kind, severity, count, what, items, advice }) => ({
      ...{ kind, severity, count, what, advice },
      items: items.map(({ rows, detail }) => ({
        rows: rows.map(nameOf),
        detail: rows.reduce((text, row) => anonymise(text, row), detail),
      })),
    })),
  };
  return `${JSON.stringify(report, null, 1)}\n`;
}
