import * as Plot from "@observablehq/plot";
import type { ScannedTarget } from "../../evaluation/scan/scan-results.js";
import { palette } from "../palette.js";
import { intervalLines, namedLines } from "./named-lines.js";
import { renderPlot } from "./render-plot.js";

/** One line of the plot. */
export interface ScanDot {
  readonly title: string;
  readonly n: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: "flagged" | "explained" | "not flagged";
}

/** Columns from top to bottom. */
export interface ScanDotsSpec {
  readonly target: string;
  readonly statistic: "auroc" | "r2";
  /** What a column has that says nothing, and what the lower end of a flagged one is above. */
  readonly chance: number;
  readonly margin: number;
  readonly dots: readonly ScanDot[];
  /** Columns that are not drawn. */
  readonly left: number;
}

const mostDots = 30;
const longestName = 26;
const plotWidth = 460;
const lineHeight = 20;

/**
 * How well each column alone tells the target, out of fold, with its interval by subject; flagged ones first.
 *
 * The reader should look for filled orange dots: those tell the target and no other column explains them. Hollow orange: explained
 * by a flagged one. Grey: not flagged. The dashed line is chance, the dotted one the margin. It cannot show why a column goes with the
 * target, nor what a model will use. Columns without a value, and those after the 30th, have no line.
 */
export function scanDotsSpec(
  { name, statistic, columns }: ScannedTarget,
  margins: { readonly auroc: number; readonly r2: number },
): ScanDotsSpec {
  const dots = columns.flatMap(({ title, n, value, interval, finding }): ScanDot[] => {
    if (typeof value !== "number") return [];
    const ends = "low" in interval ? interval : { low: null, high: null };
    const state =
      finding.kind === "explained"
        ? "explained"
        : finding.kind === "not flagged"
          ? "not flagged"
          : "flagged";
    return [{ title, n, value, low: ends.low, high: ends.high, state }];
  });
  return {
    ...{ target: name, statistic, margin: margins[statistic] },
    chance: statistic === "auroc" ? 0.5 : 0,
    dots: dots.slice(0, mostDots),
    left: Math.max(0, dots.length - mostDots),
  };
}

/** The plot of {@link scanDotsSpec} as SVG; n is written at the right. */
export function renderScanDots({ target, statistic, chance, margin, dots }: ScanDotsSpec): string {
  const { marginLeft, y } = namedLines(
    dots.map(({ title }) => title),
    { longest: longestName, gap: 14 },
  );
  const least = Math.min(chance, ...dots.map(({ value, low }) => low ?? value));
  const domain: [number, number] = [
    Math.max(statistic === "auroc" ? 0 : -0.2, Math.floor(20 * least) / 20),
    1,
  ];
  const held = (value: number | null): number | null =>
    value === null ? null : Math.min(domain[1], Math.max(domain[0], value));
  const lines = dots.map((dot, line) => ({
    ...dot,
    ...{ line, value: held(dot.value), low: held(dot.low), high: held(dot.high) },
  }));
  const colour = ({ state }: Pick<ScanDot, "state">): string =>
    state === "not flagged" ? palette.quiet : palette.alert;
  return renderPlot({
    width: marginLeft + plotWidth,
    height: 46 + lineHeight * dots.length,
    ...{ marginLeft, marginRight: 62, marginTop: 8, marginBottom: 38 },
    ariaLabel: `${statistic === "auroc" ? "AUROC" : "R²"} of each column alone for ${target}`,
    x: {
      domain,
      ticks: 6,
      label: statistic === "auroc" ? "AUROC of the column alone" : "R² of the column alone",
      labelAnchor: "center",
      labelArrow: "none",
    },
    y,
    marks: [
      Plot.barX(
        lines.filter(({ line }) => line % 2 === 0),
        { x1: domain[0], x2: domain[1], y: "line", fill: palette.panel },
      ),
      Plot.gridX({ ticks: 6, stroke: palette.line, strokeOpacity: 1 }),
      Plot.ruleX([chance], { stroke: palette.text, strokeDasharray: "4 3" }),
      Plot.ruleX([margin], { stroke: palette.quiet, strokeDasharray: "1 3" }),
      intervalLines(lines, colour),
      Plot.dot(lines, {
        ...{ x: "value", y: "line", r: 4, stroke: colour, strokeWidth: 1.6 },
        fill: (dot: ScanDot) => (dot.state === "flagged" ? palette.alert : palette.background),
      }),
      Plot.text(lines, {
        ...{ x: domain[1], y: "line", dx: 8, textAnchor: "start", fill: palette.quiet },
        text: ({ n }: ScanDot) => `n ${n}`,
      }),
    ],
  });
}
