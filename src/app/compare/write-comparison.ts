import type { ComparePlan } from "../../config/compare-plan.js";
import { buildComparison } from "../../evaluation/comparison/build-comparison.js";
import type {
  ClassTypes,
  ComparisonCell,
  FinishedCell,
  LabelsTypes,
  NumberTypes,
  TargetTypes,
} from "../../evaluation/comparison/cell.js";
import { classYardstick } from "../../evaluation/comparison/class-yardstick.js";
import { labelsYardstick } from "../../evaluation/comparison/labels-yardstick.js";
import type {
  ComparedLabels,
  ComparedNumber,
  Comparison,
  ComparisonAbout,
} from "../../evaluation/comparison/comparison.js";
import type {
  AttributesOnlyMeasures,
  ComparisonOptions,
} from "../../evaluation/comparison/comparison-options.js";
import { numberYardstick } from "../../evaluation/comparison/number-yardstick.js";
import type { Tuning } from "../../evaluation/comparison/tuning.js";
import { undefinedMetric } from "../../evaluation/metric.js";
import { auroc } from "../../evaluation/metrics/auroc.js";
import { balancedAccuracy } from "../../evaluation/metrics/balanced-accuracy.js";
import { methods } from "../../methods/registry.js";
import { comparisonHtml } from "../../report/comparison/comparison-html.js";
import { comparisonMarkdown } from "../../report/comparison/comparison-markdown.js";
import { openRunFolder } from "../run-folder.js";
import { ceilingNotes, type CeilingNote } from "./ceiling-notes.js";
import {
  isOfClasses,
  isOfLabels,
  isOfNumber,
  readRows,
  type AnyComparedRun,
  type ComparedRow,
} from "./compared-rows.js";
import { comparisonFileNames } from "./open-comparison.js";
import { mixedTargets } from "./require-one-target.js";
import type { SurveyedCell } from "./survey.js";

/** What a comparison's files say beside the runs. */
export interface ComparisonContext {
  readonly plan: ComparePlan;
  readonly out: string;
  /** The command that makes it. */
  readonly command: string;
  /** The content of compare.yml. */
  readonly definition: string;
  readonly tunings: readonly Tuning[];
}

/** The content of comparison.json: the statistics, and how the runs came to their settings. */
export interface WrittenComparison extends Comparison {
  /** Rows that the ceiling was trained on, by setting. */
  readonly ceiling: readonly CeilingNote[];
  readonly tuning: readonly Tuning[];
}

/**
 * Read every run back from its folder and write comparison.json, comparison.md, comparison.html and timing.json.
 * The first three hold no clock value: the same runs, the same bytes, whoever trained them.
 * @param cells all runs of the comparison, done or failed.
 */
export function writeComparison(
  context: ComparisonContext,
  cells: readonly SurveyedCell[],
): WrittenComparison {
  const { plan, out, tunings } = context;
  const rows = readRows(out, cells);
  const ceiling = ceilingNotes(
    rows.map(({ cell, outcome }) => ({
      cell,
      rows: "failed" in outcome ? null : outcome.groups.trainingRows,
    })),
  );
  const comparison = compareRows(plan, rows, {
    methods: plan.methods,
    references: plan.references,
    claim: plan.claim,
    folds: plan.folds,
    notes: Object.fromEntries(
      ceiling.flatMap(({ setting, method, note }) =>
        note === null ? [] : [[settingTitle(plan, setting), { [method]: note }]],
      ),
    ),
    resamples: plan.resamples,
    seed: 0,
    about: aboutOf(context, cells, rows),
  });
  const written = { ...comparison, ceiling, tuning: tunings };
  const files = openRunFolder(out);
  const seconds = Object.fromEntries(rows.flatMap((row) => row.seconds)) as Record<string, number>;
  files.replace(comparisonFileNames.json, `${JSON.stringify(written, null, 2)}\n`);
  files.replace(comparisonFileNames.markdown, comparisonMarkdown(comparison, tunings));
  files.replace(comparisonFileNames.html, comparisonHtml(comparison, tunings));
  files.replace(comparisonFileNames.timing, `${JSON.stringify({ seconds }, null, 2)}\n`);
  return written;
}

