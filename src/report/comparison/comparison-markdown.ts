import type {
  Comparison,
  MethodComparison,
  SettingComparison,
} from "../../evaluation/comparison/comparison.js";
import type { Tuning } from "../../evaluation/comparison/tuning.js";
import { escapeMarkdown, fenced, markdownTable } from "../markdown.js";
import { describeSearch, searchRows } from "./search-rows.js";
import { describeSetting } from "./sentences.js";
import { furtherMetrics, hasWorstGroup, targetWords } from "./target-words.js";
import {
  measureTitle,
  showInterval,
  showMean,
  showOutcome,
  showP,
  showSeeds,
  showSigned,
  showSummary,
  summaryIn,
} from "./words.js";

/**
 * The tables of the comparison for a paper or a README: conclusion, means ± standard deviation, differences to each
 * reference with intervals and corrected p, failed seeds, what the search chose, rules, command.
 */
export function comparisonMarkdown(
  comparison: Comparison,
  tunings: readonly Tuning[] = [],
): string {
  const { about, settings, rules } = comparison;
  const blocks = [
    `# ${escapeMarkdown(about.title)}`,
    ...settings.flatMap((setting) => settingBlocks(setting, comparison.claim)),
    ...searchBlocks(tunings),
    "## How the numbers are made",
    Object.entries(rules)
      .map(
        ([name, rule]) =>
          `- **${escapeMarkdown(name.replaceAll("_", " "))}**: ${escapeMarkdown(rule)}`,
      )
      .join("\n"),
    ...(about.command === "" ? [] : [fenced(about.command)]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function searchBlocks(tunings: readonly Tuning[]): string[] {
  const rows = searchRows(tunings);
  return rows.length === 0
    ? []
    : ["## What the search chose", markdownTable(rows), escapeMarkdown(describeSearch(tunings))];
}

function settingBlocks(setting: SettingComparison, claim: string | null): string[] {
  const words = describeSetting(setting, claim);
  return [
    ...(setting.setting === "" ? [] : [`## ${escapeMarkdown(setting.setting)}`]),
    escapeMarkdown(words.detectable),
    `**${escapeMarkdown(words.headline)}**`,
    [words.claim, ...words.details].map(escapeMarkdown).join(" "),
    meansTable(setting),
    ...effectiveRows(setting),
    ...aurocTable(setting),
    ...furtherTables(setting),
    ...differenceTables(setting),
    ...failedTable(setting),
  ];
}

function meansTable(setting: SettingComparison): string {
  const { hasOutcome } = targetWords(setting);
  const header = [
    ...["method", "seeds"],
    ...setting.wins.map(measureTitle),
    ...(hasOutcome ? ["outcome"] : []),
  ];
  const rows = setting.methods.map((method) => {
    const { word, note } = showOutcome(method);
    return [
      nameWithNotes(method),
      showSeeds(method),
      ...setting.wins.map((measure) => showSummary(summaryIn(method, measure))),
      ...(hasOutcome ? [note === "" ? word : `${word} (${note})`] : []),
    ];
  });
  const guesses = Object.keys(setting.attributes_only).length === 0 ? [] : [attributesRow(setting)];
  return markdownTable([header, ...rows, ...guesses]);
}

/** "Weighted rows: iid 2605, counting as 1403.2; …" of tests whose rows are weighted; nothing where none are. */
function effectiveRows({ tests }: SettingComparison): string[] {
  const shown = Object.entries(tests).flatMap(([test, { rows, effective_rows: effective }]) =>
    effective === undefined ? [] : [`${test} ${rows}, counting as ${effective.toFixed(1)}`],
  );
  return shown.length === 0 ? [] : [escapeMarkdown(`Weighted rows: ${shown.join("; ")}.`)];
}

/** AUROC of each test, over all pairs and within strata; none where no run has it within any. */
function aurocTable(setting: SettingComparison): string[] {
  const tests = Object.keys(setting.tests);
  const metricsOf = ({ tests: own }: MethodComparison) =>
    Object.values(own).flatMap((metrics) => Object.keys(metrics));
  const names = [...new Set(setting.methods.flatMap(metricsOf))].filter((metric) =>
    metric.startsWith("auroc"),
  );
  if (names.length < 2) return [];
  const measures = tests.flatMap((test) => names.map((metric) => ({ metric, test })));
  const header = ["method", ...measures.map(measureTitle)];
  const rows = setting.methods.map((method) => [
    method.method,
    ...measures.map((measure) => showSummary(summaryIn(method, measure))),
  ]);
  const guess = measures.map(({ metric, test }) =>
    metric === "auroc" ? showMean(setting.attributes_only_auroc[test]) : "",
  );
  return [markdownTable([header, ...rows, ["attributes only", ...guess]])];
}

/** What stands beside the headline, a table a test, and what its columns are; of classes nothing. */
function furtherTables(setting: SettingComparison): string[] {
  const metrics = furtherMetrics(setting);
  if (metrics.length === 0) return [];
  const { columns, worst, furtherNotes } = targetWords(setting);
  const worstGroup = hasWorstGroup(setting) ? ` Worst group: ${worst}.` : "";
  const tables = Object.keys(setting.tests).map((test) => {
    const measures = metrics.map((metric) => ({ metric, test }));
    const rows = setting.methods.map((method) => [
      method.method,
      ...measures.map((measure) => showSummary(summaryIn(method, measure))),
    ]);
    return markdownTable([["method", ...measures.map(measureTitle)], ...rows]);
  });
  return [
    escapeMarkdown(`Columns by test name: ${columns}.${worstGroup} ${furtherNotes.trim()}`),
    ...tables,
  ];
}

/** "multitask@balanced (ceiling; trained on 800 rows, …)". */
function nameWithNotes({ method, role, note }: MethodComparison): string {
  const notes = [...(role === "ceiling" ? [role] : []), ...(note === undefined ? [] : [note])];
  return notes.length === 0 ? method : `${method} (${notes.join("; ")})`;
}

function attributesRow({ wins, attributes_only: values }: SettingComparison): string[] {
  const cells = wins.map(({ metric, test }) =>
    metric === "balanced_accuracy" && test !== null && test in values ? showMean(values[test]) : "",
  );
  return ["attributes only", "", ...cells, ""];
}

/** One table a reference; "+0.047 (0.033 to 0.060), p 0.018, better". */
function differenceTables(setting: SettingComparison): string[] {
  const references = setting.methods.filter(({ role }) => role === "reference");
  return references.flatMap(({ method: reference }) => {
    const rows = setting.methods
      .filter(({ method, role }) => method !== reference && role !== "ceiling")
      .map((method) => [
        method.method,
        ...setting.wins.map((measure) => {
          const found = summaryIn(method, measure)?.differences[reference];
          if (found === undefined || typeof found.mean !== "number") return "n/a";
          const interval = showInterval(found.bootstrap);
          const parts = [
            `${showSigned(found.mean)}${interval === "" ? "" : ` (${interval})`}`,
            showP(found),
            found.verdict === "no conclusion" ? "" : found.verdict,
          ];
          return parts.filter((part) => part !== "").join(", ");
        }),
      ]);
    if (rows.length === 0) return [];
    const title = `Minus ${escapeMarkdown(reference)}: mean over seeds, 95 % bootstrap interval, corrected p of the paired t.`;
    return [title, markdownTable([["method", ...setting.wins.map(measureTitle)], ...rows])];
  });
}

function failedTable({ methods }: SettingComparison): string[] {
  const rows = methods.flatMap(({ method, failed_seeds: failed }) =>
    failed.map(({ seed, reason }) => [method, String(seed), reason]),
  );
  return rows.length === 0
    ? []
    : ["Seeds that did not finish:", markdownTable([["method", "seed", "reason"], ...rows])];
}
