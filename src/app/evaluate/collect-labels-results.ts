import { createRng } from "../../base/rng.js";
import type {
  LabelsExternalResults,
  MeasuredLabelsTest,
} from "../../evaluation/external/labels-external-results.js";
import { labelsShiftOf } from "../../evaluation/external/labels-shift.js";
import {
  labelsSplit,
  measureLabels,
  type LabelsSplit,
} from "../../evaluation/external/measure-labels.js";
import type { LabelsPredictionTable } from "../../evaluation/labels/labels-predictions.js";
import type { LabelsRunResults, LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { undefinedMetric } from "../../evaluation/metric.js";
import { labelsResultsOfOutputs } from "../../training/answer-outputs.js";
import type { SetOutputs } from "../../training/predict-set.js";
import type { RunFactors } from "../../training/validate.js";
import type { OpenedRun } from "../open-run.js";
import { evaluationRecord, type OtherCohort } from "./evaluation-record.js";
import { externalName, type ExternalSet } from "./external-set.js";

/** What a run of several labels says of its own tests. */
export interface StoredLabelsRun {
  readonly results: LabelsRunResults;
  readonly predictions: LabelsPredictionTable;
}

/**
 * Results on the other cohort, at 0.5 and at the thresholds that the run chose on its own validation rows. Groups are cells of all
 * attributes: without one of them no row has a group, and that is the reason.
 */
export function labelsSetResult(
  factors: RunFactors,
  { images, absentAttributes }: ExternalSet,
  outputs: SetOutputs,
  { thresholds }: Pick<LabelsRunResults, "thresholds">,
): LabelsSetResult {
  const result = labelsResultsOfOutputs(factors, images, outputs, {
    minCount: 1,
    thresholds: "reason" in thresholds ? undefined : thresholds.map(({ threshold }) => threshold),
  });
  const [lacking] = absentAttributes;
  if (lacking === undefined) return result;
  const reason = undefinedMetric(`the cohort has no attribute ${lacking}`);
  return { ...result, adjusted_auroc: reason, worst_group_auroc: reason };
}

/** What the run says of the other cohort. */
export interface EvaluatedLabelsCohort extends OtherCohort {
  readonly predictions: LabelsPredictionTable;
  readonly result: LabelsSetResult;
}

/** The content of `results.json`. @throws as `evaluationRecord` and `measureLabels`. */
export function collectLabelsResults(
  run: OpenedRun,
  { results, predictions }: StoredLabelsRun,
  evaluated: EvaluatedLabelsCohort,
): LabelsExternalResults {
  const { target, thresholds, tests } = results;
  const rng = createRng(0).child("evaluate");
  const measured = (rows: LabelsSplit, split: string, result: LabelsSetResult) =>
    measureLabels(rows, result, thresholds, rng.child(split));
  const externalRows = labelsSplit(evaluated.predictions, externalName);
  const external = measured(externalRows, externalName, evaluated.result);
  const own = tests["iid"] ?? undefinedMetric("the run has no iid test");
  const iidRows = labelsSplit(predictions, "iid");
  const iid: MeasuredLabelsTest =
    "reason" in own
      ? own
      : iidRows.subjects.length > 0
        ? measured(iidRows, "iid", own)
        : undefinedMetric("the run's iid test is weighted, without rows of its own");
  return {
    ...evaluationRecord(run, results, evaluated),
    target,
    thresholds,
    tests: { external, iid },
    shift: labelsShiftOf(
      { test: iid, rows: iidRows },
      { test: external, rows: externalRows },
      {
        attributes: run.blueprint.attributes,
        absentAttributes: evaluated.set.absentAttributes,
        thresholds,
      },
    ),
  };
}
