import * as Plot from "@observablehq/plot";
import type { EpochRecord } from "../run-summary.js";
import { metricTitle } from "../format.js";
import { dashes, palette } from "../palette.js";
import { describeTerm, squaredErrorPrefix, type TermKind, type TermWords } from "../term-words.js";
import { decadeTicks, epochTicks, valueAxis } from "./axis-ticks.js";
import { renderPlot } from "./render-plot.js";

/** One line over epochs; null where the value is missing or undefined, drawn as a gap. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly epoch: number; readonly value: number | null }[];
  /** A value to compare the curve with, a dotted line of its colour. */
  readonly level?: number;
}

/** Curves in one frame. */
export interface CurvesSpec {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Fixed range of the values, or null to fit them. */
  readonly domain: readonly [low: number, high: number] | null;
  /** True for a logarithmic value axis: values of 0 or below are gaps. */
  readonly logarithmic?: boolean;
  /** Title of the value axis, with unit. */
  readonly valueTitle: string;
  /** The epoch whose weights were kept; null where none was chosen. */
  readonly selectedEpoch: number | null;
}

/**
 * One frame for each kind of loss term (and measure), kinds in the order of {@link kindOrder}. `variables` are
 * the label and the attributes by name; `floorOf` says the least that two perfectly predictive parts share,
 * nats, or null.
 *
 * Training means by epoch. The reader should see that each term has settled by the selected epoch, and how the
 * two gradients compare. An information term below its floor costs accuracy in training; one that falls may be
 * a failing critic.
 */
export function lossSpecs(
  epochs: readonly EpochRecord[],
  selectedEpoch: number,
  variables: readonly string[],
  floorOf: (first: string, second: string) => number | null = () => null,
): CurvesSpec[] {
  const frames = new Map<string, { readonly words: TermWords; readonly curves: Curve[] }>();
  for (const name of namesOf(epochs.map(({ losses }) => losses))) {
    const words = describeTerm(name, variables);
    const frame = frames.get(words.title) ?? { words, curves: [] };
    const positive = words.kind === "norm";
    const points = epochs.map(({ epoch, losses }) => {
      const value = losses[name] ?? null;
      return { epoch, value: positive && value !== null && value <= 0 ? null : value };
    });
    const level = words.pair === null ? null : floorOf(...words.pair);
    frame.curves.push({ name: words.curve, points, ...(level === null ? {} : { level }) });
    frames.set(words.title, frame);
  }
  const place = ({ words }: { readonly words: TermWords }) => kindOrder.indexOf(words.kind);
  return [...frames.values()]
    .sort((first, second) => place(first) - place(second))
    .map(({ words, curves }) => ({
      title: words.title,
      curves,
      domain: words.kind === "scale" && isFraction(curves) ? ([0, 1] as const) : null,
      ...(words.kind === "norm" ? { logarithmic: true } : {}),
      valueTitle: words.axis,
      selectedEpoch,
    }));
}

/** True where no value is above 1: a factor that never lengthens. */
function isFraction(curves: readonly Curve[]): boolean {
  return curves.every(({ points }) => points.every(({ value }) => value === null || value <= 1));
}

/** Frames from left to right: what is learnt, what is penalised, how both pull, and who measures. */
const kindOrder: readonly TermKind[] = ["task", "dependence", "norm", "scale", "critic", "other"];

/** The one validation value that has neither unit nor range. */
const lossKey = "loss";

/** Validation values in the unit of a target that is a number. */
const errorTitles: Readonly<Record<string, string>> = {
  mae: "MAE",
  adjusted_mae: "adjusted MAE",
  worst_group_mae: "worst-group MAE",
};

/**
 * All validation metrics in one frame, fractions 0..1; the loss and errors, which are none, are left to
 * {@link validationLossSpec} and {@link validationErrorSpec}.
 *
 * The reader should compare the worst group with the mean, and see whether the selected epoch is a lucky
 * peak. Validation follows the training distribution: it cannot show a shortcut by itself.
 */
export function validationSpec(epochs: readonly EpochRecord[], selectedEpoch: number): CurvesSpec {
  const names = namesOf(epochs.map(({ validation }) => validation));
  return {
    title: "Validation metrics",
    curves: names
      .filter((name) => name !== lossKey && !(name in errorTitles))
      .map((name) => validationCurve(epochs, name, metricTitle(name))),
    domain: [0, 1],
    valueTitle: names.includes("mAP") ? "0 to 1, higher is better" : "fraction of rows",
    selectedEpoch,
  };
}

/**
 * Errors on validation of a target that is a number, in its `unit`; no curve where it is classes. Read as
 * {@link validationSpec}, lower is better.
 */
