import { at } from "../../base/ndarray.js";
import type { Column } from "../columns.js";
import { clusteredMean } from "../intervals/clustered-mean.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import { estimatePriors, withPriors } from "../recalibration/estimate-priors.js";
import { fitPlatt } from "../recalibration/fit-platt.js";
import { fitTemperature } from "../recalibration/fit-temperature.js";
import type { ScoreMap } from "../recalibration/score-map.js";
import type { ClassTarget, FittingRows, Grouping } from "./audit-input.js";
import type { Estimate } from "./audit-results.js";
import { calibrationBins } from "./calibration-bins.js";
import {
  calibrationColumn,
  calibrationMeasures,
  calibrationRows,
  type CalibrationRows,
} from "./calibration-measures.js";
import { scoresOf } from "./class-rows.js";
import { pickClasses, pickInt } from "./known-rows.js";
import type {
  ClassShare,
  Recalibrated,
  RecalibratedAttribute,
  Recalibration,
  RecalibrationWay,
} from "./recalibration-results.js";

/** Groupings with those of their groups that are ranked. */
export interface RankedGrouping extends Grouping {
  /** [G]. */
  readonly ranked: readonly boolean[];
}

/** The audited rows whose answer is known, and the rows to fit on. */
interface Rows {
  readonly target: ClassTarget;
  readonly fitting: FittingRows;
  readonly subjectOf: Int32Array;
  readonly groupings: readonly RankedGrouping[];
}

/**
 * What recalibration on the rows of another split makes of the scores of the audited rows: how well they fit, overall and by group, and how
 * far groups are apart, before and after.
 *
 * Temperature, for two classes Platt's line on the logit, and on top of Platt (of more classes: of temperature) the correction for other
 * shares of the classes, estimated from the scores of the audited rows without their labels. The prior that it starts from is the mean of the
 * recalibrated scores where they were fitted, so that an estimate without shift is that prior. One map serves all groups.
 *
 * Undefined without rows to fit on.
 */
export function recalibrate(
  target: ClassTarget,
  subjectOf: Int32Array,
  groupings: readonly RankedGrouping[],
): Recalibration | Undefined {
  const { fitting } = target;
  if (fitting === undefined) return undefinedMetric("no rows of another split to fit on");
  if (fitting.labels.length === 0) return undefinedMetric(`split ${fitting.split} has no known answers of subjects that are not audited`); // prettier-ignore
  const rows = rowsWithAnswers({ target, fitting, subjectOf, groupings });
  if (rows.target.labels.length === 0) return undefinedMetric("no known answers");
  return { split: fitting.split, n: fitting.labels.length, ...waysOf(rows) };
}

function rowsWithAnswers(rows: Rows): Rows {
  const { target, subjectOf, groupings } = rows;
  const known = subjectOf.map((_, row) => row).filter((row) => at(target.labels, row) >= 0);
  if (known.length === subjectOf.length) return rows;
  return {
    ...rows,
    target: pickClasses(target, known),
    subjectOf: pickInt(subjectOf, known),
    groupings: groupings.map((one) => ({ ...one, groups: pickInt(one.groups, known) })),
  };
}

function waysOf(rows: Rows): Pick<Recalibration, "ways" | "shares"> {
  const { target, fitting } = rows;
  const isTwo = target.classes.length === 2;
  const before = measured(rows, target.probabilities);
  const wayOf = (name: RecalibrationWay, map: ScoreMap | Undefined) =>
    "reason" in map
      ? { name, ...map }
      : wayAfter(rows, { name, parameters: map.parameters }, map.apply(target.probabilities), before); // prettier-ignore
  const temperature = fitTemperature(fitting.labels, fitting.probabilities);
  const platt = isTwo ? fitPlatt(fitting.labels, fitting.probabilities) : null;
  const shifted = priorShift(rows, platt ?? temperature);
  const shift = { name: "prior shift", parameters: {} } as const;
  return {
    ways: [
      describe(rows, { name: "as it is", parameters: {} }, before),
      wayOf("temperature", temperature),
      ...(platt === null ? [] : [wayOf("platt", platt)]),
      "reason" in shifted ? { name: "prior shift", ...shifted } : wayAfter(rows, shift, shifted.probabilities, before), // prettier-ignore
    ],
    shares: "reason" in shifted ? shifted : shifted.shares,
  };
}

