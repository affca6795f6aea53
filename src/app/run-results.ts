import { InternalError } from "../base/errors.js";
import type { RunConfig } from "../config/run-config.js";
import type { AnyRunResults } from "../evaluation/any-results.js";
import { chooseThresholds } from "../evaluation/labels/label-thresholds.js";
import type { LabelsRunResults, LabelsSetResult } from "../evaluation/labels/labels-results.js";
import { fitBiasCorrection } from "../evaluation/numbers/bias-correction.js";
import type { NumberRunResults, NumberSetResult } from "../evaluation/numbers/number-results.js";
import type { RunRecord, RunResults, SetResult } from "../evaluation/results.js";
import { labelAnswers, labelsResultsOfOutputs } from "../training/answer-outputs.js";
import { labelPairs, numberResultsOfOutputs } from "../training/number-outputs.js";
import { targetKindOf } from "../training/results-of-set.js";
import { resultsOfOutputs } from "../training/validate.js";
import type { PredictedSet } from "./prediction-table.js";
import type { PreparedRun } from "./prepare-run.js";
import { aurocWithinAttributes, testResults, type EvaluateTest } from "./test-results.js";

/** What training says of itself. */
export type TrainingFacts = Pick<RunRecord, "selection" | "encoderSteps" | "seconds">;

/** `results.json` by what the label is. @param evaluated validation, then every test. */
export function runResults(
  run: PreparedRun,
  config: RunConfig,
  trained: TrainingFacts,
  evaluated: readonly PredictedSet[],
): AnyRunResults {
  const [validation, ...tests] = evaluated;
  if (validation === undefined) throw new InternalError("finishRun", "no validation set");
  const { selection, encoderSteps, seconds } = trained;
  const record: RunRecord = {
    method: config.method.name,
    sampling: config.sampling,
    seed: config.seed,
    splitSeed: config.data.splitSeed,
    ...{ selection, encoderSteps, seconds },
  };
  switch (targetKindOf(run.job.factors)) {
    case "number":
      return { ...record, ...numberResults(run, validation, tests) };
    case "labels":
      return { ...record, ...labelsResults(run, validation, tests) };
    case "classes":
      return { ...record, ...classResults(run, validation, tests) };
  }
}

function labelsResults(
  run: PreparedRun,
  validation: PredictedSet,
  tests: readonly PredictedSet[],
): Omit<LabelsRunResults, keyof RunRecord> {
  const { factors } = run.job;
  const { name, labels = [] } = factors.label;
  const chosen = chooseThresholds(labelAnswers(factors, validation.images, validation.outputs));
  const thresholds = chosen.map(({ threshold }) => threshold);
  const evaluate: EvaluateTest<LabelsSetResult> = ({ images, outputs, looks }, weights) =>
    labelsResultsOfOutputs(factors, images, outputs, { minCount: 1, weights, thresholds, looks });
  return {
    target: { name, labels },
    thresholds: chosen,
    validation: evaluate(validation),
    tests: testResults(run, tests, evaluate),
  };
}

function classResults(
  run: PreparedRun,
  validation: PredictedSet,
  tests: readonly PredictedSet[],
): Pick<RunResults, "validation" | "tests"> {
  const evaluate: EvaluateTest<SetResult> = ({ images, outputs }, weights) =>
    resultsOfOutputs(run.job.factors, images, outputs, { minCount: 1, weights });
  const evaluateTest: EvaluateTest<SetResult> = (test, weights) => ({
    ...evaluate(test, weights),
    auroc_within: aurocWithinAttributes(run, test, weights),
  });
  return { validation: evaluate(validation), tests: testResults(run, tests, evaluateTest) };
}

function numberResults(
  run: PreparedRun,
  validation: PredictedSet,
  tests: readonly PredictedSet[],
): Omit<NumberRunResults, keyof RunRecord> {
  const { factors } = run.job;
  const { name, unit = null, valueNames } = factors.label;
  const { targets, predictions } = labelPairs(factors, validation.images, validation.outputs);
  const line = fitBiasCorrection(targets, predictions);
  const correction = "reason" in line ? undefined : line;
  const evaluate: EvaluateTest<NumberSetResult> = (set, weights) =>
    numberResultsOfOutputs(factors, set.images, set.outputs, { minCount: 1, weights, correction });
  return {
    target: { name, unit, bins: valueNames },
    bias_correction: line,
    validation: evaluate(validation),
    tests: testResults(run, tests, evaluate),
  };
}
