import * as Plot from "@observablehq/plot";
import { palette } from "../palette.js";
import type { MethodStyle } from "./method-style.js";
import { renderPlot } from "./render-plot.js";

/** A method in the plane of two measures. */
export interface ParetoMethod {
  readonly name: string;
  readonly style: MethodStyle;
  readonly x: number;
  readonly y: number;
  /** One point a seed. */
  readonly seeds: readonly { readonly x: number; readonly y: number }[];
  /** Drawn, but no member of the frontier: a ceiling, or a method that is barred from winning. */
  readonly isOutside: boolean;
}

/** Data of the plot. */
export interface ParetoSpec {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** True where a low y is better: the axis is turned, so that better is always up and right. */
  readonly isLowerBetter: boolean;
  /** The same of x; false if not given. */
  readonly isLowerXBetter?: boolean;
  readonly methods: readonly ParetoMethod[];
}

const width = 532;
const height = 380;
const margins = { left: 48, right: 160, top: 20, bottom: 42 };
const labelHeight = 15;

/** Methods that no other one beats in both measures, in ascending x; without those outside. */
export function paretoFrontier({
  methods,
  isLowerBetter,
  isLowerXBetter = false,
}: ParetoSpec): ParetoMethod[] {
  const xSign = isLowerXBetter ? -1 : 1;
  const sign = isLowerBetter ? -1 : 1;
  const inside = methods.filter(({ isOutside }) => !isOutside);
  return inside
    .filter(
      (one) =>
        !inside.some(
          (other) =>
            xSign * other.x >= xSign * one.x &&
            sign * other.y >= sign * one.y &&
            (xSign * other.x > xSign * one.x || sign * other.y > sign * one.y),
        ),
    )
    .sort((left, right) => left.x - right.x);
}

/**
 * Two measures against each other: small points are seeds, large ones means, the line joins the methods that none
 * beats in both (the frontier). Up and right is better. Names stand at the right edge with their symbol, joined to their
 * means, so that they never overlap; they have the colour of text, since most colours of methods are too pale to be read.
 *
 * The reader should see who stands up and right, and how far seeds scatter. Hollow means are outside: ceilings
 * and methods that are barred. It cannot show whether a difference is a finding: that is in the differences.
 */
export function renderPareto(spec: ParetoSpec): string {
  const { methods, title, xTitle, yTitle, isLowerBetter, isLowerXBetter = false } = spec;
  const points = methods.flatMap((method) => [method, ...method.seeds]);
  const reach = domainOf(points.map((point) => point.x));
  const x: readonly [number, number] = isLowerXBetter ? [reach[1], reach[0]] : reach;
  const span = domainOf(points.map((point) => point.y));
  const y: readonly [number, number] = isLowerBetter ? [span[1], span[0]] : span;
  const seeds = methods.flatMap(({ style, seeds: own }) => own.map((seed) => ({ ...seed, style })));
  const labels = placeLabels(methods, y).map((label) => ({ ...label, edge: x[1] }));
  const colour = ({ style }: Pick<ParetoMethod, "style">): string => style.colour;
  const symbol = ({ style }: Pick<ParetoMethod, "style">): string => style.symbol;
  return renderPlot({
    width,
    height,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    ariaLabel: title,
    symbol: { type: "identity" },
    x: { domain: [...x], label: xTitle, labelAnchor: "center", labelArrow: "right", ticks: 5 },
    y: { domain: [...y], label: yTitle, labelArrow: "up", ticks: 6 },
    marks: [
      Plot.gridX({ ticks: 5, stroke: palette.line, strokeOpacity: 1 }),
      Plot.gridY({ ticks: 6, stroke: palette.line, strokeOpacity: 1 }),
      Plot.line(paretoFrontier(spec), {
        x: "x",
        y: "y",
        stroke: palette.quiet,
        strokeDasharray: "5 4",
      }),
      Plot.link(labels, {
        ...{ x1: "x", y1: "y", x2: "edge", y2: "place" },
        stroke: palette.line,
        strokeWidth: 1.2,
      }),
      Plot.dot(seeds, { x: "x", y: "y", r: 2.4, fill: colour, fillOpacity: 0.45, symbol }),
      // Those outside lie below: a ceiling must not hide the method that reaches it.
      Plot.dot(methods.toSorted(outsideFirst), {
        x: "x",
        y: "y",
        r: 6.5,
        fill: (method: ParetoMethod) => (method.isOutside ? palette.background : colour(method)),
        stroke: colour,
        strokeWidth: 2,
        symbol,
      }),
      Plot.dot(labels, {
        ...{ x: "edge", y: "place", dx: 7, r: 3.6, symbol, stroke: colour, strokeWidth: 1.5 },
        fill: (method: ParetoMethod) => (method.isOutside ? palette.background : colour(method)),
      }),
      Plot.text(labels, {
        ...{ x: "edge", y: "place", dx: 16, textAnchor: "start", text: "name" },
        fontWeight: "bold",
      }),
    ],
  });
}

function outsideFirst(left: ParetoMethod, right: ParetoMethod): number {
  return Number(right.isOutside) - Number(left.isOutside);
}

/** Lowest to highest value with a margin of 6 %; never empty. */
function domainOf(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = Math.max(0.06 * (high - low), 0.005);
  return [low - pad, high + pad];
}

/** A y value for every name: near its mean, names at least one line apart, all inside the frame. */
function placeLabels(
  methods: readonly ParetoMethod[],
  [bottom, top]: readonly [number, number],
): (ParetoMethod & { readonly place: number })[] {
  const frame = height - margins.top - margins.bottom;
  const pixelOf = (value: number): number => (frame * (top - value)) / (top - bottom);
  const sorted = methods.toSorted((left, right) => pixelOf(left.y) - pixelOf(right.y));
  const pixels: number[] = [];
  for (const method of sorted) {
    pixels.push(Math.max(pixelOf(method.y), (pixels.at(-1) ?? -Infinity) + labelHeight));
  }
  // What was pushed below the frame pushes back up.
  let limit = frame;
  for (let index = pixels.length - 1; index >= 0; index--) {
    pixels[index] = Math.min(pixels[index] ?? 0, limit);
    limit = (pixels[index] ?? 0) - labelHeight;
  }
  return sorted.map((method, index) => ({
    ...method,
    place: top - ((pixels[index] ?? 0) / frame) * (top - bottom),
  }));
}
