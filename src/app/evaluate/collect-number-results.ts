import { createRng } from "../../base/rng.js";
import { measureErrors } from "../../evaluation/external/measure-errors.js";
import type {
  MeasuredNumberTest,
  NumberExternalResults,
} from "../../evaluation/external/number-external-results.js";
import { numberShiftOf } from "../../evaluation/external/number-shift.js";
import { undefinedMetric } from "../../evaluation/metric.js";
import type { BiasCorrection } from "../../evaluation/numbers/bias-correction.js";
import type { NumberPredictionTable } from "../../evaluation/numbers/number-predictions.js";
import type { NumberRunResults, NumberSetResult } from "../../evaluation/numbers/number-results.js";
import { numberResultsOfOutputs } from "../../training/number-outputs.js";
import type { SetOutputs } from "../../training/predict-set.js";
import type { RunFactors } from "../../training/validate.js";
import type { OpenedRun } from "../open-run.js";
import { evaluationRecord, type OtherCohort } from "./evaluation-record.js";
import { externalName, type ExternalSet } from "./external-set.js";

/** What a run of a number says of its own tests. */
export interface StoredNumberRun {
  readonly results: NumberRunResults;
  readonly predictions: NumberPredictionTable;
}

/**
 * Errors on the other cohort, raw and corrected by the line of the run's own validation. Groups are bin x all attributes:
 * without one of them no row has a group, nor a correlation with it, and that is the reason.
 */
export function numberSetResult(
  factors: RunFactors,
  { images, absentAttributes }: ExternalSet,
  outputs: SetOutputs,
  { bias_correction: line }: Pick<NumberRunResults, "bias_correction">,
): NumberSetResult {
  const correction: BiasCorrection | undefined = "reason" in line ? undefined : line;
  const result = numberResultsOfOutputs(factors, images, outputs, { minCount: 1, correction });
  const [lacking] = absentAttributes;
  if (lacking === undefined) return result;
  const reasonOf = (name: string) => undefinedMetric(`the cohort has no attribute ${name}`);
  const groups = { adjusted_mae: reasonOf(lacking), worst_group_mae: reasonOf(lacking) };
  const { corrected } = result;
  return {
    ...result,
    ...groups,
    error_correlation: {
      ...result.error_correlation,
      ...Object.fromEntries(absentAttributes.map((name) => [name, reasonOf(name)])),
    },
    ...(corrected === undefined ? {} : { corrected: { ...corrected, ...groups } }),
  };
}

/** What the run says of the other cohort. */
export interface EvaluatedNumberCohort extends OtherCohort {
  readonly predictions: NumberPredictionTable;
  readonly result: NumberSetResult;
}

/** The content of `results.json`. @throws as `evaluationRecord` and `measureErrors`. */
export function collectNumberResults(
  run: OpenedRun,
  { results, predictions }: StoredNumberRun,
  evaluated: EvaluatedNumberCohort,
): NumberExternalResults {
  const { attributes } = run.blueprint;
  const { target, bias_correction: line, tests } = results;
  const rng = createRng(0).child("evaluate");
  const measured = (table: NumberPredictionTable, split: string, result: NumberSetResult) =>
    measureErrors(table, split, result, attributes, line, rng.child(split));
  const external = measured(evaluated.predictions, externalName, evaluated.result);
  const own = tests["iid"] ?? undefinedMetric("the run has no iid test");
  const iid: MeasuredNumberTest =
    "reason" in own
      ? own
      : predictions.split.includes("iid")
        ? measured(predictions, "iid", own)
        : undefinedMetric("the run's iid test is weighted, without rows of its own");
  const names = attributes.map(({ name }) => name);
  return {
    ...evaluationRecord(run, results, evaluated),
    target,
    bias_correction: line,
    tests: { external, iid },
    own: tests,
    shift: numberShiftOf(iid, external, names),
  };
}
