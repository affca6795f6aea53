import { at } from "../../base/ndarray.js";
import {
  attributeResults,
  checkVariable,
  pick,
  type ContinuousAttribute,
  type EvaluatedAttribute,
} from "../attribute-results.js";
import type { Column } from "../columns.js";
import { effectiveCount } from "../effective-count.js";
import { cellsOf } from "../group-results.js";
import { undefinedMetric, type Metric, type Undefined } from "../metric.js";
import { brier } from "../metrics/brier.js";
import { expectedCalibrationError } from "../metrics/expected-calibration-error.js";
import { meanOf, valuesOfGroups, type GroupOptions } from "../metrics/group-metrics.js";
import { meanOfRows } from "../metrics/mean-of-rows.js";
import { stratifiedAuroc, type StratifiedAuroc } from "../metrics/stratified-auroc.js";
import { callColumns, type CalledLabel } from "./called-labels.js";
import { halfThreshold } from "./label-thresholds.js";
import {
  labelColumns,
  labelRowCount,
  pickAnswers,
  type LabelAnswers,
  type LabelColumn,
} from "./label-columns.js";
import type { LabelResult, LabelsGroupResult, LabelsSetResult } from "./labels-results.js";
import { localise, type AttentionLooks } from "./localisation.js";
import { rankColumns } from "./ranked-labels.js";

const where = "evaluateLabelsSet";

/** One set of rows with what a model says about several answers. */
export interface LabelsSetToEvaluate extends LabelAnswers {
  /** Of continuous ones the bins, with scores null. */
  readonly attributes: readonly EvaluatedAttribute[];
  /** Those of them that have a head. */
  readonly continuousAttributes?: readonly ContinuousAttribute[];
  /** [K], chosen on validation, one a label; absent: results at 0.5 alone. */
  readonly thresholds?: readonly number[] | undefined;
  /** Where the model looks; absent: it or the data set does not say. */
  readonly looks?: AttentionLooks | undefined;
  /** Fewest rows of a group that enters adjusted and worst-group AUROC; 1 if not given. */
  readonly minCount?: number;
}

/**
 * All results of one set of several answers, in the shape of `results.json`: `rankLabels` and `callLabels` say which labels
 * and rows count.
 *
 * Groups are the cells of the attributes, the last attribute fastest; labels are not part of them. Rows with a missing
 * attribute are in no group, nor do they count for that attribute. Adjusted and worst-group AUROC are undefined where a group
 * of `minCount` rows has no macro AUROC; each group's is over the labels that it can measure, so with rare labels they
 * compare means of different labels.
 * @throws DataError as `labelColumns`, `callLabels` and `localise`, and for attributes as `checkVariable`.
 */
export function evaluateLabelsSet(set: LabelsSetToEvaluate): LabelsSetResult {
  const { attributes, continuousAttributes = [], thresholds, weights, looks } = set;
  const rows = labelRowCount(where, set);
  const columns = labelColumns(where, set);
  for (const attribute of attributes) checkVariable(where, attribute, rows);
  const ranked = rankColumns(columns);
  const half = callColumns(columns, halves(columns));
  const chosen = thresholds === undefined ? null : callColumns(columns, thresholds);
  const located = looks === undefined ? null : localise(columns, rows, looks);
  const groups = groupResults(set, rows);
  return {
    n: rows,
    ...(weights === undefined ? {} : { effective_n: effectiveCount(weights, rows) }),
    ...ranked.overall,
    at_half: half.overall,
    ...(chosen === null ? {} : { at_chosen: chosen.overall }),
    ...overGroups(groups, { minCount: set.minCount ?? 1 }),
    ...(located === null ? {} : { localisation: located.overall }),
    labels: columns.map((column, label) => ({
      ...describe(column),
      ...at(ranked.labels, label),
      ...calibration(column),
      at_half: at(half.labels, label),
      ...chosenOf(chosen?.labels[label]),
      auroc_within: withinAttributes(column, attributes),
      ...(located === null ? {} : { localisation: at(located.labels, label) }),
    })),
    groups,
    attributes: attributeResults(attributes, continuousAttributes, weights),
  };
}

function halves(columns: readonly LabelColumn[]): number[] {
  return columns.map(() => halfThreshold);
}

function chosenOf(called: CalledLabel | undefined): Pick<LabelResult, "at_chosen"> {
  return called === undefined ? {} : { at_chosen: called };
}

function describe({
  name,
  answers,
  weights,
}: LabelColumn): Pick<LabelResult, "name" | "n" | "positives" | "prevalence"> {
  return {
    name,
    n: answers.length,
    positives: answers.filter((answer) => answer === 1).length,
    prevalence: meanOfRows(
      where,
      { targets: answers, predictions: answers, weights },
      (yes) => yes,
    ),
  };
}

/** Of two classes, no and yes. */
function calibration({
  answers,
  scores,
  weights,
}: LabelColumn): Pick<LabelResult, "ece" | "brier"> {
  const probabilities = [...scores].flatMap((score) => [1 - score, score]);
  return {
    ece: expectedCalibrationError(answers, probabilities, weights),
    brier: brier(answers, probabilities, weights),
  };
}

function withinAttributes(
  { rows, answers, scores, weights }: LabelColumn,
  attributes: readonly EvaluatedAttribute[],
): Record<string, StratifiedAuroc | Undefined> {
  const within = (values: Column) => stratifiedAuroc(answers, scores, pick(values, rows), weights);
  return Object.fromEntries(attributes.map(({ name, values }) => [name, within(values)]));
}

/** Of each cell of the attributes that has rows. */
function groupResults(set: LabelsSetToEvaluate, rows: number): LabelsGroupResult[] {
  const { attributes } = set;
  if (attributes.length === 0) return [];
  const { cells, valuesOf } = cellsOf(attributes, rows);
  const members = new Map<number, number[]>();
  for (const [row, cell] of cells.entries()) {
    if (cell < 0) continue;
    const own = members.get(cell);
    if (own === undefined) members.set(cell, [row]);
    else own.push(row);
  }
  return [...members]
    .sort(([left], [right]) => left - right)
    .map(([cell, own]) => {
      const names = valuesOf(cell).map(({ name }) => name);
      const columns = labelColumns(where, pickAnswers(set, own));
      const { overall, measured } = rankColumns(columns);
      return {
        name: names.join(", "),
        attributes: Object.fromEntries(
          attributes.map(({ name }, index) => [name, at(names, index)]),
        ),
        n: own.length,
        labels: measured,
        ...overall,
        CF1: callColumns(columns, halves(columns)).overall.CF1,
      };
    });
}

function overGroups(
  groups: readonly LabelsGroupResult[],
  options: GroupOptions,
): { readonly adjusted_auroc: Metric; readonly worst_group_auroc: Metric } {
  const values =
    groups.length === 0
      ? undefinedMetric("no rows with attributes")
      : valuesOfGroups(groups, ({ macro_auroc }) => macro_auroc, options, "label");
  if (!Array.isArray(values)) return { adjusted_auroc: values, worst_group_auroc: values };
  return { adjusted_auroc: meanOf(values), worst_group_auroc: Math.min(...values) };
}
