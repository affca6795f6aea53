import type { DoseResponse } from "../../evaluation/audit/audit-results.js";
import { lostWords } from "../../evaluation/audit/dose-finding.js";
import { escapeHtml } from "../html/escape.js";
import { palette } from "../palette.js";
import { markScale } from "./interval-mark.js";

const [across, high] = [320, 190];
const [left, top] = [52, 10];
const width = left + across + 14;
const height = top + high + 46;

/**
 * Accuracy (of a number the mean absolute error) that an attribute costs where it is turned round against its association in training, as SVG: a disc with its interval for each strength, and the
 * straight line through all runs.
 *
 * A line that rises means that models answer by the attribute the more, the more it goes with the label in training; a flat one away from 0 that cases with one
 * value are harder, whatever was learnt. The words for who cannot see it list every point.
 */
export function renderDoseCurve(doses: DoseResponse): string {
  const points = doses.points.flatMap(({ strength, effect }) => {
    if ("reason" in effect || "reason" in effect.interval) return [];
    return [{ strength, value: effect.value, ...effect.interval }];
  });
  const { domain, ticks } = markScale([0, ...points.flatMap(({ low, high: top }) => [low, top])]);
  const strengths = points.map(({ strength }) => strength);
  const [least, most] = [Math.min(...strengths), Math.max(...strengths)];
  const margin = 0.08 * Math.max(most - least, 0.01);
  const span = most - least + 2 * margin;
  const x = (strength: number): number => left + (across * (strength - least + margin)) / span;
  const y = (value: number): number =>
    top + high * (1 - (value - domain[0]) / (domain[1] - domain[0]));
  return [
    `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(wordsOf(doses))}" font-size="11" fill="${palette.quiet}">`,
    ...ticks.map((tick) => {
      const dashed = tick === 0 ? ` stroke-dasharray="3 3"` : "";
      const colour = tick === 0 ? palette.quiet : palette.line;
      return `<path d="M${left} ${show(y(tick))}H${left + across}" stroke="${colour}"${dashed}/><text x="${left - 6}" y="${show(y(tick) + 4)}" text-anchor="end">${tick}</text>`;
    }),
    ...strengths.map(
      (strength) =>
        `<text x="${show(x(strength))}" y="${top + high + 16}" text-anchor="middle">${strength}</text>`,
    ),
    lineOf(doses, [least, most], x, y),
    ...points.map(
      ({ strength, value, low, high: upper }) =>
        `<path d="M${show(x(strength))} ${show(y(low))}V${show(y(upper))}" stroke="${palette.main}" stroke-width="2"/>` +
        `<circle cx="${show(x(strength))}" cy="${show(y(value))}" r="4" fill="${palette.main}"/>`,
    ),
    `<text x="${left + across / 2}" y="${height - 8}" text-anchor="middle">P(value that goes with it | label) in training</text>`,
    `<text transform="translate(12 ${top + high / 2}) rotate(-90)" text-anchor="middle">${lostWords(doses)}</text>`,
    "</svg>",
  ].join("");
}

/** Through the mean of the runs, which need not be that of the points where one strength has more of them. */
function lineOf(
  { points, slope, runs }: DoseResponse,
  [from, to]: readonly [number, number],
  x: (strength: number) => number,
  y: (value: number) => number,
): string {
  if ("reason" in slope || points.length === 0) return "";
  const mean = (of: (point: DoseResponse["points"][number]) => number) =>
    points.reduce((sum, point) => sum + (point.seeds / runs) * of(point), 0);
  const centre = mean(({ strength }) => strength);
  const level = mean(({ effect }) => effect.value ?? 0);
  const at = (strength: number) => y(level + slope.value * (strength - centre));
  return `<path d="M${show(x(from))} ${show(at(from))}L${show(x(to))} ${show(at(to))}" stroke="${palette.quiet}" stroke-width="1.4"/>`;
}

function wordsOf(doses: DoseResponse): string {
  const { attribute, points } = doses;
  const words = points.map(({ strength, effect }) => {
    if ("reason" in effect) return `${strength}: n/a`;
    const { value, interval } = effect;
    const ends = "reason" in interval ? "" : ` (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`; // prettier-ignore
    return `${strength}: ${value.toFixed(2)}${ends}`;
  });
  const lost = lostWords(doses);
  return `${lost.charAt(0).toUpperCase()}${lost.slice(1)} by ${attribute} by its strength in training. ${words.join("; ")}`;
}

function show(value: number): string {
  return String(Number(value.toFixed(1)));
}
