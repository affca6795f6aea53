import * as Plot from "@observablehq/plot";
import type { Difference, Verdict } from "../../evaluation/comparison/comparison.js";
import { palette } from "../palette.js";
import { namedLines } from "./named-lines.js";
import { renderPlot } from "./render-plot.js";

/** One line: a method minus the reference; right is better. */
export interface ForestRow {
  readonly method: string;
  readonly mean: number | null;
  /** Bootstrap interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Paired t interval. */
  readonly tLow: number | null;
  readonly tHigh: number | null;
  readonly verdict: Verdict;
}

/** Differences in one measure. */
export interface ForestSpec {
  readonly title: string;
  readonly rows: readonly ForestRow[];
}

const rowHeight = 21;
/** Five frames and the longest name fit side by side into a page (1080 pixels). */
const plotWidth = 158;
const characterWidth = 7;
const longestName = 28;

/** The line of a difference; `isLowerBetter` turns its sign, so that right is better. */
export function forestRow(
  method: string,
  difference: Difference,
  isLowerBetter: boolean,
): ForestRow {
  const sign = isLowerBetter ? -1 : 1;
  const ends = (
    interval: { readonly low: number; readonly high: number } | { readonly reason: string },
  ) =>
    "reason" in interval
      ? [null, null]
      : [sign * interval.low, sign * interval.high].sort((left, right) => left - right);
  const [low = null, high = null] = ends(difference.bootstrap);
  const [tLow = null, tHigh = null] = ends(difference.paired_t);
  return {
    method,
    mean: typeof difference.mean === "number" ? sign * difference.mean : null,
    ...{ low, high, tLow, tHigh },
    verdict: difference.verdict,
  };
}

/**
 * Differences to a reference: thick line the bootstrap interval, thin line the paired t interval, cut at the
 * frame. Blue: better; orange: worse; hollow grey: no conclusion. Right of the line is better in every measure.
 */
export function renderForest({ title, rows }: ForestSpec, hasNames: boolean): string {
  const domain = domainOf(rows);
  // Not Plot's clip: its identifiers count up over all plots, and the bytes would differ.
  const cut = (value: number | null): number | null =>
    value === null ? null : Math.min(domain[1], Math.max(domain[0], value));
  const marks = rows.map((row, line) => ({
    ...row,
    ...{ line, tLow: cut(row.tLow), tHigh: cut(row.tHigh) },
  }));
  const { marginLeft, y } = namedLines(
    rows.map(({ method }) => (hasNames ? method : "")),
    { longest: longestName, gap: hasNames ? 12 : 14, characterWidth },
  );
  const colour = ({ verdict }: ForestRow): string =>
    ({ better: palette.main, worse: palette.alert, "no conclusion": palette.quiet })[verdict];
  const lines = { y1: "line", y2: "line", stroke: colour } as const;
  return renderPlot({
    width: marginLeft + plotWidth,
    height: 46 + rowHeight * rows.length,
    marginLeft,
    marginRight: 14,
    marginTop: 8,
    marginBottom: 38,
    ariaLabel: `Differences, ${title}`,
    x: {
      domain,
      ticks: 3,
      label: "better",
      labelAnchor: "center",
      labelArrow: "right",
    },
    y,
    marks: [
      Plot.gridX({ ticks: 3, stroke: palette.line, strokeOpacity: 0.8 }),
      Plot.ruleX([0], { stroke: palette.text }),
      Plot.link(marks, {
        ...{ ...lines, x1: "tLow", x2: "tHigh", strokeWidth: 1 },
        filter: (row: ForestRow) => row.tLow !== null,
      }),
      Plot.link(marks, {
        ...{ ...lines, x1: "low", x2: "high", strokeWidth: 3.5, strokeOpacity: 0.75 },
        filter: (row: ForestRow) => row.low !== null,
      }),
      Plot.dot(marks, {
        ...{ x: "mean", y: "line", r: 4.2, stroke: colour, strokeWidth: 1.6 },
        fill: (row: ForestRow) =>
          row.verdict === "no conclusion" ? palette.background : colour(row),
        filter: (row: ForestRow) => row.mean !== null,
      }),
    ],
  });
}

/** All means, bootstrap intervals and 0, and the t intervals up to the same again. */
function domainOf(rows: readonly ForestRow[]): [number, number] {
  const firm = rows.flatMap(({ mean, low, high }) =>
    [mean, low, high].filter((value) => value !== null),
  );
  const [low, high] = [Math.min(0, ...firm), Math.max(0, ...firm)];
  const pad = Math.max(0.15 * (high - low), 0.01);
  const wide = rows.flatMap(({ tLow, tHigh }) => [tLow, tHigh].filter((value) => value !== null));
  return [
    Math.max(Math.min(low, ...wide) - pad / 4, low - pad),
    Math.min(Math.max(high, ...wide) + pad / 4, high + pad),
  ];
}
