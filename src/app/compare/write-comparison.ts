import { join } from "node:path";
import type { ComparePlan } from "../../config/compare-plan.js";
import { attributesOnly } from "../../evaluation/comparison/attributes-only.js";
import { buildComparison } from "../../evaluation/comparison/build-comparison.js";
import type { ComparisonCell } from "../../evaluation/comparison/cell.js";
import type { Comparison, ComparisonAbout } from "../../evaluation/comparison/comparison.js";
import type { Tuning } from "../../evaluation/comparison/tuning.js";
import type { Metric } from "../../evaluation/metric.js";
import { methods } from "../../methods/registry.js";
import { comparisonHtml } from "../../report/comparison/comparison-html.js";
import { comparisonMarkdown } from "../../report/comparison/comparison-markdown.js";
import { openRunFolder } from "../run-folder.js";
import { ceilingNotes, type CeilingNote } from "./ceiling-notes.js";
import { comparisonFileNames } from "./open-comparison.js";
import { readRun, trainingAttributes, type ReadRun } from "./read-cell.js";
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

/** A surveyed cell and what its folder holds; null where it failed. */
interface ReadCell {
  readonly surveyed: SurveyedCell;
  readonly run: ReadRun | null;
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
  const read = cells.map((surveyed): ReadCell => ({
    surveyed,
    run: surveyed.state.status === "done" ? readRun(join(out, surveyed.cell.folder)) : null,
  }));
  const ceiling = ceilingNotes(
    read.map(({ surveyed: { cell }, run }) => ({ cell, rows: run?.groups.trainingRows ?? null })),
  );
  const comparison = buildComparison(read.map(comparisonCell(plan)), {
    methods: plan.methods,
    references: plan.references,
    claim: plan.claim,
    attributesOnly: Object.fromEntries(
      plan.settings.map(({ name }) => [settingTitle(plan, name), attributesOnlyIn(name, read)]),
    ),
    notes: Object.fromEntries(
      ceiling.flatMap(({ setting, method, note }) =>
        note === null ? [] : [[settingTitle(plan, setting), { [method]: note }]],
      ),
    ),
    resamples: plan.resamples,
    seed: 0,
    about: aboutOf(context, read),
  });
  const written = { ...comparison, ceiling, tuning: tunings };
  const files = openRunFolder(out);
  const seconds = read.flatMap(({ surveyed, run }) =>
    run === null ? [] : [[surveyed.cell.folder, run.results.seconds]],
  );
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

function comparisonCell(plan: ComparePlan): (cell: ReadCell) => ComparisonCell {
  return ({ surveyed: { cell, state }, run }) => ({
    setting: settingTitle(plan, cell.setting.name),
    method: cell.variant.label,
    seed: cell.seed,
    outcome: run ?? { failed: state.status === "failed" ? state.reason : "not done" },
  });
}

/** Balanced accuracy of the label guessed from the attributes, on each test with rows of its own. */
function attributesOnlyIn(setting: string, read: readonly ReadCell[]): Record<string, Metric> {
  const run = read.find(
    ({ surveyed: { cell }, run }) =>
      run !== null && cell.setting.name === setting && !cell.variant.balanceTraining,
  )?.run;
  if (run === null || run === undefined) return {};
  const train = trainingAttributes(run.groups);
  return Object.fromEntries(
    Object.entries(run.columns).map(([test, columns]) => [
      test,
      attributesOnly(train, columns).balancedAccuracy,
    ]),
  );
}

function aboutOf(
  { command, definition }: ComparisonContext,
  read: readonly ReadCell[],
): Partial<ComparisonAbout> {
  const configs = read.flatMap(({ surveyed: { config } }) => (config === null ? [] : [config]));
  const datasets = [...new Set(configs.map(({ data }) => data.dataset))];
  const variables = read.flatMap(({ run }) => run?.groups.variables ?? []);
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
