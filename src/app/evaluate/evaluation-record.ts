import { basename, join, resolve } from "node:path";
import { findOverlap } from "../../data/cohort/find-overlap.js";
import { parseLock } from "../../data/cohort/lock.js";
import type { EvaluationRecord, Overlap } from "../../evaluation/external/external-results.js";
import { undefinedMetric } from "../../evaluation/metric.js";
import type { RunRecord } from "../../evaluation/results.js";
import { readRunText, type OpenedRun } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";
import type { ExternalSet } from "./external-set.js";

/** The other cohort. */
export interface OtherCohort {
  /** Of the cohort file. */
  readonly name: string;
  readonly set: ExternalSet;
  readonly subjects: readonly string[];
  /** Text of the cohort's lock. */
  readonly lock: string;
}

/**
 * What `results.json` says of run and cohort.
 * @throws FormatError where the run's cohort lock is not there or cannot be read.
 */
export function evaluationRecord(
  run: OpenedRun,
  { method, sampling, seed }: RunRecord,
  { name, set, subjects, lock }: OtherCohort,
): EvaluationRecord {
  return {
    schema: 1,
    run: { name: basename(resolve(run.folder)), method, sampling, seed },
    cohort: {
      name,
      rows: set.images.set.rows.length,
      subjects: new Set(subjects).size,
      label_masked: set.masked,
      absent_classes: set.absentClasses,
      absent_attributes: set.absentAttributes,
    },
    overlap: overlapWith(run, lock),
  };
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
