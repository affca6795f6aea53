import type {
  ScannedColumn,
  ScannedTarget,
  ScanRecord,
} from "../../evaluation/scan/scan-results.js";
import { shorten } from "../format.js";
import { textTable } from "../tables/text-table.js";
import {
  findingWords,
  pWords,
  statisticTitle,
  targetSentences,
  valueWords,
} from "./finding-words.js";

/** Columns that are not flagged are shown up to this many rows a target. */
const mostRows = 15;
const longestName = 28;

/** The scan for a terminal: a table and what it says for each target, then what leaks. */
export function scanText({ rows, subjects, targets, leakage }: ScanRecord): string {
  return [
    `${rows} images of ${subjects} subjects`,
    ...targets.map(targetText),
    leakageText(leakage),
  ].join("\n\n");
}

function targetText(target: ScannedTarget): string {
  const counted = target.columns.filter(({ value }) => typeof value === "number");
  const told = counted.filter(({ finding }) => finding.kind !== "not flagged").length;
  const shown = counted.slice(0, Math.max(told, mostRows));
  const others = target.columns.filter(({ finding }) => finding.kind === "identifier");
  const left = counted.length - shown.length;
  const constant = target.columns.length - counted.length - others.length;
  const header = [target.name, "n", statisticTitle(target), "p adjusted"];
  const lines = shown.map((column) => [
    shorten(column.title, longestName),
    String(column.n),
    valueWords(column),
    pWords(column.p_adjusted),
  ]);
  const table = textTable([header, ...lines]).split("\n");
  return [
    ...table.map((line, place) => withWords(line, shown[place - 1], table)),
    ...(left > 0 ? [`and ${left} more, not flagged`] : []),
    ...(others.length > 0 ? [`ids, left alone: ${others.map(({ name }) => name).join(", ")}`] : []),
    ...(constant > 0 ? [`${constant} without two values`] : []),
    ...targetSentences(target),
  ].join("\n");
}

function withWords(
  line: string,
  column: ScannedColumn | undefined,
  table: readonly string[],
): string {
  const words = column === undefined ? "" : findingWords(column);
  if (words === "") return line;
  const width = Math.max(...table.map((own) => [...own].length));
  return `${line}${" ".repeat(width - [...line].length)}  ${words}`;
}

function leakageText(leakage: ScanRecord["leakage"]): string {
  if (leakage.length === 0) return "leakage: every subject is in one part; no duplicates";
  return leakage
    .map(({ severity, count, what, advice }) => `${severity}: ${count} ${what}\n  ${advice}`)
    .join("\n");
}
