import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { Metric, Undefined } from "../metric.js";
import type { ComparisonCell, SetCounts, TargetTypes } from "./cell.js";
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
import { measureKey, type ComparedMeasure } from "./measure.js";
import { summariseMeasure } from "./summarise-measure.js";
import { decideWin, judgeClaim, meanIn, strongestReference } from "./wins.js";
import type { Yardstick } from "./yardstick.js";

/** What all settings share. */
export interface SettingOptions<T extends TargetTypes, Resampled> {
  readonly yardstick: Yardstick<T, Resampled>;
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
export function compareSetting<T extends TargetTypes, Resampled>(
  cells: readonly ComparisonCell<T>[],
  options: SettingOptions<T, Resampled>,
): SettingComparison {
  const { yardstick } = options;
  const { main, barOf } = yardstick;
  const runs = cells.flatMap(({ method, seed, outcome }): FinishedRun<T>[] =>
    "failed" in outcome ? [] : [{ method, seed, cell: outcome }],
  );
  const tests = testsInOrder(runs);
  const measures = yardstick.measures(
    tests,
    runs.map(({ cell }) => cell),
  );
  const measured = measureRuns(runs, measures, options);
  const differences = correctedDifferences(measures, measured, options);
  const summary = (measure: ComparedMeasure, method: string): MeasureSummary => ({
    ...summariseMeasure(
      measured(measure, method),
      options.rng.child(`seeds/${measureKey(measure)}/${method}`),
    ),
    differences: differences(measure, method),
  });
  const methods = options.methods
    .filter((method) => cells.some((cell) => cell.method === method))
    .map((method) => describeMethod(method, { cells, runs, tests, measures, summary, options }));
  const headlineTest = headlineTestOf(methods, tests, main.metric);
  const headline = yardstick.headline(headlineTest, measures);
  const claimed = methods.find(({ method }) => method === options.claim);
  return {
    setting: options.setting,
    ...(yardstick.target === null ? {} : { target: yardstick.target }),
    minimum_detectable_differences: detectableDifferences(methods, headline, options.references),
    headline_test: headlineTest,
    strongest_reference:
      headlineTest === null ? null : strongestReference(methods, { ...main, test: headlineTest }),
    claim:
      claimed === undefined || headlineTest === null
        ? null
        : judgeClaim(claimed, options.references, headlineTest, yardstick),
    wins: headline.map((measure) => decideWin(methods, measure, barOf)),
    attributes_only: guessesBy("balanced_accuracy", options),
    attributes_only_auroc: guessesBy("auroc", options),
    tests: Object.fromEntries(tests.map((test) => [test, describeTest(test, runs)])),
    methods,
  };
}

/** iid, inverted, balanced, then others by name. */
function testsInOrder<T extends TargetTypes>(runs: readonly FinishedRun<T>[]): string[] {
  const names = new Set(runs.flatMap(({ cell }) => Object.keys(cell.results.tests)));
  const known = ["iid", "inverted", "balanced"];
  return [
    ...known.filter((name) => names.has(name)),
    ...[...names].filter((name) => !known.includes(name)).sort(),
  ];
}

function guessesBy(
  metric: keyof AttributesOnlyMeasures,
  { attributesOnly }: Pick<SettingOptions<TargetTypes, never>, "attributesOnly">,
): Record<string, Metric> {
  return Object.fromEntries(
    Object.entries(attributesOnly).map(([test, measures]) => [test, measures[metric]]),
  );
}

function describeMethod<T extends TargetTypes, Resampled>(
  method: string,
  context: {
    readonly cells: readonly ComparisonCell<T>[];
    readonly runs: readonly FinishedRun<T>[];
    readonly tests: readonly string[];
    readonly measures: readonly ComparedMeasure[];
    readonly summary: (measure: ComparedMeasure, method: string) => MeasureSummary;
    readonly options: SettingOptions<T, Resampled>;
  },
): MethodComparison {
  const { cells, tests, measures, summary, options } = context;
  const { yardstick } = options;
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
    outcome: yardstick.outcomeOf(runs.map(({ cell }) => cell.results.tests)),
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
        groupSummaries(
          runs.map(({ seed, cell }) => {
            const result: T["result"] | undefined = cell.results.tests[test];
            return { seed, groups: result === undefined ? [] : yardstick.groupsOf(result) };
          }),
        ),
      ]),
    ),
    curves: curveBands(runs.map(({ cell }) => cell.epochs)),
  };
}

/** Seeds of the setting that this method did not finish: failed with a reason, or never run. */
function failedSeeds(
  cells: readonly ComparisonCell<TargetTypes>[],
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
  metric: string,
): string | null {
  const candidates = new Set([
    ...["balanced", "inverted", "iid"].filter((name) => tests.includes(name)),
    ...tests,
  ]);
  const hasValue = (test: string): boolean =>
    methods.some((method) => typeof meanIn(method, { metric, test }) === "number");
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

function describeTest(test: string, runs: readonly FinishedRun<TargetTypes>[]): TestSummary {
  const ids = runs.flatMap(({ cell }) => {
    const predictions = cell.predictions[test];
    return predictions === undefined ? [] : [predictions.id];
  });
  const subjects = new Set(runs.flatMap(({ cell }) => cell.predictions[test]?.subject ?? []));
  const keys = new Set(ids.map((own) => [...own].sort().join("\n")));
  const reported = runs.flatMap(({ cell }) => {
    const result: SetCounts | Undefined | undefined = cell.results.tests[test];
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
