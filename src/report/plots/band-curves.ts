import * as Plot from "@observablehq/plot";
import type { CurveBand } from "../../evaluation/comparison/comparison.js";
import { palette } from "../palette.js";
import type { MethodStyle } from "./method-style.js";
import { decadeTicks, epochTicks, valueAxis } from "./axis-ticks.js";
import { renderPlot } from "./render-plot.js";

/** The curve of one method. */
export interface MethodBand {
  readonly name: string;
  readonly style: MethodStyle;
  readonly band: CurveBand;
}

/** One frame of curves over training. */
export interface BandCurvesSpec {
  readonly title: string;
  readonly valueTitle: string;
  /** Drawn in colour, with a band from the lowest to the highest seed. */
  readonly shown: readonly MethodBand[];
  /** Means of others, thin and grey, to compare with. */
  readonly others: readonly MethodBand[];
  readonly domain: readonly [low: number, high: number] | null;
  /** True for a logarithmic value axis: values of 0 or below are gaps. */
  readonly logarithmic?: boolean;
}

interface Point {
  readonly epoch: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Lowest and highest value of some bands, for frames that share a scale; null without values. */
export function rangeOf(bands: readonly MethodBand[]): [number, number] | null {
  const values = bands.flatMap(({ band }) =>
    [...band.low, ...band.high].filter((value) => value !== null),
  );
  return values.length === 0 ? null : [Math.min(...values), Math.max(...values)];
}

/**
 * Means over seeds by epoch, with a band from the lowest to the highest seed.
 *
 * The reader should see whether a curve has settled, whether its seeds agree, and whether it swings. Validation
 * follows the training distribution: a high curve is no proof of a model without the shortcut.
 */
export function renderBandCurves(spec: BandCurvesSpec, width: number): string {
  const { logarithmic = false } = spec;
  const bands = [...spec.shown, ...spec.others].map(({ band }) => band);
  const values = bands.flatMap(({ low, high }) => [...low, ...high]);
  const { y, marginLeft } = logarithmic ? decadeAxis(values, spec) : linearAxis(bands, spec);
  const epochs = bands.flatMap((band) => band.epochs);
  const marks = spec.shown.flatMap(({ band, style }) => {
    const { colour, dash } = style;
    const points = pointsOf(band, logarithmic);
    const single = points.length === 1;
    return [
      Plot.areaY(points, {
        x: "epoch",
        y1: "low",
        y2: "high",
        fill: colour,
        fillOpacity: spec.shown.length > 3 ? 0.08 : 0.2,
      }),
      single
        ? Plot.dot(points, { x: "epoch", y: "mean", fill: colour })
        : Plot.line(points, {
            ...{ x: "epoch", y: "mean", stroke: colour, strokeWidth: 1.9 },
            strokeDasharray: spec.shown.length > 1 ? dash : "none",
          }),
    ];
  });
  const grey = spec.others.map(({ band }) =>
    Plot.line(pointsOf(band, logarithmic), {
      x: "epoch",
      y: "mean",
      stroke: palette.line,
      strokeWidth: 1,
    }),
  );
  return renderPlot({
    width,
    height: Math.round(width * 0.56),
    marginLeft,
    marginRight: 10,
    marginTop: 22,
    marginBottom: 34,
    ariaLabel: `${spec.title} by epoch`,
    x: { label: "epoch", ticks: epochTicks(epochs, 6), tickFormat: "d", labelArrow: "none" },
    y: {
      label: spec.valueTitle,
      labelArrow: "none",
      ...y,
    },
    marks: [
      Plot.gridY({ ticks: y.ticks, stroke: palette.line, strokeOpacity: 0.6 }),
      ...grey,
      ...marks,
    ],
  });
}

/** Pixels left of an axis of short numbers. */
const leastMargin = 42;

/** A shared domain is widened to round numbers as values are. */
function linearAxis(bands: readonly CurveBand[], { domain }: BandCurvesSpec) {
  const all = bands.flatMap(({ low, high, mean }) => [...low, ...high, ...mean]);
  const values = domain ?? all.filter((value) => value !== null);
  return valueAxis(values, null, { most: 4, least: leastMargin });
}

function decadeAxis(values: readonly (number | null)[], { domain }: BandCurvesSpec) {
  const shared = domain === null ? {} : { domain: [...domain] };
  const axis = { type: "log" as const, ticks: decadeTicks(values), tickFormat: "~g", nice: true };
  return { y: { ...axis, ...shared }, marginLeft: leastMargin };
}

function pointsOf({ epochs, mean, low, high }: CurveBand, logarithmic: boolean): Point[] {
  const shown = (value: number | null | undefined): number | null =>
    value === null || value === undefined || (logarithmic && value <= 0) ? null : value;
  return epochs.map((epoch, index) => ({
    epoch,
    mean: shown(mean[index]),
    low: shown(low[index]),
    high: shown(high[index]),
  }));
}
