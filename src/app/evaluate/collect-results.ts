import { basename, join, resolve } from "node:path";
import { createRng, type Rng } from "../../base/rng.js";
import { findOverlap } from "../../data/cohort/find-overlap.js";
import { parseLock } from "../../data/cohort/lock.js";
import type {
  ExternalResults,
  MeasuredTest,
  Overlap,
} from "../../evaluation/external/external-results.js";
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
import { readRunText, type OpenedRun } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";
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
export interface EvaluatedCohort {
  /** Of the cohort file. */
  readonly name: string;
  readonly set: ExternalSet;
  readonly predictions: PredictionTable;
  readonly result: SetResult;
  /** Text of the cohort's lock. */
  readonly lock: string;
}

/** The content of `results.json`. @throws FormatError where the run's cohort lock is not there or cannot be read. */
export function collectResults(
  run: OpenedRun,
  stored: StoredRun,
  { name, set, predictions, result, lock }: EvaluatedCohort,
): ExternalResults {
  const threshold = chooseThreshold(splitPredictions(stored.predictions, "validation"));
  const rng = createRng(0).child("evaluate");
  const answers = splitPredictions(predictions, externalName);
  const external = {
    ...result,
    ...measureAnswers(answers, threshold.value, rng.child(externalName)),
  };
  const iid = measureIid(stored, threshold.value, rng.child("iid"));
  const { method, sampling, seed } = stored.results;
  return {
    schema: 1,
    run: { name: basename(resolve(run.folder)), method, sampling, seed },
    cohort: {
      name,
      rows: set.images.set.rows.length,
      subjects: new Set(answers.subject).size,
      label_masked: set.masked,
      absent_classes: set.absentClasses,
      absent_attributes: set.absentAttributes,
    },
    overlap: overlapWith(run, lock),
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

function overlapWith({ folder }: OpenedRun, lock: string): Overlap {
  const name = runFolderNames.cohortLock;
  const known = parseLock(readRunText(folder, name), join(folder, name));
  const found = findOverlap(parseLock(lock, name), known);
  return {
    learnt: found.learnt,
    tested: found.tested,
    learnt_by_subject:
      found.learntBySubject ??
      undefinedMetric("the pseudonyms of the two cohorts were made with two keys"),
    learnt_by_image: found.learntByImage,
  };
}
