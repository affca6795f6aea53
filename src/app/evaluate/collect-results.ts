import { createRng, type Rng } from "../../base/rng.js";
import type { ExternalResults, MeasuredTest } from "../../evaluation/external/external-results.js";
import {
  chooseThreshold,
  measureAnswers,
  splitPredictions,
} from "../../evaluation/external/measure-answers.js";
import { shiftOf } from "../../evaluation/external/shift.js";
import { undefinedMetric, type Metric } from "../../evaluation/metric.js";
import type { PredictionTable } from "../../evaluation/predictions.js";
import type { RunResults, SetResult } from "../../evaluation/results.js";
import type { SetOutputs } from "../../training/predict-set.js";
import { resultsOfOutputs, type RunFactors } from "../../training/validate.js";
import type { OpenedRun } from "../open-run.js";
import { evaluationRecord, type OtherCohort } from "./evaluation-record.js";
import { externalName, type ExternalSet } from "./external-set.js";

/** What a run says of its own tests. */
export interface StoredRun {
  readonly results: RunResults;
  readonly predictions: PredictionTable;
}

/** Groups are label x all attributes: without one of them no row has a group, and that is the reason. */
export function setResult(factors: RunFactors, set: ExternalSet, outputs: SetOutputs): SetResult {
  const result = resultsOfOutputs(factors, set.images, outputs, { minCount: 1 });
  const [lacking] = set.absentAttributes;
  if (lacking === undefined) return result;
  const undefinedGroups = undefinedMetric(`the cohort has no attribute ${lacking}`);
  return {
    ...result,
    adjusted_accuracy: undefinedGroups,
    worst_group_accuracy: undefinedGroups,
  };
}

/** What the run says of the other cohort. */
export interface EvaluatedCohort extends OtherCohort {
  readonly predictions: PredictionTable;
  readonly result: SetResult;
}

/** The content of `results.json`. @throws as `evaluationRecord`. */
export function collectResults(
  run: OpenedRun,
  stored: StoredRun,
  evaluated: EvaluatedCohort,
): ExternalResults {
  const { predictions, result } = evaluated;
  const threshold = chooseThreshold(splitPredictions(stored.predictions, "validation"));
  const rng = createRng(0).child("evaluate");
  const answers = splitPredictions(predictions, externalName);
  const external = {
    ...result,
    ...measureAnswers(answers, threshold.value, rng.child(externalName)),
  };
  const iid = measureIid(stored, threshold.value, rng.child("iid"));
  return {
    ...evaluationRecord(run, stored.results, evaluated),
    threshold,
    tests: { external, iid },
    shift: shiftOf(iid, external),
  };
}

/** The run's own test of the training distribution, where it has one with rows of its own. */
function measureIid(
  { results, predictions }: StoredRun,
  threshold: Metric,
  rng: Rng,
): MeasuredTest {
  const test = results.tests["iid"];
  if (test === undefined) return undefinedMetric("the run has no iid test");
  if ("reason" in test) return test;
  const answers = splitPredictions(predictions, "iid");
  if (answers.label.length === 0) {
    return undefinedMetric("the run's iid test is weighted, without rows of its own");
  }
  const measures = measureAnswers(answers, threshold, rng);
  return { ...test, ...measures };
}
