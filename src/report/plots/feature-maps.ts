import { at } from "../../base/ndarray.js";
import type { MapsResult } from "../../probing/probing-results.js";
import { shorten } from "../format.js";
import { escapeHtml } from "../html/escape.js";
import { palette } from "../palette.js";

/** A target and the names of its values. */
export interface MapTarget {
  readonly name: string;
  readonly values: readonly string[];
}

const panel = 190;
const gap = 14;
const rowTitle = 22;
const header = 42;
const inset = 9;
/** Rows are drawn in so many turns, so that no value lies on top of all others. */
const turns = 12;

/**
 * Maps of the parts as small multiples: one row a part, one column a target that colours it, in one SVG.
 * Values differ by colour and by the form of the dot (round, square).
 *
 * The reader should see colours apart in a part's own column and mixed in all others. Axes have no unit: only
 * what lies together counts. A map can show what is there; that it shows nothing proves nothing.
 */
export function renderFeatureMaps(maps: MapsResult, targets: readonly MapTarget[]): string {
  const parts = Object.entries(maps.parts);
  const width = rowTitle + targets.length * (panel + gap);
  const height = header + parts.length * (panel + gap);
  const heads = targets.map((target, column) =>
    columnHead(target, rowTitle + column * (panel + gap)),
  );
  const rows = parts.map(([name, map], row) => {
    const top = header + row * (panel + gap);
    const middle = top + panel / 2;
    const title =
      `<text x="12" y="${middle}" text-anchor="middle" font-weight="600" ` +
      `transform="rotate(-90 12 ${middle})">part of ${escapeHtml(shorten(name, 20))}</text>`;
    const panels = targets.map((target, column) => {
      const left = rowTitle + column * (panel + gap);
      const stroke = target.name === name ? palette.text : palette.line;
      const frame = `<rect x="${left}" y="${top}" width="${panel}" height="${panel}" fill="none" stroke="${stroke}"/>`;
      if ("reason" in map) {
        const text = escapeHtml(shorten(`n/a (${map.reason})`, 30));
        return `${frame}<text x="${left + panel / 2}" y="${middle}" text-anchor="middle" fill="${palette.quiet}">${text}</text>`;
      }
      const values = maps.targets[target.name] ?? [];
      return `${frame}${dots(scaledTo(map.x, left), scaledTo(map.y, top), values)}`;
    });
    return `${title}${panels.join("")}`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="Maps of the parts, coloured by each target" font-family="system-ui, sans-serif" ` +
    `font-size="11" fill="${palette.text}">${heads.join("")}${rows.join("")}</svg>`
  );
}

/** Name of a target above its column, and what its colours mean. */
function columnHead({ name, values }: MapTarget, left: number): string {
  const title = `<text x="${left}" y="13" font-weight="600">coloured by ${escapeHtml(shorten(name, 20))}</text>`;
  const shown = values.slice(0, palette.series.length);
  const step = panel / Math.max(2, shown.length);
  const items = shown.map((value, index) => {
    const x = left + 5 + index * step;
    const letters = Math.max(2, Math.floor(step / 6.2) - 2);
    return (
      `<path d="M${x} 28h0" fill="none" stroke="${colourOf(index)}" stroke-width="7" stroke-linecap="${capOf(index)}"/>` +
      `<text x="${x + 8}" y="32">${escapeHtml(shorten(value, letters))}</text>`
    );
  });
  return `${title}${items.join("")}`;
}

/** Dots as one path a value and turn: a page of them stays small. Missing values are not drawn. */
function dots(x: readonly number[], y: readonly number[], values: readonly number[]): string {
  const classes = [...new Set(values.filter((value) => value >= 0))].sort((a, b) => a - b);
  const paths: string[] = [];
  for (let turn = 0; turn < turns; turn++) {
    for (const value of classes) {
      let path = "";
      for (let row = turn; row < values.length; row += turns) {
        if (at(values, row) === value) path += `M${at(x, row)} ${at(y, row)}h0`;
      }
      if (path === "") continue;
      paths.push(
        `<path d="${path}" stroke="${colourOf(value)}" stroke-linecap="${capOf(value)}"/>`,
      );
    }
  }
  return `<g fill="none" stroke-width="3.6" stroke-opacity="0.75">${paths.join("")}</g>`;
}

const colourOf = (value: number): string => palette.series[value % palette.series.length] ?? "";
const capOf = (value: number): string => (value % 2 === 0 ? "round" : "square");

/** Places inside a panel that begins at `start`, pixels with one decimal. */
function scaledTo(values: readonly number[], start: number): number[] {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const scale = range > 0 ? (panel - 2 * inset) / range : 0;
  return values.map((value) => Math.round(10 * (start + inset + (value - low) * scale)) / 10);
}
