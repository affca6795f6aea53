import { join } from "node:path";
import { at } from "../../base/ndarray.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import { buildComparison } from "../../evaluation/comparison/build-comparison.js";
import type { ComparisonCell } from "../../evaluation/comparison/cell.js";
import { classYardstick } from "../../evaluation/comparison/class-yardstick.js";
import type { Comparison, ComparisonAbout } from "../../evaluation/comparison/comparison.js";
import type { Tuning } from "../../evaluation/comparison/tuning.js";
import type { AttributesOnlyMeasures } from "../../evaluation/comparison/comparison-options.js";
import { undefinedMetric } from "../../evaluation/metric.js";
import { auroc } from "../../evaluation/metrics/auroc.js";
import { balancedAccuracy } from "../../evaluation/metrics/balanced-accuracy.js";
import { methods } from "../../methods/registry.js";
import { comparisonHtml } from "../../report/comparison/comparison-html.js";
import { comparisonMarkdown } from "../../report/comparison/comparison-markdown.js";
import { openRunFolder } from "../run-folder.js";
import { ceilingNotes, type CeilingNote } from "./ceiling-notes.js";
import type { Cell } from "./cells.js";
import { requireAllHeldOut } from "./held-out.js";
import { comparisonFileNames } from "./open-comparison.js";
import { poolFolds } from "./pool-folds.js";
import { readLock, readRun, type ComparedRun } from "./read-cell.js";
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

/** A row of the comparison: a run, or with folds those of all folds; the reason where one of them failed. */
interface ComparedCell {
  readonly cell: Cell;
  readonly outcome: ComparedRun | { readonly failed: string };
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
  const seconds: [folder: string, seconds: number][] = [];
  const compared = rowsOf(cells).map((row): ComparedCell => {
    const [{ cell }] = row;
    const failed = row.find(({ state }) => state.status !== "done");
    if (failed !== undefined) return { cell, outcome: { failed: reasonOf(failed) } };
    const runs = row.map(({ cell: { folder } }) => ({ folder, run: readRun(join(out, folder)) }));
    for (const { folder, run } of runs) seconds.push([folder, run.results.seconds]);
    if (cell.fold === null) return { cell, outcome: at(runs, 0).run };
    const name = `${cell.setting.name} ${cell.variant.label} seed ${cell.seed}`;
    requireAllHeldOut(
      name,
      runs.map(({ folder, run }) => ({ run, lock: readLock(join(out, folder)) })),
    );
    return {
      cell,
      outcome: poolFolds(
        name,
        runs.map(({ run }) => run),
      ),
    };
  });
  const ceiling = ceilingNotes(
    compared.map(({ cell, outcome }) => ({
      cell,
      rows: "failed" in outcome ? null : outcome.groups.trainingRows,
    })),
  );
  const comparison = buildComparison(
    compared.map(comparisonCell(plan)),
    {
      methods: plan.methods,
      references: plan.references,
      claim: plan.claim,
      folds: plan.folds,
      attributesOnly: Object.fromEntries(
        plan.settings.map(({ name }) => [
          settingTitle(plan, name),
          attributesOnlyIn(name, compared),
        ]),
      ),
      notes: Object.fromEntries(
        ceiling.flatMap(({ setting, method, note }) =>
          note === null ? [] : [[settingTitle(plan, setting), { [method]: note }]],
        ),
      ),
      resamples: plan.resamples,
      seed: 0,
      about: aboutOf(context, cells, compared),
    },
    classYardstick,
  );
  const written = { ...comparison, ceiling, tuning: tunings };
  const files = openRunFolder(out);
  const timing = { seconds: Object.fromEntries(seconds) as Record<string, number> };
  files.replace(comparisonFileNames.json, `${JSON.stringify(written, null, 2)}\n`);
  files.replace(comparisonFileNames.markdown, comparisonMarkdown(comparison, tunings));
  files.replace(comparisonFileNames.html, comparisonHtml(comparison, tunings));
  files.replace(comparisonFileNames.timing, `${JSON.stringify(timing, null, 2)}\n`);
  return written;
}

/** The statistics' name of a setting: empty where there is one and nobody named it. */
function settingTitle(plan: ComparePlan, name: string): string {
  return plan.settings.length === 1 && Object.keys(plan.settings[0]?.changes ?? {}).length === 0
    ? ""
    : name;
}

/** Cells of one setting, method and seed, in order of folds. */
function rowsOf(
  cells: readonly SurveyedCell[],
): (readonly [SurveyedCell, ...(readonly SurveyedCell[])])[] {
  const rows = new Map<string, [SurveyedCell, ...SurveyedCell[]]>();
  for (const surveyed of cells) {
    const { setting, variant, seed } = surveyed.cell;
    const key = JSON.stringify([setting.name, variant.label, seed]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [surveyed]);
    else known.push(surveyed);
  }
  return [...rows.values()];
}

function reasonOf({ cell: { fold }, state }: SurveyedCell): string {
  const reason = state.status === "failed" ? state.reason : "not done";
  return fold === null ? reason : `fold ${fold}: ${reason}`;
}

function comparisonCell(plan: ComparePlan): (row: ComparedCell) => ComparisonCell {
  return ({ cell, outcome }) => ({
    setting: settingTitle(plan, cell.setting.name),
    method: cell.variant.label,
    seed: cell.seed,
    outcome,
  });
}

/** How good the label guessed from the attributes is, on each test. */
function attributesOnlyIn(
  setting: string,
  compared: readonly ComparedCell[],
): Record<string, AttributesOnlyMeasures> {
  for (const { cell, outcome } of compared) {
    if (cell.setting.name !== setting || cell.variant.balanceTraining) continue;
    if ("failed" in outcome) continue;
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
  compared: readonly ComparedCell[],
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
