import type { Comparison, SettingComparison } from "../../evaluation/comparison/comparison.js";
import type { Tuning } from "../../evaluation/comparison/tuning.js";
import { cell, htmlTable, preformatted, remark, section } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { htmlPage } from "../html/page.js";
import {
  curveFigures,
  forestFigures,
  groupFigures,
  paretoFigures,
  type PlacedMethod,
} from "./comparison-figures.js";
import { failedTable, methodsTable, winsTable } from "./comparison-tables.js";
import { methodStyles } from "../plots/method-style.js";
import { describeTests } from "../tests-in-order.js";
import { describeSearch, searchRows } from "./search-rows.js";
import { describeSetting } from "./sentences.js";
import { hasGap, hasWorstGroup, isLabelsSetting, targetWords } from "./target-words.js";

/**
 * `comparison.html`: one page that needs nothing but itself. Per setting: who wins on what in one sentence and
 * one table, accuracy against worst group and gap, all methods, differences with intervals, curves over training,
 * groups, failed seeds; at the end how the numbers are made, where the methods come from, run file and command.
 * Same comparison, same bytes. All text is escaped.
 */
export function comparisonHtml(comparison: Comparison, tunings: readonly Tuning[] = []): string {
  const { about, settings, methods } = comparison;
  const runs = settings.flatMap((setting) => setting.methods.flatMap(({ seeds }) => seeds)).length;
  const hasCeiling = settings.some((one) => one.methods.some(({ role }) => role === "ceiling"));
  const ceilings = hasCeiling ? ", ceilings included" : "";
  const parts = [
    `<header><h1>${escapeHtml(about.title)}</h1>`,
    remark(
      `${methods.length} methods${ceilings}, ${runs} finished runs${settings.length > 1 ? `, ${settings.length} settings` : ""}.`,
    ),
    "</header>",
    ...settings.flatMap((setting) => settingParts(setting, comparison)),
    searchSection(tunings),
    rulesSection(comparison),
    sourcesSection(comparison),
    about.config === "" ? "" : section("Run file", [preformatted(about.config)]),
    about.command === "" ? "" : section("Command", [preformatted(about.command)]),
  ];
  return htmlPage(about.title, parts);
}

function settingParts(
  setting: SettingComparison,
  { claim, about, methods, settings }: Comparison,
): string[] {
  const words = describeSetting(setting, claim);
  const known = settings.flatMap((one) => one.methods);
  const inOrder = methods.flatMap((name) => known.find(({ method }) => method === name) ?? []);
  const styles = methodStyles(inOrder);
  const placed = setting.methods.flatMap((own): PlacedMethod[] => {
    const style = styles.get(own.method);
    return style === undefined ? [] : [{ own, style }];
  });
  const named = setting.setting === "" ? "" : `<h2>Setting ${escapeHtml(setting.setting)}</h2>`;
  return [
    named,
    `<div class="conclusion${words.isDecided ? "" : " open"}">`,
    `<p>${escapeHtml(words.headline)}</p>`,
    `<p>${escapeHtml(words.claim)}</p>`,
    words.details.length === 0 ? "" : `<p>${escapeHtml(words.details.join(" "))}</p>`,
    remark(words.detectable),
    "</div>",
    winsTable(setting),
    remark(measuresInWords(setting)),
    paretoFigures(setting, placed),
    section(
      "Methods",
      [methodsTable(setting), failedTable(setting)].filter((part) => part !== ""),
    ),
    section("Differences", [
      remark(
        "Method minus reference, right of the line is better. Thick: 95 % interval of the bootstrap over seeds and subjects; thin: paired t over seeds. " +
          "Blue: better, orange: worse, hollow: no conclusion (corrected p of the paired t not below 0.05, or the bootstrap interval contains 0).",
      ),
      forestFigures(setting),
    ]),
    section("Training", [curveFigures(placed, about.variables)]),
    ...groupsSection(setting, placed),
  ];
}

/** Nothing where no test has groups. */
function groupsSection(setting: SettingComparison, placed: readonly PlacedMethod[]): string[] {
  const figures = groupFigures(setting, placed);
  return figures === "" ? [] : [section(targetWords(setting).groupsTitle, [figures])];
}

/** What the tests and the two measures beside them are, for readers who open the page first. */
function measuresInWords(setting: SettingComparison): string {
  const { tests, headline_test: test } = setting;
  const { columns, worst, hasOutcome, headlineNotes } = targetWords(setting);
  const meanings = describeTests({
    ...{ isLabels: isLabelsSetting(setting), hasAttributes: true, asTheyAre: null },
    names: Object.keys(tests),
  });
  const known = Object.entries(meanings).flatMap(([name, meaning]) =>
    name in tests ? [`${name}: ${meaning}`] : [],
  );
  const own = [
    ...known,
    ...(test === null || !hasWorstGroup(setting)
      ? []
      : [`worst group: the ${worst} of the ${test} test`]),
    ...(hasGap(setting) ? ["gap: |iid − inverted|, near 0 without the shortcut"] : []),
  ];
  return `${columns.charAt(0).toUpperCase()}${columns.slice(1)}${hasOutcome ? " of" : ", on"} each test. ${own.join("; ")}.${headlineNotes}`;
}

function searchSection(tunings: readonly Tuning[]): string {
  const [header, ...rows] = searchRows(tunings);
  if (header === undefined) return "";
  const texts = (row: readonly string[]) => row.map((text) => ({ text, isText: true }));
  return section("What the search chose", [
    htmlTable(texts(header), rows.map(texts)),
    remark(describeSearch(tunings)),
  ]);
}

function rulesSection({ rules }: Comparison): string {
  const rows = Object.entries(rules).map(([name, rule]) => [
    cell(name.replaceAll("_", " ")),
    { text: rule, isText: true },
  ]);
  return section("How the numbers are made", [
    htmlTable([cell("number"), { text: "rule", isText: true }], rows),
  ]);
}

function sourcesSection({ about }: Comparison): string {
  const rows = Object.entries(about.methods).map(([name, { title, work, differs }]) => [
    cell(name),
    { text: `${title}, ${work}`, isText: true },
    { text: differs ?? "no known deviations", isText: true },
  ]);
  if (rows.length === 0) return "";
  const header = [
    cell("method"),
    { text: "source", isText: true },
    { text: "reconstructed or done otherwise", isText: true },
  ];
  return section("Where the methods come from", [htmlTable(header, rows)]);
}
