import type {
  Comparison,
  MethodComparison,
  SettingComparison,
} from "../../evaluation/comparison/comparison.js";
import type { Metric } from "../../evaluation/metric.js";
import { showFraction, shorten } from "../format.js";
import { textTable } from "../tables/text-table.js";
import { describeSetting, missingReasons } from "./sentences.js";
import { furtherMetrics, hasGap, hasWorstGroup, targetWords } from "./target-words.js";
import {
  measurePhrase,
  measureTitle,
  showInterval,
  showMean,
  showOutcome,
  showSigned,
  showSummary,
  summaryIn,
  type NamedMeasure,
} from "./words.js";

/** Columns of a terminal. */
const width = 100;
const nameWidth = 19;

/**
 * The comparison for a terminal, at most 100 columns: per setting the minimum detectable difference, a table (a
 * method takes two lines: means, then ± standard deviations and the interval of the difference), and the
 * conclusion in sentences last.
 */
export function comparisonText(comparison: Comparison): string {
  const blocks = comparison.settings.flatMap((setting) => {
    const words = describeSetting(setting, comparison.claim);
    const title = setting.setting === "" ? [] : [`== ${setting.setting}`];
    const reasons = missingReasons(setting.methods, setting.wins);
    return [
      ...title,
      wrap(words.detectable),
      textTable(tableRows(setting)),
      ...furtherTables(setting),
      wrap(notes(setting)),
      ...(reasons.length === 0 ? [] : [reasons.map(wrap).join("\n")]),
      ...failures(setting),
      [...words.details, words.claim, words.headline].map(wrap).join("\n"),
    ];
  });
  return `${blocks.join("\n\n")}\n`;
}

function tableRows(setting: SettingComparison): string[][] {
  const { hasOutcome } = targetWords(setting);
  const titles = tableMeasures(setting).map((measure) => {
    const title = measureTitle(measure);
    return title === "worst group" ? "worst" : title;
  });
  return [
    ["method", "seeds", ...titles, "difference", ...(hasOutcome ? ["outcome"] : [])],
    ...setting.methods
      .flatMap((method) => methodRows(method, setting))
      .filter((row) => row.some((text) => text !== "")),
    ...attributesRow(setting),
  ];
}

function methodRows(method: MethodComparison, setting: SettingComparison): string[][] {
  const { hasOutcome } = targetWords(setting);
  const summaries = tableMeasures(setting).map((measure) => summaryIn(method, measure));
  const [first, second] = splitName(method.method);
  const { difference, interval } = differenceCells(method, setting);
  const { word, note } = showOutcome(method);
  const all = method.seeds.length + method.failed_seeds.length;
  const seeds = method.failed_seeds.length === 0 ? String(all) : `${method.seeds.length}/${all}`;
  return [
    [
      first,
      seeds,
      ...summaries.map((summary) => showMean(summary?.mean)),
      difference,
      ...(hasOutcome ? [word] : []),
    ],
    [
      second,
      "",
      ...summaries.map((summary) => showDeviation(summary?.sd)),
      interval,
      ...(hasOutcome ? [note] : []),
    ],
  ];
}

/** Headline measures that the first table has; the correlations of a number stand in one of their own. */
function tableMeasures({ wins }: SettingComparison): NamedMeasure[] {
  return wins.filter(({ metric }) => !metric.startsWith("abs_"));
}

/** What stands beside the headline in brief, by metric, at most three columns a table; of classes nothing. */
function furtherTables(setting: SettingComparison): string[] {
  const tests = Object.keys(setting.tests);
  const sizes = setting.wins.filter(({ metric }) => metric.startsWith("abs_"));
  const metrics = furtherMetrics(setting, "brief");
  if (metrics.length === 0) return [];
  const groups: NamedMeasure[][] = [
    sizes,
    ...metrics.map((metric) => tests.map((test) => ({ metric, test }))),
  ];
  const chunks = groups.flatMap((measures) =>
    Array.from({ length: Math.ceil(measures.length / 3) }, (_, index) =>
      measures.slice(3 * index, 3 * index + 3),
    ),
  );
  return chunks.map((measures) =>
    textTable([
      ["method", ...measures.map((measure) => shorten(measureTitle(measure), 24))],
      ...setting.methods.map((method) => [
        shorten(method.method, nameWidth),
        ...measures.map((measure) => showSummary(summaryIn(method, measure))),
      ]),
    ]),
  );
}

function differenceCells(
  method: MethodComparison,
  setting: SettingComparison,
): { difference: string; interval: string } {
  const { headline_test: test, strongest_reference: strongest } = setting;
  if (method.role === "ceiling") return { difference: "ceiling", interval: "" };
  if (method.method === strongest) return { difference: "reference", interval: "" };
  const found =
    strongest === null
      ? undefined
      : summaryIn(method, { metric: targetWords(setting).main, test })?.differences[strongest];
  if (found === undefined) return { difference: "", interval: "" };
  const word = found.verdict === "no conclusion" ? "" : ` ${found.verdict}`;
  return {
    difference: `${showSigned(found.mean)}${word}`,
    interval: showInterval(found.bootstrap),
  };
}

/** What guessing from the attributes reaches; has no worst group and no gap. */
function attributesRow(setting: SettingComparison): string[][] {
  if (Object.keys(setting.attributes_only).length === 0) return [];
  const values = setting.wins.map(({ metric, test }): Metric | undefined =>
    metric === "balanced_accuracy" && test !== null ? setting.attributes_only[test] : undefined,
  );
  const shown = values.map((value) => (value === undefined ? "" : showMean(value)));
  return [["(attributes only)", "", ...shown, "", ""]];
}

function notes(setting: SettingComparison): string {
  const { headline_test: test, strongest_reference: strongest, attributes_only: guesses } = setting;
  const { main, columns, worst, furtherNotes } = targetWords(setting);
  const worstGroup = hasWorstGroup(setting)
    ? `worst: ${worst}${test === null ? "" : ` of the ${test} test`}; `
    : "";
  const gap = hasGap(setting) ? "gap: |iid - inverted|, near 0 without the shortcut. " : "";
  const difference =
    strongest === null || test === null
      ? ""
      : `difference: ${measurePhrase({ metric: main, test })}, minus that of ${strongest}, with its 95 % interval; ` +
        "without a word it is no conclusion. ";
  return (
    `Columns by test name: ${columns}, mean over seeds and ± standard deviation. ${worstGroup}${gap}${furtherNotes}` +
    difference +
    (Object.keys(guesses).length === 0
      ? ""
      : "(attributes only): the label guessed without the image.")
  );
}

function failures({ methods }: SettingComparison): string[] {
  const lines = methods.flatMap(({ method, failed_seeds: failed }) =>
    failed.map(({ seed, reason }) => `failed: ${method}, seed ${seed}: ${reason}`),
  );
  return lines.length === 0 ? [] : [lines.map((line) => shorten(line, width)).join("\n")];
}

/** A name that is too long breaks at its + or @. */
function splitName(name: string): [string, string] {
  if (name.length <= nameWidth) return [name, ""];
  const place = Math.max(name.lastIndexOf("+"), name.lastIndexOf("@"));
  if (place < 1) return [shorten(name, nameWidth), ""];
  return [shorten(name.slice(0, place), nameWidth), shorten(name.slice(place), nameWidth)];
}

/** "±.012" in five columns. */
function showDeviation(metric: Metric | undefined): string {
  if (typeof metric !== "number") return "";
  return `±${showFraction(metric).replace(/^0/, "")}`;
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trim().split(" ")) {
    if (line !== "" && [...line].length + 1 + [...word].length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n");
}
