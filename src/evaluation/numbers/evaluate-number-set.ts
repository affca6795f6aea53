import {
  attributeResults,
  checkVariable,
  pick,
  presentRows,
  type ContinuousAttribute,
  type EvaluatedAttribute,
} from "../attribute-results.js";
import { checkFinite, checkIndices, rowCount, type Column } from "../columns.js";
import { effectiveCount } from "../effective-count.js";
import { groupsOf, type ClassVariable } from "../group-results.js";
import type { Metric } from "../metric.js";
import { errorCorrelation } from "../metrics/error-correlation.js";
import { adjustedMae, worstGroupMae } from "../metrics/group-errors.js";
import type { GroupOptions } from "../metrics/group-metrics.js";
import { mae } from "../metrics/mae.js";
import { pearson } from "../metrics/pearson.js";
import { r2 } from "../metrics/r2.js";
import { rmse } from "../metrics/rmse.js";
import { correctBias, type BiasCorrection } from "./bias-correction.js";
import { meanError } from "../metrics/mean-error.js";
import type { CorrectedScores, NumberGroupResult, NumberSetResult } from "./number-results.js";

/** One set of rows with what a model says about a number. */
export interface NumberSetToEvaluate {
  /** The bin of each row. */
  readonly label: ClassVariable;
  /** [n], in the target's unit. */
  readonly targets: Column;
  /** [n], in the same unit. */
  readonly predictions: Column;
  /** Of continuous ones the bins, with scores null. */
  readonly attributes: readonly EvaluatedAttribute[];
  /** Numbers of continuous attributes by name, [n], NaN missing. */
  readonly numbers: ReadonlyMap<string, Column>;
  /** Those of them that have a head. */
  readonly continuousAttributes: readonly ContinuousAttribute[];
  /** [n], for cell-weighted estimates. */
  readonly weights?: Column | undefined;
  /** Fewest rows of a group that enters adjusted and worst-group MAE; 1 if not given. */
  readonly minCount?: number;
  /** Fitted on validation; absent: raw predictions alone. */
  readonly correction?: BiasCorrection | undefined;
}

/**
 * All results of one set whose target is a number, in the shape of `results.json`.
 *
 * Rows with a missing attribute count for the target's metrics, not for the groups nor for that attribute.
 * @throws DataError for lengths that differ, a bin or a value of an attribute that there is not, and numbers or scores that
 * are not finite.
 */
export function evaluateNumberSet(set: NumberSetToEvaluate): NumberSetResult {
  const { label, targets, predictions, attributes, weights, correction } = set;
  const rows = rowCount("evaluateNumberSet", { bins: label.values, targets, predictions });
  checkIndices("evaluateNumberSet", "bin", label.values, label.valueNames.length);
  checkFinite("evaluateNumberSet", "target", targets);
  checkFinite("evaluateNumberSet", "prediction", predictions);
  for (const attribute of attributes) checkVariable("evaluateNumberSet", attribute, rows);
  const groups = groupErrors(set, predictions);
  return {
    n: rows,
    ...(weights === undefined ? {} : { effective_n: effectiveCount(weights, rows) }),
    ...scoresOf(set, predictions, groups),
    pearson: pearson(targets, predictions, weights),
    groups,
    error_correlation: Object.fromEntries(
      attributes.map((attribute) => [attribute.name, correlationOf(set, attribute)]),
    ),
    attributes: attributeResults(attributes, set.continuousAttributes, weights),
    ...(correction === undefined
      ? {}
      : { corrected: correctedScores(set, correctBias(predictions, correction)) }),
  };
}

function correctedScores(set: NumberSetToEvaluate, predictions: Column): CorrectedScores {
  return scoresOf(set, predictions, groupErrors(set, predictions));
}

function scoresOf(
  { targets, weights, minCount = 1 }: NumberSetToEvaluate,
  predictions: Column,
  groups: readonly NumberGroupResult[],
): CorrectedScores {
  const options: GroupOptions = { minCount };
  return {
    mae: mae(targets, predictions, weights),
    rmse: rmse(targets, predictions, weights),
    r2: r2(targets, predictions, weights),
    adjusted_mae: adjustedMae(groups, options),
    worst_group_mae: worstGroupMae(groups, options),
  };
}

/** Errors of each group that has rows: label-major, the last attribute fastest. */
function groupErrors(
  { label, attributes, targets, weights }: NumberSetToEvaluate,
  predictions: Column,
): NumberGroupResult[] {
  const { groups, describe } = groupsOf(label, attributes);
  const members = new Map<number, number[]>();
  for (const [row, group] of groups.entries()) {
    if (group < 0) continue;
    const own = members.get(group);
    if (own === undefined) members.set(group, [row]);
    else own.push(row);
  }
  return [...members]
    .sort(([left], [right]) => left - right)
    .map(([group, rows]) => {
      const columns = [pick(targets, rows), pick(predictions, rows)] as const;
      const own = weights === undefined ? undefined : pick(weights, rows);
      return {
        ...describe(group),
        n: rows.length,
        mae: mae(...columns, own),
        mean_error: meanError(...columns, own),
      };
    });
}

/** Over the rows whose value is known; a continuous attribute by its number. */
function correlationOf(set: NumberSetToEvaluate, attribute: EvaluatedAttribute): Metric {
  const numbers = set.numbers.get(attribute.name);
  const values = numbers ?? attribute.values;
  const kept = presentRows(
    values,
    numbers === undefined ? (value) => value >= 0 : (value) => !Number.isNaN(value),
  );
  const known = pick(values, kept);
  return errorCorrelation(
    pick(set.targets, kept),
    pick(set.predictions, kept),
    numbers === undefined
      ? { kind: "classes", values: known, classes: attribute.valueNames.length }
      : { kind: "number", values: known },
    set.weights === undefined ? undefined : pick(set.weights, kept),
  );
}