/** Scores for the shares of classes that EM finds in the audited rows. */
function priorShift(
  { target, fitting }: Rows,
  map: ScoreMap | Undefined,
): Undefined | { readonly probabilities: Float64Array; readonly shares: ClassShare[] } {
  if ("reason" in map) return undefinedMetric(`needs recalibrated scores: ${map.reason}`);
  const { classes } = target;
  const sourcePriors = meansOf(map.apply(fitting.probabilities), classes.length);
  const recalibrated = map.apply(target.probabilities);
  const priors = estimatePriors(recalibrated, sourcePriors);
  if ("reason" in priors) return priors;
  const [fitted, audited] = [fitting.labels, target.labels].map((labels) => sharesOf(labels, classes.length)); // prettier-ignore
  return {
    probabilities: withPriors(recalibrated, sourcePriors, priors),
    shares: classes.map((name, label) => ({
      name,
      fitted: at(fitted ?? [], label),
      estimated: at(priors, label),
      audited: at(audited ?? [], label),
    })),
  };
}

function meansOf(table: Float64Array, width: number): number[] {
  const sums = new Array<number>(width).fill(0);
  const rows = table.length / width;
  for (let row = 0; row < rows; row++) {
    for (let label = 0; label < width; label++) sums[label] = (sums[label] ?? 0) + (table[row * width + label] ?? NaN); // prettier-ignore
  }
  return sums.map((sum) => sum / rows);
}

function sharesOf(labels: Column, classCount: number): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (let row = 0; row < labels.length; row++) counts[at(labels, row)] = at(counts, at(labels, row)) + 1; // prettier-ignore
  return counts.map((count) => count / labels.length);
}

function measured({ target }: Rows, probabilities: Column): CalibrationRows {
  return calibrationRows(target.labels, probabilities, target.classes.length);
}

type Named = Pick<Recalibrated, "name" | "parameters">;

function wayAfter(
  rows: Rows,
  named: Named,
  probabilities: Float64Array,
  before: CalibrationRows,
): Recalibrated {
  const after = measured(rows, probabilities);
  const changeOf = (place: 0 | 1): Estimate => {
    const earlier = calibrationColumn(before, place);
    const changes = calibrationColumn(after, place).map((value, row) => value - at(earlier, row));
    const found = clusteredMean(changes, rows.subjectOf);
    return "reason" in found ? found : { value: found.mean, n: changes.length, interval: found.interval }; // prettier-ignore
  };
  return {
    ...describe(rows, named, after),
    change: {
      brier: changeOf(0),
      log_loss: changeOf(1),
    },
  };
}

function describe({ target, groupings }: Rows, named: Named, rows: CalibrationRows): Recalibrated {
  const whole = new Int32Array(rows.labels.length);
  const isTwo = target.classes.length === 2;
  const scores = scoresOf(rows.probabilities, rows.classCount, 1);
  return {
    ...named,
    overall: at(calibrationMeasures(rows, whole, 1), 0),
    calibration: isTwo ? at(calibrationBins(rows.labels, scores, whole, 1), 0) : [],
    attributes: groupings.map((grouping) => attributeOf(rows, grouping)),
  };
}

function attributeOf(
  rows: CalibrationRows,
  { name, groups, groupNames, ranked }: RankedGrouping,
): RecalibratedAttribute {
  const own = calibrationMeasures(rows, groups, groupNames.length);
  const candidates = own.filter((_, group) => ranked[group] === true);
  const names = ["ece", "brier", "log_loss", ...(rows.classCount === 2 ? (["excess", "sensitivity", "specificity"] as const) : [])] as const; // prettier-ignore
  return {
    name,
    groups: own.map((measures, group) => ({ name: at(groupNames, group), ...measures })),
    gaps: Object.fromEntries(
      names.map((measure) => [measure, gapOf(candidates.map((one) => one[measure]))]),
    ),
  };
}

function gapOf(values: readonly (Metric | undefined)[]): Metric {
  const known = values.filter((value) => typeof value === "number");
  return known.length < 2
    ? undefinedMetric("fewer than two ranked groups")
    : Math.max(...known) - Math.min(...known);
}
