import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { Metric } from "../metric.js";
import type { ComparisonCell } from "./cell.js";
import { isCeiling, type AttributesOnlyMeasures } from "./comparison-options.js";
import type {
  DetectableDifference,
  MeasureSummary,
  MethodComparison,
  SettingComparison,
  TestSummary,
} from "./comparison.js";
import { correctedDifferences } from "./corrected-differences.js";
import { curveBands } from "./curve-bands.js";
import type { DetectableDifferenceOf } from "./detectable-difference.js";
import type { FinishedRun } from "./finished-run.js";
import { groupSummaries } from "./group-summaries.js";
import { measureRuns } from "./measure-runs.js";
import { measureKey, measuresOf, type Measure } from "./measures.js";
import { summariseMeasure } from "./summarise-measure.js";
import { summariseOutcomes } from "./summarise-outcomes.js";
import { decideWin, headlineMeasures, judgeClaim, meanIn, strongestReference } from "./wins.js";

/** What all settings share. */
export interface SettingOptions {
  readonly setting: string;
  /** In the order of tables; every method of the cells. */
  readonly methods: readonly string[];
  readonly references: readonly string[];
  readonly claim: string | null;
  /** By test. */
  readonly attributesOnly: Readonly<Record<string, AttributesOnlyMeasures>>;
  /** By method. */
  readonly notes: Readonly<Record<string, string>>;
  readonly resamples: number;
  readonly rng: Rng;
  readonly detectable: DetectableDifferenceOf;
}

/** Cells of one setting, in order of methods, then seeds, into everything that is said about it. */
export function compareSetting(
  cells: readonly ComparisonCell[],
  options: SettingOptions,
): SettingComparison {
  const runs = cells.flatMap(({ method, seed, outcome }): FinishedRun[] =>
    "failed" in outcome ? [] : [{ method, seed, cell: outcome }],
  );
  const tests = testsInOrder(runs);
  const measures = measuresOf(tests, strataOf(runs));
  const measured = measureRuns(runs, measures, options);
  const differences = correctedDifferences(measures, measured, options);
  const summary = (measure: Measure, method: string): MeasureSummary => ({
    ...summariseMeasure(
      measured(measure, method),
      options.rng.child(`seeds/${measureKey(measure)}/${method}`),
    ),
    differences: differences(measure, method),
  });
  const methods = options.methods
    .filter((method) => cells.some((cell) => cell.method === method))
    .map((method) => describeMethod(method, { cells, runs, tests, measures, summary, options }));
  const headlineTest = headlineTestOf(methods, tests);
  const headline = headlineMeasures(headlineTest);
  const claimed = methods.find(({ method }) => method === options.claim);
  return {
    setting: options.setting,
    minimum_detectable_differences: detectableDifferences(methods, headline, options.references),
    headline_test: headlineTest,
    strongest_reference:
      headlineTest === null
        ? null
        : strongestReference(methods, {
            metric: "balanced_accuracy",
            test: headlineTest,
            isLowerBetter: false,
          }),
    claim:
      claimed === undefined || headlineTest === null
        ? null
        : judgeClaim(claimed, options.references, headlineTest),
    wins: headline.map((measure) => decideWin(methods, measure)),
    attributes_only: guessesBy("balanced_accuracy", options),
    attributes_only_auroc: guessesBy("auroc", options),
    tests: Object.fromEntries(tests.map((test) => [test, describeTest(test, runs)])),
    methods,
  };
}

/** iid, inverted, balanced, then others by name. */
function testsInOrder(runs: readonly FinishedRun[]): string[] {
  const names = new Set(runs.flatMap(({ cell }) => Object.keys(cell.results.tests)));
  const known = ["iid", "inverted", "balanced"];
  return [
    ...known.filter((name) => names.has(name)),
    ...[...names].filter((name) => !known.includes(name)).sort(),
  ];
}

function guessesBy(
  metric: keyof AttributesOnlyMeasures,
  { attributesOnly }: SettingOptions,
): Record<string, Metric> {
  return Object.fromEntries(
    Object.entries(attributesOnly).map(([test, measures]) => [test, measures[metric]]),
  );
}

/** Names of what AUROC is given within, of all runs in order of name. */
function strataOf(runs: readonly FinishedRun[]): string[] {
  const names = runs.flatMap(({ cell }) =>
    Object.values(cell.results.tests).flatMap((test) =>
      "reason" in test ? [] : Object.keys(test.auroc_within ?? {}),
    ),
  );
  return [...new Set(names)].sort();
}