/** The statistics, by what the target of the runs is. @throws ConfigError where it is not one for all. */
function compareRows(
  plan: ComparePlan,
  rows: readonly ComparedRow[],
  options: ComparisonOptions,
): Comparison {
  const target = targetOf(rows);
  if (target !== null && "labels" in target) {
    const cells = ofKind<LabelsTypes>(plan, rows, isOfLabels);
    return buildComparison(cells, options, labelsYardstick(target));
  }
  if (target !== null) {
    const cells = ofKind<NumberTypes>(plan, rows, isOfNumber);
    return buildComparison(cells, options, numberYardstick(target));
  }
  const attributesOnly = Object.fromEntries(
    plan.settings.map(({ name }) => [settingTitle(plan, name), attributesOnlyIn(name, rows)]),
  );
  const cells = ofKind<ClassTypes>(plan, rows, isOfClasses);
  return buildComparison(cells, { ...options, attributesOnly }, classYardstick);
}

/** The number or the several answers that all finished runs learn; null of classes. */
function targetOf(rows: readonly ComparedRow[]): ComparedNumber | ComparedLabels | null {
  const found = rows.flatMap(({ outcome }): (ComparedNumber | ComparedLabels | null)[] => {
    if ("failed" in outcome) return [];
    if (isOfLabels(outcome)) return [outcome.results.target];
    if (!isOfNumber(outcome)) return [null];
    const { name, unit } = outcome.results.target;
    return [{ name, unit }];
  });
  const [first = null] = found;
  if (found.some((one) => JSON.stringify(one) !== JSON.stringify(first))) throw mixedTargets();
  return first;
}

function ofKind<T extends TargetTypes>(
  plan: ComparePlan,
  rows: readonly ComparedRow[],
  isKind: (run: AnyComparedRun) => run is AnyComparedRun & FinishedCell<T>,
): ComparisonCell<T>[] {
  return rows.map(({ cell, outcome }) => {
    if (!("failed" in outcome) && !isKind(outcome)) throw mixedTargets();
    return {
      setting: settingTitle(plan, cell.setting.name),
      method: cell.variant.label,
      seed: cell.seed,
      outcome,
    };
  });
}

/** The statistics' name of a setting: empty where there is one and nobody named it. */
function settingTitle(plan: ComparePlan, name: string): string {
  return plan.settings.length === 1 && Object.keys(plan.settings[0]?.changes ?? {}).length === 0
    ? ""
    : name;
}

/** How good the label guessed from the attributes is, on each test. */
function attributesOnlyIn(
  setting: string,
  compared: readonly ComparedRow[],
): Record<string, AttributesOnlyMeasures> {
  for (const { cell, outcome } of compared) {
    if (cell.setting.name !== setting || cell.variant.balanceTraining) continue;
    if ("failed" in outcome || !isOfClasses(outcome)) continue;
    return Object.fromEntries(
      Object.entries(outcome.predictions).flatMap(([test, { label, classes, weights }]) => {
        const guess = outcome.guesses[test];
        if (guess === undefined) return [];
        const measures = {
          balanced_accuracy: balancedAccuracy(label, guess.predictions, weights),
          auroc:
            classes === 2
              ? auroc(label, guess.scores, weights)
              : undefinedMetric("two classes only"),
        };
        return [[test, measures] as const];
      }),
    );
  }
  return {};
}

function aboutOf(
  { command, definition }: ComparisonContext,
  cells: readonly SurveyedCell[],
  compared: readonly ComparedRow[],
): Partial<ComparisonAbout> {
  const configs = cells.flatMap(({ config }) => (config === null ? [] : [config]));
  const datasets = [...new Set(configs.map(({ data }) => data.dataset))];
  const variables = compared.flatMap(({ outcome }) =>
    "failed" in outcome ? [] : outcome.groups.variables,
  );
  const names = [...new Set(configs.map(({ method }) => method.name))];
  return {
    title: `Comparison on ${datasets.join(", ")}`,
    command,
    config: definition,
    variables: [...new Set(variables)],
    methods: Object.fromEntries(
      names.map((name) => {
        const { title, source } = methods[name];
        return [name, { title, work: source.work, differs: source.differs }];
      }),
    ),
  };
}