export function validationErrorSpec(
  epochs: readonly EpochRecord[],
  selectedEpoch: number,
  unit: string | undefined,
): CurvesSpec {
  const names = namesOf(epochs.map(({ validation }) => validation));
  return {
    title: "Validation errors",
    curves: names.flatMap((name) => {
      const title = errorTitles[name];
      return title === undefined ? [] : [validationCurve(epochs, name, title)];
    }),
    domain: null,
    valueTitle: unit ?? "unit of the target",
    selectedEpoch,
  };
}

/**
 * Task loss on validation, mean over the heads, in a frame of its own; no curve where it was not recorded. Cross-entropy,
 * and squared error in training variances where a head predicts a number.
 */
export function validationLossSpec(
  epochs: readonly EpochRecord[],
  selectedEpoch: number,
): CurvesSpec {
  const isRecorded = epochs.some(({ validation }) => lossKey in validation);
  const hasNumbers = epochs.some(({ losses }) =>
    Object.keys(losses).some((name) => name.startsWith(squaredErrorPrefix)),
  );
  return {
    title: "Validation loss",
    curves: isRecorded ? [validationCurve(epochs, lossKey, "loss")] : [],
    domain: null,
    valueTitle: hasNumbers
      ? "mean task loss of the heads"
      : "nats, mean cross-entropy of the heads",
    selectedEpoch,
  };
}

function validationCurve(epochs: readonly EpochRecord[], key: string, name: string): Curve {
  const points = epochs.map(({ epoch, validation }) => {
    const value = validation[key];
    return { epoch, value: typeof value === "number" ? value : null };
  });
  return { name, points };
}

/** Colour and line pattern of curve `index`; legends use the same. */
export function strokeOf(index: number): { colour: string; dash: string } {
  const place = index % palette.series.length;
  return { colour: palette.series[place] ?? palette.main, dash: dashes[place] ?? "none" };
}

/** Curves as SVG with dotted lines at the selected epoch and at levels. `width` in pixels. */
export function renderCurves(spec: CurvesSpec, width: number): string {
  const lines = spec.curves.map((curve, index) => {
    const { colour, dash } = strokeOf(index);
    const single = curve.points.length === 1;
    const options = { x: "epoch", y: "value", stroke: colour } as const;
    return single
      ? Plot.dot(curve.points, options)
      : Plot.line(curve.points, { ...options, strokeWidth: 1.8, strokeDasharray: dash });
  });
  const levels = spec.curves.flatMap(({ level }, index) =>
    level === undefined
      ? []
      : [Plot.ruleY([level], { stroke: strokeOf(index).colour, strokeDasharray: "1 3" })],
  );
  const values = spec.curves.flatMap(({ points }) => points.map(({ value }) => value));
  const epochs = spec.curves.flatMap(({ points }) => points.map(({ epoch }) => epoch));
  const { y, marginLeft } = spec.logarithmic === true ? decadeAxis(values) : linearAxis(spec);
  return renderPlot({
    width,
    height: Math.round(width * 0.5),
    marginLeft,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 36,
    ariaLabel: `${spec.title} by epoch`,
    x: { label: "epoch", ticks: epochTicks(epochs, 8), tickFormat: "d", labelArrow: "none" },
    y: {
      label: spec.valueTitle,
      labelArrow: "none",
      ...y,
    },
    marks: [
      Plot.gridY({
        ticks: y.ticks,
        stroke: palette.line,
        strokeOpacity: 1,
      }),
      Plot.ruleX(spec.selectedEpoch === null ? [] : [spec.selectedEpoch], {
        stroke: palette.quiet,
        strokeDasharray: "2 3",
      }),
      ...levels,
      ...lines,
    ],
  });
}

/** Pixels left of an axis of short numbers. */
const leastMargin = 44;

function linearAxis({ curves, domain }: CurvesSpec) {
  const values = curves.flatMap(({ points, level }) => [
    ...points.flatMap(({ value }) => value ?? []),
    ...(level === undefined ? [] : [level]),
  ]);
  return valueAxis(values, domain, { most: 5, least: leastMargin });
}

function decadeAxis(values: readonly (number | null)[]) {
  const type = "log" as const;
  return {
    y: { type, ticks: decadeTicks(values), tickFormat: "~g", nice: true },
    marginLeft: leastMargin,
  };
}

/** Names in order of first appearance of a number: one that never has any has no line, and no place in a legend. */
function namesOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = records.flatMap((record) => Object.keys(record));
  return [...new Set(names)].filter((name) =>
    records.some((record) => typeof record[name] === "number"),
  );
}
