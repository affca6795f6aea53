import { palette } from "../palette.js";

/** A horizontal axis: `ticks` lie in `domain`, least first. */
export interface MarkScale {
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
}

/** One value with its interval; null where it is undefined. */
export interface IntervalMark {
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Usual: a disc; worst: a larger orange diamond; unranked: a hollow disc. */
  readonly kind: "usual" | "worst" | "unranked";
  /** A dashed line to compare with, such as that of all rows; null without. */
  readonly reference: number | null;
}

const height = 18;
const middle = height / 2;
/** Room at both ends for half a mark, percent. */
const room = 4;

/**
 * A scale that holds all `values`, from a tick to a tick, with three to six steps of 1, 2 or 5 times a power of ten.
 * Without values, or with one alone, it is as wide as 0.1. It does not go beyond `most`, the most that a value can be.
 */
export function markScale(values: readonly number[], most = Infinity): MarkScale {
  const lowest = values.length === 0 ? 0 : Math.min(...values);
  const greatest = values.length === 0 ? 1 : Math.max(...values);
  const span = Math.max(greatest - lowest, 0.1);
  const least = Math.min(lowest, most - span);
  const power = 10 ** Math.floor(Math.log10(span));
  const step = [0.2, 0.5, 1, 2].map((part) => part * power).find((size) => span / size <= 5) ?? power; // prettier-ignore
  const [first, last] = [Math.floor(least / step + 1e-9), Math.ceil((least + span) / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { domain: [ticks[0] ?? least, ticks.at(-1) ?? greatest], ticks };
}

/**
 * A value with its interval as an SVG as wide as its cell: one of a column of marks over a shared scale.
 *
 * The reader compares the places of the marks down the column; a line that does not reach another's is no test. The value,
 * its interval and n stand beside it as text, so that the drawing is hidden from screen readers.
 */
export function renderIntervalMark(mark: IntervalMark, scale: MarkScale): string {
  const { value, interval, reference } = mark;
  const x = placeOn(scale);
  const colour = mark.kind === "worst" ? palette.alert : palette.main;
  return svg([
    ...scale.ticks.map((tick) => rule(x(tick), palette.line, "")),
    reference === null ? "" : rule(x(reference), palette.quiet, ' stroke-dasharray="3 3"'),
    interval === null
      ? ""
      : `<line x1="${x(interval.low)}" x2="${x(interval.high)}" y1="${middle}" y2="${middle}" stroke="${colour}" stroke-width="2"/>`,
    value === null ? "" : symbol(mark.kind, x(value)),
  ]);
}

/** The axis of {@link renderIntervalMark}: the first and the last tick, and the middle one where there is one. */
export function renderMarkAxis({ domain, ticks }: MarkScale): string {
  const x = placeOn({ domain, ticks });
  const shown = ticks.length % 2 === 1 ? [0, (ticks.length - 1) / 2, ticks.length - 1] : [0, ticks.length - 1]; // prettier-ignore
  const digits = Math.max(...ticks.map((tick) => (String(tick).split(".")[1] ?? "").length));
  return svg(
    shown.map((place) => {
      const tick = ticks[place] ?? 0;
      return `<text x="${x(tick)}" y="13" text-anchor="middle" font-size="11" fill="${palette.quiet}">${tick.toFixed(digits)}</text>`;
    }),
  );
}

function symbol(kind: IntervalMark["kind"], x: string): string {
  if (kind === "worst") {
    return `<svg x="${x}" y="${middle}" overflow="visible"><path d="M0-6.5L6.5 0L0 6.5L-6.5 0Z" fill="${palette.alert}"/></svg>`;
  }
  const paint =
    kind === "usual"
      ? `fill="${palette.main}"`
      : `fill="${palette.background}" stroke="${palette.main}" stroke-width="1.8"`;
  return `<circle cx="${x}" cy="${middle}" r="4.2" ${paint}/>`;
}

function rule(x: string, colour: string, more: string): string {
  return `<line x1="${x}" x2="${x}" y1="0" y2="${height}" stroke="${colour}"${more}/>`;
}

/** Percent of the width, ends included. */
function placeOn({ domain: [low, high] }: MarkScale): (value: number) => string {
  return (value) => {
    const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
    return `${Number((room + (100 - 2 * room) * share).toFixed(2))}%`;
  };
}

function svg(parts: readonly string[]): string {
  return `<svg class="mark" width="100%" height="${height}" aria-hidden="true">${parts.join("")}</svg>`;
}
