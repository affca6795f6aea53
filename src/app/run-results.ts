import { InternalError } from "../base/errors.js";
import type { RunConfig } from "../config/run-config.js";
import type { Undefined } from "../evaluation/metric.js";
import { fitBiasCorrection } from "../evaluation/numbers/bias-correction.js";
import type { NumberRunResults } from "../evaluation/numbers/number-results.js";
import type { EpochSelection, RunRecord, RunResults } from "../evaluation/results.js";
import { hasNumberLabel, labelPairs, numberResultsOfOutputs } from "../training/number-outputs.js";
import { resultsOfOutputs } from "../training/validate.js";
import type { PredictedSet } from "./prediction-table.js";
import type { PreparedRun } from "./prepare-run.js";

/** What training says of itself. */
export interface TrainingFacts {
  readonly selection: EpochSelection;
  readonly encoderSteps: number;
  readonly seconds: number;
}

/** `results.json` by what the label is. @param evaluated validation, then every test. */
export function runResults(
  run: PreparedRun,
  config: RunConfig,
  trained: TrainingFacts,
  evaluated: readonly PredictedSet[],
): RunResults | NumberRunResults {
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
  return hasNumberLabel(run.job.factors)
    ? { ...record, ...numberResults(run, validation, tests) }
    : { ...record, ...classResults(run, validation, tests) };
}

/** How one set is evaluated; with weights as a cell-weighted estimate. */
type Evaluate<Result> = (set: PredictedSet, weights?: Float64Array) => Result;

function classResults(
  run: PreparedRun,
  validation: PredictedSet,
  tests: readonly PredictedSet[],
): Pick<RunResults, "validation" | "tests"> {
  const evaluate: Evaluate<ReturnType<typeof resultsOfOutputs>> = ({ images, outputs }, weights) =>
    resultsOfOutputs(run.job.factors, images, outputs, {
      minCount: 1,
      ...(weights === undefined ? {} : { weights }),
    });
  return { validation: evaluate(validation), tests: testResults(run, tests, evaluate) };
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
  const evaluate: Evaluate<ReturnType<typeof numberResultsOfOutputs>> = (set, weights) =>
    numberResultsOfOutputs(factors, set.images, set.outputs, {
      minCount: 1,
      ...(weights === undefined ? {} : { weights }),
      ...("reason" in line ? {} : { correction: line }),
    });
  return {
    target: { name, unit, bins: valueNames },
    bias_correction: line,
    validation: evaluate(validation),
    tests: testResults(run, tests, evaluate),
  };
}

/** The tests with rows of their own; with `plan: native` inverted and balanced as estimates over the rows of `iid`. */
function testResults<Result>(
  run: PreparedRun,
  tests: readonly PredictedSet[],
  evaluate: Evaluate<Result>,
): Record<string, Result | Undefined> {
  const own = Object.fromEntries(tests.map((test) => [test.name, evaluate(test)]));
  const iid = tests.find(({ name }) => name === "iid");
  if (!("weigh" in run.sets) || iid === undefined) return own;
  const weighted = Object.entries(run.sets.weigh(iid.images.set)).map(
    ([name, cell]): [string, Result | Undefined] => [
      name,
      cell.weights === null ? { value: null, reason: cell.reason } : evaluate(iid, cell.weights),
    ],
  );
  return { ...own, ...Object.fromEntries(weighted) };
}
