import * as Plot from "@observablehq/plot";
import { DataError } from "../../base/errors.js";
import type { Interval } from "../../evaluation/intervals/interval.js";
import type { SetResult } from "../../evaluation/results.js";
import { shorten, showFraction, showMetric } from "../format.js";
import { groupTitle } from "../group-title.js";
import { labelCountOf, worstGroupOf } from "../outcome.js";
import { palette } from "../palette.js";
import type { VariableSummary } from "../run-summary.js";
import { intervalLines, namedLines } from "./named-lines.js";
import { renderPlot } from "./render-plot.js";

/** One line of the plot: a group. Fractions 0..1; nulls where the accuracy is undefined. */
export interface GroupAccuracyRow {
  readonly group: string;
  readonly accuracy: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isWorst: boolean;
  /** "0.831, n 888" beside the line. */
  readonly note: string;
}

/** Data of the plot: groups from top to bottom, and the accuracy of guessing. */
export interface GroupAccuracySpec {
  readonly name: string;
  readonly rows: readonly GroupAccuracyRow[];
  readonly chance: number;
}

const longestName = 56;
const plotWidth = 140;
const noteWidth = 96;

/**
 * Accuracy by group of one test, with intervals and n.
 *
 * `intervals` belong to `set.groups` one by one. The reader should look for groups whose interval lies
 * below the others': where label and attribute disagree with the training data, a shortcut shows there.
 * It cannot show why a group is worse, nor groups without rows.
 * @throws DataError when there is not one interval a group, or a group is not one of `label`.
 */
export function groupAccuracySpec(
  name: string,
  set: SetResult,
  intervals: readonly (Interval | null)[],
  label: VariableSummary,
): GroupAccuracySpec {
  if (intervals.length !== set.groups.length) {
    throw new DataError(`groupAccuracySpec ${name}`, "intervals do not belong to these groups", {
      groups: set.groups.length,
      intervals: intervals.length,
    });
  }
  const worst = worstGroupOf(set);
  const rows = set.groups.map((group, index) => {
    const interval = intervals[index] ?? null;
    return {
      group: groupTitle(group, label),
      accuracy: typeof group.accuracy === "number" ? group.accuracy : null,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      isWorst: group === worst,
      note: `${showMetric(group.accuracy)}, n ${group.n}`,
    };
  });
  return { name, rows, chance: 1 / Math.max(1, labelCountOf(set)) };
}

/** The plot of {@link groupAccuracySpec} as SVG; the worst group is an orange diamond. */
export function renderGroupAccuracy({ name, rows, chance }: GroupAccuracySpec): string {
  const { marginLeft, y } = namedLines(
    rows.map(({ group }) => group),
    { longest: longestName, gap: 12 },
  );
  const marks = rows.map((row, line) => ({ ...row, line }));
  const colour = ({ isWorst }: GroupAccuracyRow): string =>
    isWorst ? palette.alert : palette.main;
  return renderPlot({
    width: marginLeft + plotWidth + noteWidth,
    height: 52 + 22 * rows.length,
    marginLeft,
    marginRight: noteWidth,
    marginTop: 18,
    marginBottom: 36,
    ariaLabel: `Accuracy by group, ${name} test`,
    x: {
      domain: [0, 1],
      label: "accuracy (fraction of rows)",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 5,
    },
    y,
    marks: [
      Plot.gridX({ ticks: 5, stroke: palette.line, strokeOpacity: 1 }),
      Plot.ruleX([chance], { stroke: palette.quiet, strokeDasharray: "3 3" }),
      Plot.text([`chance ${showFraction(chance)}`], {
        x: chance,
        frameAnchor: "top",
        dy: -12,
        fill: palette.quiet,
      }),
      intervalLines(marks, colour),
      Plot.dot(marks, {
        x: "accuracy",
        y: "line",
        r: 4,
        fill: colour,
        symbol: (row: GroupAccuracyRow) => (row.isWorst ? "diamond" : "circle"),
      }),
      Plot.text(marks, {
        y: "line",
        text: (row: GroupAccuracyRow) => shorten(row.note, 20),
        frameAnchor: "right",
        textAnchor: "start",
        dx: 12,
        fill: palette.text,
      }),
    ],
  });
}
