import * as Plot from "@observablehq/plot";
import { shorten } from "../format.js";

/** Room for a character of a name, pixels: the page cannot measure its fonts. */
const usualWidth = 6.4;

/** How much room names have. */
export interface NamedLinesOptions {
  /** Longer names are cut to so many characters. */
  readonly longest: number;
  /** Pixels beside the longest name. */
  readonly gap: number;
  /** Pixels of a character; default 6.4. */
  readonly characterWidth?: number;
}

/**
 * The vertical axis of a plot with a named line for each row, from top to bottom, and the margin that the names need. Rows have
 * their place as `line`, so that two of one name are two lines.
 */
export function namedLines(
  names: readonly string[],
  { longest, gap, characterWidth = usualWidth }: NamedLinesOptions,
): { readonly marginLeft: number; readonly y: Plot.ScaleOptions } {
  const shown = names.map((name) => shorten(name, longest));
  const most = Math.max(0, ...shown.map((name) => [...name].length));
  return {
    marginLeft: gap + Math.ceil(characterWidth * most),
    y: {
      domain: shown.map((_, line) => line),
      label: null,
      tickSize: 0,
      tickFormat: (line: number) => shown[line] ?? "",
    },
  };
}

/** A row with the ends of its interval; null: there is none. */
interface IntervalRow {
  readonly low: number | null;
  readonly high: number | null;
  readonly line: number;
}

/** The intervals of rows, each on its line. */
export function intervalLines<Row extends IntervalRow>(
  rows: readonly Row[],
  stroke: (row: Row) => string,
): Plot.Markish {
  return Plot.link(rows, {
    // Not "low": Plot leaves out what is falsy, and the interval of an accuracy of 0 begins at 0.
    filter: ({ low }: Row) => low !== null,
    ...{ x1: "low", x2: "high", y1: "line", y2: "line", stroke, strokeWidth: 2 },
  });
}
