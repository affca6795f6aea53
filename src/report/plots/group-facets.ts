import * as Plot from "@observablehq/plot";
import type { GroupSummary } from "../../evaluation/comparison/comparison.js";
import { shorten } from "../format.js";
import { palette } from "../palette.js";
import { renderPlot } from "./render-plot.js";

/** Groups of one method. */
export interface MethodGroups {
  readonly name: string;
  readonly groups: readonly GroupSummary[];
}

/** Methods side by side. */
export interface GroupFacetsSpec {
  readonly test: string;
  /** What a group is shown by: on the axis, and its worst end. */
  readonly value: { readonly title: string; readonly isLowerBetter: boolean };
  readonly methods: readonly MethodGroups[];
}

const characterWidth = 6.2;
const facetWidth = 168;
const rowHeight = 17;
const longestName = 44;

/**
 * Accuracy of each group, or what else it is judged by, one frame a method: the mean over seeds, and a line from the lowest to the highest
 * seed. The worst group is an orange diamond.
 *
 * The reader should see whether one group carries the loss: where label and attribute disagree with the training
 * data, a shortcut shows there. Lines are the spread over seeds, not intervals: with few rows (n) a group swings
 * by chance.
 */
export function renderGroupFacets({ test, value, methods }: GroupFacetsSpec): string {
  const all = methods.flatMap(({ groups }) => groups.map(({ high }) => high));
  const largest = Math.max(0, ...all.filter((value) => typeof value === "number"));
  const names = [...new Set(methods.flatMap(({ groups }) => groups.map(({ name }) => name)))];
  const rowsOf = new Map(
    methods.flatMap(({ groups }) => groups.map(({ name, rows }) => [name, rows])),
  );
  const title = (name: string): string =>
    `${shorten(name, longestName)} (n ${rowsOf.get(name) ?? 0})`;
  const marginLeft =
    14 + Math.ceil(characterWidth * Math.max(0, ...names.map((name) => [...title(name)].length)));
  const marks = methods.flatMap(({ name: method, groups }, facet) => {
    const means = groups.flatMap(({ mean }) => (typeof mean === "number" ? [mean] : []));
    const worst = value.isLowerBetter ? Math.max(...means) : Math.min(...means);
    return groups.flatMap(({ name, mean, low, high }) =>
      typeof mean === "number"
        ? [{ facet, method, name, mean, low, high, isWorst: mean === worst }]
        : [],
    );
  });
  type Mark = (typeof marks)[number];
  const colour = ({ isWorst }: Mark): string => (isWorst ? palette.alert : palette.main);
  const titles = methods.map(({ name }, facet) => ({
    facet,
    title: name.replace(/([+@])/, "\n$1"),
  }));
  return renderPlot({
    width: marginLeft + facetWidth * methods.length + 10,
    height: 84 + rowHeight * names.length,
    marginLeft,
    marginRight: 10,
    marginTop: 40,
    marginBottom: 36,
    ariaLabel: `${value.title} by group and method, ${test} test`,
    fx: { axis: null, domain: methods.map((_, facet) => facet), padding: 0.12 },
    x: {
      domain: [0, value.isLowerBetter ? 1.05 * largest : 1],
      ticks: 3,
      tickFormat: String,
      label: value.title,
      labelAnchor: "center",
      labelArrow: "none",
    },
    y: { domain: names, label: null, tickSize: 0, tickFormat: title },
    marks: [
      Plot.frame({ stroke: palette.line }),
      Plot.gridX({ ticks: 3, stroke: palette.line, strokeOpacity: 1 }),
      Plot.text(titles, {
        ...{ fx: "facet", text: "title", frameAnchor: "top", lineAnchor: "bottom", dy: -6 },
        fontWeight: "bold",
      }),
      Plot.link(marks, {
        ...{
          fx: "facet",
          x1: "low",
          x2: "high",
          y1: "name",
          y2: "name",
          stroke: colour,
          strokeWidth: 2,
        },
        filter: (mark: Mark) => mark.low !== mark.high,
      }),
      Plot.dot(marks, {
        ...{ fx: "facet", x: "mean", y: "name", r: 3.6, fill: colour },
        symbol: (mark: Mark) => (mark.isWorst ? "diamond" : "circle"),
      }),
    ],
  });
}
