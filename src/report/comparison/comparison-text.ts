import type {
  Comparison,
  MethodComparison,
  SettingComparison,
} from "../../evaluation/comparison/comparison.js";
import type { Metric } from "../../evaluation/metric.js";
import { showFraction, shorten } from "../format.js";
import { textTable } from "../tables/text-table.js";
import { describeSetting, missingReasons } from "./sentences.js";
import {
  measurePhrase,
  measureTitle,
  showInterval,
  showMean,
  showOutcome,
  showSigned,
  summaryIn,
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
      wrap(notes(setting)),
      ...(reasons.length === 0 ? [] : [reasons.map(wrap).join("\n")]),
      ...failures(setting),
      [...words.details, words.claim, words.headline].map(wrap).join("\n"),
    ];
  });
  return `${blocks.join("\n\n")}\n`;
}

function tableRows(setting: SettingComparison): string[][] {
  const titles = setting.wins.map((measure) => {
    const title = measureTitle(measure);
    return title === "worst group" ? "worst" : title;
  });
  return [
    ["method", "seeds", ...titles, "difference", "outcome"],
    ...setting.methods
      .flatMap((method) => methodRows(method, setting))
      .filter((row) => row.some((text) => text !== "")),
    ...attributesRow(setting),
  ];
}

function methodRows(method: MethodComparison, setting: SettingComparison): string[][] {
  const summaries = setting.wins.map((measure) => summaryIn(method, measure));
  const [first, second] = splitName(method.method);
  const { difference, interval } = differenceCells(method, setting);
  const { word, note } = showOutcome(method);
  const all = method.seeds.length + method.failed_seeds.length;
  const seeds = method.failed_seeds.length === 0 ? String(all) : `${method.seeds.length}/${all}`;
  return [
    [first, seeds, ...summaries.map((summary) => showMean(summary?.mean)), difference, word],
    [second, "", ...summaries.map((summary) => showDeviation(summary?.sd)), interval, note],
  ];
}

function differenceCells(
  method: MethodComparison,
  { headline_test: test, strongest_reference: strongest }: SettingComparison,
): { difference: string; interval: string } {
  if (method.role === "ceiling") return { difference: "ceiling", interval: "" };
  if (method.method === strongest) return { difference: "reference", interval: "" };
  const found =
    strongest === null
      ? undefined
      : summaryIn(method, { metric: "balanced_accuracy", test })?.differences[strongest];
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

function notes({
  headline_test: test,
  strongest_reference: strongest,
  attributes_only: guesses,
}: SettingComparison): string {
  const difference =
    strongest === null || test === null
      ? ""
      : `difference: ${measurePhrase({ metric: "balanced_accuracy", test })}, minus that of ${strongest}, with its 95 % interval; ` +
        "without a word it is no conclusion. ";
  return (
    `Columns by test name: balanced accuracy, mean over seeds and ± standard deviation. worst: lowest accuracy of a ` +
    `group${test === null ? "" : ` of the ${test} test`}; gap: |iid - inverted|, near 0 without the shortcut. ${difference}` +
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
