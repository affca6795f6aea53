import * as Plot from "@observablehq/plot";
import type { LabelResult, LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { palette } from "../palette.js";
import { namedLines } from "./named-lines.js";
import { renderPlot } from "./render-plot.js";

/** What is drawn of each label. */
export type LabelMeasure = "auroc" | "auprc";

/** Data of the plot: labels from top to bottom, a mark for each test that has a value. */
export interface LabelDotsSpec {
  readonly measure: LabelMeasure;
  readonly labels: readonly string[];
  readonly tests: readonly string[];
  readonly dots: readonly {
    /** Place in `labels`, and in `tests`. */
    readonly line: number;
    readonly test: number;
    readonly value: number;
    /** What a random score has there: 0.5, of average precision the share of yes. */
    readonly chance: number | null;
  }[];
}

const titles = {
  auroc: "AUROC",
  auprc: "average precision",
} satisfies Record<LabelMeasure, string>;

const symbols = ["circle", "diamond", "square", "triangle"] as const;
const longestName = 28;
const plotWidth = 300;
const lineHeight = 20;

/**
 * AUROC or average precision by label, the tests side by side.
 *
 * The reader should look for labels whose mark of the inverted test lies far left of that of iid: what goes with them in
 * training may be what tells them. A single label of few rows of yes moves by chance: its n is in the tables. Labels without a
 * value have no mark.
 */
export function labelDotsSpec(
  measure: LabelMeasure,
  tests: readonly (readonly [name: string, set: LabelsSetResult])[],
): LabelDotsSpec {
  const labels = [...new Set(tests.flatMap(([, set]) => set.labels.map(({ name }) => name)))];
  const dots = tests.flatMap(([, set], test) =>
    set.labels.flatMap((label) => {
      const value = label[measure];
      if (typeof value !== "number") return [];
      return [{ line: labels.indexOf(label.name), test, value, chance: chanceOf(measure, label) }];
    }),
  );
  return { measure, labels, tests: tests.map(([name]) => name), dots };
}

function chanceOf(measure: LabelMeasure, { prevalence }: LabelResult): number | null {
  if (measure === "auroc") return 0.5;
  return typeof prevalence === "number" ? prevalence : null;
}

/** The plot of {@link labelDotsSpec} as SVG: a band each label, in it the tests from top to bottom. */
export function renderLabelDots({ measure, labels, tests, dots }: LabelDotsSpec): string {
  const { marginLeft, y } = namedLines(labels, { longest: longestName, gap: 14 });
  const step = Math.min(5, (lineHeight - 6) / Math.max(1, tests.length - 1));
  const shift = (test: number) => step * (test - (tests.length - 1) / 2);
  const marks = tests.flatMap((_, test) => {
    const own = dots.filter((dot) => dot.test === test);
    return [
      ...(measure === "auprc"
        ? [
            Plot.tickX(
              own.filter(({ chance }) => chance !== null),
              { x: "chance", y: "line", stroke: palette.quiet, inset: 5 },
            ),
          ]
        : []),
      Plot.dot(own, {
        ...{ x: "value", y: "line", r: 3.4, dy: shift(test) },
        ...{ fill: colourOf(test), symbol: symbolOf(test) },
      }),
    ];
  });
  return renderPlot({
    width: marginLeft + plotWidth,
    height: 44 + lineHeight * labels.length,
    marginLeft,
    marginRight: 14,
    marginTop: 8,
    marginBottom: 36,
    ariaLabel: `${titles[measure]} by label`,
    x: {
      domain: [0, 1],
      ticks: 5,
      label: titles[measure],
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: { ...y, padding: 0 },
    marks: [
      Plot.barX(
        labels.map((_, line) => line).filter((line) => line % 2 === 0),
        { x1: 0, x2: 1, y: (line: number) => line, fill: palette.panel },
      ),
      Plot.gridX({ ticks: 5, stroke: palette.line, strokeOpacity: 1 }),
      ...(measure === "auroc"
        ? [Plot.ruleX([0.5], { stroke: palette.quiet, strokeDasharray: "3 3" })]
        : []),
      ...marks,
    ],
  });
}

/** Colour of the marks of a test, by its place. */
function colourOf(test: number): string {
  return palette.series[test % palette.series.length] ?? palette.main;
}

function symbolOf(test: number): (typeof symbols)[number] {
  return symbols[test % symbols.length] ?? "circle";
}

/** The marks of the tests as SVG, for a legend: one each. */
export function labelDotsMark(test: number): string {
  return renderPlot({
    ...{ width: 14, height: 12, margin: 0, axis: null },
    ...{ x: { domain: [0, 1] }, y: { domain: [0, 1] } },
    ariaLabel: symbolOf(test),
    marks: [Plot.dot([0], { x: 0.5, y: 0.5, r: 4, fill: colourOf(test), symbol: symbolOf(test) })],
  });
}
