import { attributeName } from "../config/data-config.js";
import type { RunConfig } from "../config/run-config.js";
import { showFlow } from "../data/cohort/show-flow.js";
import { describeSets } from "../data/sampling/describe-sets.js";
import type { AnyRunResults, AnyTestResult } from "../evaluation/any-results.js";
import { groupIntervals } from "../evaluation/intervals/wilson.js";
import { isLabelsRun } from "../evaluation/labels/labels-results.js";
import { hideSmallLabelsOfRun } from "../evaluation/labels/small-labels-groups.js";
import { isNumberRun } from "../evaluation/numbers/number-results.js";
import { hideSmallNumberGroups } from "../evaluation/numbers/small-number-groups.js";
import { hideSmallGroupsOfSet } from "../evaluation/small-groups-of-any.js";
import type { RunRecord } from "../evaluation/results.js";
import { hideSmallGroupsOfRun } from "../evaluation/small-groups.js";
import { methods } from "../methods/registry.js";
import type { ProbingResults } from "../probing/probing-results.js";
import { labelsModelCard } from "../report/labels/labels-model-card.js";
import { labelsReportHtml } from "../report/labels/labels-report.js";
import { modelCard } from "../report/model-card.js";
import { numberModelCard } from "../report/numbers/number-model-card.js";
import { numberReportHtml } from "../report/numbers/number-report.js";
import { reportHtml } from "../report/report-html.js";
import type { AnyRunSummary, DataSummary, EpochRecord, RunSummary } from "../report/run-summary.js";
import { runFileNames, type RunFiles } from "../training/run-files.js";
import type { PlanRecord } from "./plan-record.js";
import { runFolderNames } from "./run-folder.js";
import { describeWeights, readWeightsRecord } from "./starting-weights.js";
import { testsAsTheyAre } from "./tests-as-they-are.js";

/** What the report and the model card of a run are made of; all of it is in the run's folder. */
export interface SummarySources {
  /** Name of the run folder. */
  readonly name: string;
  readonly config: RunConfig;
  readonly configText: string;
  readonly environment: RunSummary["environment"];
  /** `results.json`. */
  readonly results: AnyRunResults;
  readonly plan: PlanRecord;
  readonly data: DataSummary;
  readonly attributesRead: readonly string[];
  readonly probing: ProbingResults | null;
  readonly examples: RunSummary["examples"] | undefined;
  readonly attention: RunSummary["attention"] | undefined;
  /** Where `metrics.jsonl` and `weights.json` are. */
  readonly files: Pick<RunFiles, "read">;
}

/** The pages of a run, made when they are asked for. */
export interface RunPages {
  readonly report: () => string;
  readonly modelCard: () => string;
}

/** The pages of a run by what its label is, without what is about few people where the cohort's privacy asks for it. */
export function runPages(sources: SummarySources): RunPages {
  const { results, plan } = sources;
  const { smallestCell } = plan;
  if (isNumberRun(results)) {
    const summary = summariseRun(sources, hideSmallNumberGroups(results, smallestCell));
    return { report: () => numberReportHtml(summary), modelCard: () => numberModelCard(summary) };
  }
  if (isLabelsRun(results)) {
    const summary = summariseRun(sources, hideSmallLabelsOfRun(results, smallestCell));
    return { report: () => labelsReportHtml(summary), modelCard: () => labelsModelCard(summary) };
  }
  const shown = hideSmallGroupsOfRun(results, smallestCell);
  const intervals = Object.entries(shown.tests).map(([test, result]) => [
    test,
    "groups" in result ? groupIntervals(result.groups) : [],
  ]);
  const summary: RunSummary = {
    ...summariseRun(sources, shown),
    groupIntervals: Object.fromEntries(intervals) as RunSummary["groupIntervals"],
  };
  return { report: () => reportHtml(summary), modelCard: () => modelCard(summary) };
}

function summariseRun<Results extends RunRecord>(
  sources: SummarySources,
  results: Results,
): AnyRunSummary<Results> {
  const { config, plan, data, probing, examples, attention } = sources;
  const { flow, smallestCell = 1 } = plan;
  const { name, title, source } = methods[config.method.name];
  const resampled = config.sampling === "natural" ? "" : ` + ${config.sampling}`;
  const weights = readWeightsRecord(sources.files);
  return {
    name: sources.name,
    title: `${name}${resampled} on ${data.name}`,
    method: { name, title, source },
    attributesRead: sources.attributesRead,
    ...(weights === null ? {} : { start: describeWeights(weights) }),
    data,
    results,
    ...(smallestCell > 1 ? { smallestCell } : {}),
    ...(flow === undefined ? {} : { flow: showFlow(flow, smallestCell) }),
    ...(examples === undefined ? {} : { examples }),
    ...(attention === undefined ? {} : { attention }),
    testsAsTheyAre: testsAsTheyAre(plan.tables),
    epochs: epochRecords(sources.files, smallestCell),
    planText: describeSets(plan.tables, config.sampling, "readable", smallestCell),
    configText: sources.configText,
    environment: sources.environment,
    files: fileTitles(config, sources),
    probing,
  };
}

function fileTitles(
  config: RunConfig,
  { examples, attention }: Pick<SummarySources, "examples" | "attention">,
): RunSummary["files"] {
  return [
    { path: runFolderNames.results, title: "Results" },
    { path: runFolderNames.predictions, title: "Predictions of every test image" },
    { path: runFolderNames.embeddings, title: "Features of the same rows" },
    { path: runFolderNames.model, title: "Model (ONNX)" },
    { path: runFolderNames.modelCard, title: "Model card" },
    ...(config.evaluation.probes
      ? [{ path: runFolderNames.probing, title: "Probes of the features" }]
      : []),
    ...(examples === undefined || "reason" in examples
      ? []
      : [{ path: runFolderNames.examples, title: "Example images of this page" }]),
    ...(attention === undefined || "reason" in attention
      ? []
      : [{ path: runFolderNames.attention, title: "Pictures of the attention" }]),
    { path: runFileNames.metrics, title: "Training record" },
  ];
}

interface MetricsLine {
  readonly epoch: number;
  readonly terms: Readonly<Record<string, number>>;
  /** A set, and the loss. */
  readonly validation: AnyTestResult;
}

const shownMetrics = [
  "accuracy",
  "balanced_accuracy",
  "adjusted_accuracy",
  "worst_group_accuracy",
  "mae",
  "adjusted_mae",
  "worst_group_mae",
  "mAP",
  "macro_auroc",
  "worst_group_auroc",
  "loss",
];

/** Headline metrics of every epoch, from metrics.jsonl. */
function epochRecords(files: SummarySources["files"], smallestCell: number): EpochRecord[] {
  return new TextDecoder()
    .decode(files.read(runFileNames.metrics) ?? new Uint8Array())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { epoch, terms, validation } = JSON.parse(line) as MetricsLine;
      const shown = hideSmallGroupsOfSet(validation, smallestCell);
      const metrics = Object.entries(shown).filter(([name]) => shownMetrics.includes(name));
      return {
        epoch,
        losses: terms,
        validation: Object.fromEntries(metrics),
      };
    });
}

/** Names of the attributes of a run. */
export function runAttributes({ data }: RunConfig): string[] {
  return data.attributes.map(attributeName);
}
