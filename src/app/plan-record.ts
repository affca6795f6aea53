import type { NumberScale } from "../base/number-scale.js";
import type { CohortFlow } from "../data/cohort/flow-counts.js";
import type { RealisedTable } from "../data/sampling/realised-table.js";
import type { PartShare } from "../data/sampling/split-by-subject.js";
import type { AttributeAssociation } from "../data/sampling/training-laws.js";
import type { WeightedTests } from "../data/sampling/weighted-tests.js";
import type { RunFiles } from "../training/run-files.js";
import { runFolderNames } from "./run-folder.js";
import { parseRunJson } from "./run-json.js";
import type { PreparedRun } from "./prepare-run.js";

/** `plan.json`: what the sets of a run came to be. All counts are as they are. */
export interface PlanRecord {
  readonly shares: readonly PartShare[];
  readonly tables: readonly RealisedTable[];
  readonly associations: Readonly<Record<string, AttributeAssociation>>;
  /** Only where tests are cell-weighted estimates. */
  readonly weighted?: WeightedTests;
  /** Only where the label or attributes are numbers. */
  readonly scales?: Readonly<Record<string, NumberScale>>;
  /** Only of a cohort: from its tables to its parts. */
  readonly flow?: CohortFlow;
  /** Only of a cohort: counts below this are not shown. */
  readonly smallestCell?: number;
}

/** The plan of a run. */
export function planRecord({ shares, sets, job, dataset }: PreparedRun): PlanRecord {
  const { flow, smallestCell } = dataset;
  const { label, attributes } = job.factors;
  const scales = [label, ...attributes].flatMap(({ name, scale }) =>
    scale === undefined ? [] : [[name, scale] as const],
  );
  return {
    shares,
    tables: sets.tables,
    associations: sets.associations,
    ...(sets.weighted === undefined ? {} : { weighted: sets.weighted }),
    ...(scales.length === 0 ? {} : { scales: Object.fromEntries(scales) }),
    ...(flow === undefined ? {} : { flow }),
    ...(smallestCell === undefined ? {} : { smallestCell }),
  };
}

/** `plan.json` of a run folder, which {@link planRecord} has written. @throws FormatError where it is damaged. */
export function readPlan(files: Pick<RunFiles, "read">): PlanRecord {
  return parseRunJson(files.read(runFolderNames.plan) ?? "", runFolderNames.plan);
}