function describeMethod(
  method: string,
  context: {
    readonly cells: readonly ComparisonCell[];
    readonly runs: readonly FinishedRun[];
    readonly tests: readonly string[];
    readonly measures: readonly Measure[];
    readonly summary: (measure: Measure, method: string) => MeasureSummary;
    readonly options: SettingOptions;
  },
): MethodComparison {
  const { cells, tests, measures, summary, options } = context;
  const runs = context.runs.filter((run) => run.method === method);
  const note = options.notes[method];
  const ofTest = (test: string | null) => measures.filter((measure) => measure.test === test);
  return {
    method,
    role: isCeiling(method)
      ? "ceiling"
      : options.references.includes(method)
        ? "reference"
        : "method",
    ...(note === undefined ? {} : { note }),
    seeds: runs.map(({ seed }) => seed),
    failed_seeds: failedSeeds(cells, method),
    outcome: summariseOutcomes(runs.map(({ cell }) => cell.results.tests)),
    tests: Object.fromEntries(
      tests.map((test) => [
        test,
        Object.fromEntries(
          ofTest(test).map((measure) => [measure.metric, summary(measure, method)]),
        ),
      ]),
    ),
    gap: summary(at(ofTest(null), 0), method),
    groups: Object.fromEntries(
      tests.map((test) => [
        test,
        groupSummaries(runs.map(({ seed, cell }) => ({ seed, test: cell.results.tests[test] }))),
      ]),
    ),
    curves: curveBands(runs.map(({ cell }) => cell.epochs)),
  };
}

/** Seeds of the setting that this method did not finish: failed with a reason, or never run. */
function failedSeeds(
  cells: readonly ComparisonCell[],
  method: string,
): { seed: number; reason: string }[] {
  const seeds = [...new Set(cells.map(({ seed }) => seed))].sort((left, right) => left - right);
  return seeds.flatMap((seed) => {
    const cell = cells.find((one) => one.method === method && one.seed === seed);
    if (cell === undefined) return [{ seed, reason: "no run of this seed" }];
    return "failed" in cell.outcome ? [{ seed, reason: cell.outcome.failed }] : [];
  });
}

/** balanced where a method has a value there, else inverted, else iid, else the first that has one. */
function headlineTestOf(
  methods: readonly MethodComparison[],
  tests: readonly string[],
): string | null {
  const candidates = new Set([
    ...["balanced", "inverted", "iid"].filter((name) => tests.includes(name)),
    ...tests,
  ]);
  const hasValue = (test: string): boolean =>
    methods.some(
      (method) => typeof meanIn(method, { metric: "balanced_accuracy", test }) === "number",
    );
  return [...candidates].find(hasValue) ?? null;
}

function detectableDifferences(
  methods: readonly MethodComparison[],
  headline: readonly { readonly metric: string; readonly test: string | null }[],
  references: readonly string[],
): DetectableDifference[] {
  return references.flatMap((reference) =>
    headline.flatMap(({ metric, test }) => {
      const found = methods.flatMap((method) => {
        const summary = test === null ? method.gap : method.tests[test]?.[metric];
        const value = summary?.differences[reference]?.minimum_detectable_difference;
        return typeof value === "number" ? [value] : [];
      });
      if (found.length === 0) return [];
      const [smallest, largest] = [Math.min(...found), Math.max(...found)];
      return [{ reference, metric, test, smallest, largest, methods: found.length }];
    }),
  );
}

function describeTest(test: string, runs: readonly FinishedRun[]): TestSummary {
  const ids = runs.flatMap(({ cell }) => {
    const predictions = cell.predictions[test];
    return predictions === undefined ? [] : [predictions.id];
  });
  const subjects = new Set(runs.flatMap(({ cell }) => cell.predictions[test]?.subject ?? []));
  const keys = new Set(ids.map((own) => [...own].sort().join("\n")));
  const reported = runs.flatMap(({ cell }) => {
    const result = cell.results.tests[test];
    return result !== undefined && "groups" in result ? [result] : [];
  });
  const effective = reported.flatMap(({ effective_n: own }) => own ?? []);
  return {
    rows: Math.max(0, ...reported.map(({ n }) => n)),
    ...(effective.length === 0 ? {} : { effective_rows: Math.min(...effective) }),
    subjects: subjects.size,
    same_rows: keys.size <= 1,
  };
}
