import type {
  MethodComparison,
  SettingComparison,
  Win,
} from "../../evaluation/comparison/comparison.js";
import { cell, htmlTable, remark, type Cell } from "../html/elements.js";
import { missingReasons } from "./sentences.js";
import { furtherMetrics, hasGap, hasWorstGroup, targetWords } from "./target-words.js";
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

/** Who is ahead on each headline measure, and whether that is a finding. */
export function winsTable(setting: SettingComparison): string {
  const header = [
    cell("measure"),
    textCell("best mean"),
    cell("value"),
    textCell("strongest other reference"),
    cell("difference"),
    textCell("verdict"),
  ];
  return htmlTable(
    header,
    setting.wins.map((win) => winRow(win, setting)),
  );
}

function winRow(win: Win, { methods }: SettingComparison): Cell[] {
  const best = methods.find(({ method }) => method === win.best);
  const other = methods.find(({ method }) => method === win.reference);
  const summary = best === undefined ? undefined : summaryIn(best, win);
  const theirs = other === undefined ? undefined : summaryIn(other, win);
  const difference = win.reference === null ? undefined : summary?.differences[win.reference];
  const wins = win.verdict === "wins";
  return [
    cell(measureTitle(win)),
    { ...textCell(win.best ?? "none"), isBest: wins },
    cell(showSummary(summary)),
    textCell(win.reference ?? "none", showSummary(theirs)),
    difference === undefined
      ? cell("")
      : cell(
          showSigned(difference.mean),
          joined(showInterval(difference.bootstrap), showP(difference)),
        ),
    { ...textCell(wins ? "wins" : "no conclusion", win.because), isBest: wins },
  ];
}

/** All methods with mean ± sd and bootstrap intervals; attributes-only prediction and the ceiling below. */
export function methodsTable(setting: SettingComparison): string {
  const test = setting.headline_test;
  const { hasOutcome } = targetWords(setting);
  const metrics = hasOutcome ? ["auroc", "cross_mean"] : furtherMetrics(setting, "brief");
  const further = test === null ? [] : metrics.map((metric) => ({ metric, test }));
  const titles = hasOutcome ? ["AUROC", "cross-prediction"] : further.map(measureTitle);
  const header = [
    cell("method"),
    ...setting.wins.map((win) => cell(measureTitle(win))),
    ...further.map((_, index) => cell(titles[index] ?? "")),
    ...(hasOutcome ? [textCell("outcome")] : []),
  ];
  const row = (method: MethodComparison): Cell[] => {
    const { word, note } = showOutcome(method);
    return [
      cell(
        method.method,
        `${method.role === "method" ? "" : `${method.role}, `}${showSeeds(method)} seed${showSeeds(method) === "1" ? "" : "s"}${method.note === undefined ? "" : `, ${method.note}`}`,
      ),
      ...setting.wins.map((win) => ({
        ...measureCell(method, win),
        isBest: win.best === method.method,
      })),
      ...further.map((measure) => measureCell(method, measure)),
      ...(hasOutcome ? [textCell(word, note === "" ? undefined : `${note} seeds`)] : []),
    ];
  };
  const isCeiling = ({ role }: MethodComparison): boolean => role === "ceiling";
  const guesses =
    Object.keys(setting.attributes_only).length === 0
      ? []
      : [attributesRow(setting, further.length)];
  return [
    '<div class="dense">',
    htmlTable(header, [
      ...setting.methods.filter((method) => !isCeiling(method)).map(row),
      ...setting.methods.filter(isCeiling).map(row),
      ...guesses,
    ]),
    "</div>",
    remark(
      "Mean ± standard deviation over seeds; below, the 95 % interval of the bootstrap over seeds and subjects. " +
        columnsInWords(setting) +
        "Blue: the best mean of a column, which need not be a finding." +
        missingIntervals(setting),
    ),
    ...missingReasons(setting.methods, [...setting.wins, ...further]).map(remark),
  ].join("\n");
}

function columnsInWords(setting: SettingComparison): string {
  const test = setting.headline_test ?? "headline";
  const { columns, hasOutcome, worst, gapOf, furtherNotes } = targetWords(setting);
  const worstGroup = hasWorstGroup(setting) ? `Worst group: ${worst} of the ${test} test. ` : "";
  const gap = hasGap(setting) ? `Gap: |iid − inverted|${gapOf}. ` : "";
  return hasOutcome
    ? "Columns named by a test: its balanced accuracy. Worst group, AUROC and cross-prediction: of the " +
        `${test} test. Gap: |iid − inverted|, lower is better. Cross-prediction: how often the answers of one head ` +
        "equal another variable, mean over all pairs (and its spread over the pairs); near chance when they are apart. "
    : `Columns named by a test: ${columns}. ${worstGroup}${gap}${furtherNotes}`;
}

/** Why headline measures have no interval; empty where all have one. */
function missingIntervals({ methods, wins }: SettingComparison): string {
  const reasons = methods.flatMap((method) =>
    wins.flatMap((measure) => {
      const summary = summaryIn(method, measure);
      const hasMean = summary !== undefined && typeof summary.mean === "number";
      return hasMean && "reason" in summary.interval ? [summary.interval.reason] : [];
    }),
  );
  return reasons.length === 0 ? "" : ` No interval: ${[...new Set(reasons)].join("; ")}.`;
}

function measureCell(
  method: MethodComparison,
  measure: { readonly metric: string; readonly test: string | null },
): Cell {
  const summary = summaryIn(method, measure);
  if (typeof summary?.mean !== "number") return cell("n/a");
  if (measure.metric === "cross_mean") {
    const spread = summaryIn(method, { ...measure, metric: "cross_sd" })?.mean;
    return cell(
      showSummary(summary),
      typeof spread === "number" ? `pairs ± ${showMean(spread)}` : undefined,
    );
  }
  return cell(
    showSummary(summary),
    "reason" in summary.interval
      ? "no interval"
      : showInterval(summary.interval).replace(" to ", "–"),
  );
}

function attributesRow(
  { wins, attributes_only: values }: SettingComparison,
  further: number,
): Cell[] {
  const cells = wins.map(({ metric, test }) => {
    const value = metric === "balanced_accuracy" && test !== null ? values[test] : undefined;
    return cell(value === undefined ? "" : showMean(value));
  });
  const blank = Array.from({ length: further + 1 }, () => cell(""));
  return [cell("attributes only", "guessed without the image"), ...cells, ...blank];
}

/** Seeds without results and why; empty without any. */
export function failedTable({ methods }: SettingComparison): string {
  const rows = methods.flatMap(({ method, failed_seeds: failed }) =>
    failed.map(({ seed, reason }) => [cell(method), cell(String(seed)), textCell(reason)]),
  );
  if (rows.length === 0) return "";
  return `<h3>Seeds that did not finish</h3>\n${htmlTable([cell("method"), cell("seed"), textCell("reason")], rows)}`;
}

function textCell(text: string, note?: string): Cell {
  return { ...cell(text, note), isText: true };
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}
