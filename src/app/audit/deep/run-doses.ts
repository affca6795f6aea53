import { join, resolve } from "node:path";
import { DataError } from "../../../base/errors.js";
import { at } from "../../../base/ndarray.js";
import { doseResponse, type DosedRuns } from "../../../evaluation/audit/dose-response.js";
import type { DoseResponse } from "../../../evaluation/audit/audit-results.js";
import { deviationOf } from "../../../evaluation/audit/measured-grouping.js";
import { argmaxRows } from "../../../evaluation/class-scores.js";
import { parseNumberPredictions } from "../../../evaluation/numbers/parse-number-predictions.js";
import { parsePredictions } from "../../../evaluation/parse-predictions.js";
import type { PredictedRows } from "../../../evaluation/predictions.js";
import { cellState } from "../../compare/cell-state.js";
import { textOf } from "../../compare/finished-files.js";
import { readSeconds } from "../../compare/read-cell.js";
import { runWave, type CompareEvents, type ComparePorts } from "../../compare/run-wave.js";
import { openDataSet, type DataProgress } from "../../open-data.js";
import { openRun } from "../../open-run.js";
import { requireData } from "../../require-data.js";
import { runFolderNames } from "../../run-folder.js";
import { doseTest, planDoses, type AttributeDoses, type DoseCell, type DoseChoice, type DosePlan } from "./dose-plan.js"; // prettier-ignore

/** A run whose configuration is trained anew, at several strengths of its associations. */
export interface DoseRequest {
  /** Folder of a finished run. */
  readonly run: string;
  /** Folder that the paths of the run file start from. */
  readonly base: string;
  /** Folder of the new runs; those in it that are done are not trained again, stopped ones go on. */
  readonly out: string;
  /** Processes side by side. */
  readonly jobs: number;
  readonly choice: DoseChoice;
  readonly onProgress: DataProgress;
}

/** What will be trained, before it starts. */
export interface DoseBudget {
  readonly runs: number;
  /** Those without an end. */
  readonly open: number;
  /** Training time of the audited run, whose configuration they share. */
  readonly secondsEach: number;
  readonly trainingRows: number;
}

/** What can be seen while runs are trained. */
export interface DoseEvents extends CompareEvents<DoseCell> {
  onBudget(budget: DoseBudget): void;
}

/** What came of it: by attribute; null where runs are still open, since it was stopped or a process was lost. */
export interface DoseEnd {
  readonly responses: ReadonlyMap<string, DoseResponse> | null;
  /** Runs that failed, and why; they are left out. */
  readonly failed: readonly { readonly title: string; readonly reason: string }[];
}

/**
 * Train the configuration of a run at several strengths of each attribute ({@link planDoses}), each run in a process of its own, and say how much what it answers
 * by the attribute grows with them ({@link doseResponse}). The same request goes on where it was stopped.
 * @throws ConfigError, DataError as `openRun`, `openDataSet` and {@link planDoses}; ConfigError where a folder holds a run of another configuration.
 */
export async function runDoses(
  request: DoseRequest,
  ports: ComparePorts,
  events: DoseEvents,
): Promise<DoseEnd> {
  const { run, base, jobs } = request;
  const out = resolve(request.out);
  const { config } = openRun(run);
  requireData("audit", config.data, base);
  const dataset = await openDataSet(config.data, base, request.onProgress);
  const plan = planDoses(config, dataset, request.choice);
  const survey = () =>
    plan.cells.map((cell) => ({
      cell,
      config: cell.config,
      state: cellState(join(out, cell.folder), cell.config),
    }));
  const before = survey();
  const { trainingRows } = plan;
  const open = before.filter(({ state: { status } }) => status === "new" || status === "stopped");
  events.onBudget({
    ...{ runs: before.length, open: open.length },
    ...{ secondsEach: readSeconds(run), trainingRows },
  });
  const source = join(run, runFolderNames.config);
  await runWave("runs", before, { out, source, base, jobs }, ports, events);
  const after = survey();
  const failed = after.flatMap(({ cell: { title }, state }) =>
    state.status === "failed" ? [{ title, reason: state.reason }] : [],
  );
  if (after.some(({ state: { status } }) => status === "new" || status === "stopped")) {
    return { responses: null, failed };
  }
  const done = new Set(after.filter(({ state }) => state.status === "done").map(({ cell }) => cell)); // prettier-ignore
  return { responses: responsesOf(plan, out, done), failed };
}

function responsesOf(
  plan: DosePlan,
  out: string,
  done: ReadonlySet<DoseCell>,
): ReadonlyMap<string, DoseResponse> {
  const read = new Map<DoseCell, TestedRows>();
  const { attributes } = plan;
  for (const cell of done) {
    const folder = join(out, cell.folder);
    read.set(cell, plan.isNumber ? readNumberTest(folder, plan.valueNames) : readTest(folder));
  }
  // Interventions are a way of their own to look at the tier.
  const family = 2 * attributes.length;
  return new Map(
    attributes.map((doses) => [
      doses.attribute,
      doseResponse(dosedRuns(doses, read, plan.trainingRows), family),
    ]),
  );
}

/** The test of a run. */
interface TestedRows {
  readonly ids: readonly string[];
  readonly subjects: readonly string[];
  readonly labels: Int32Array;
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** 1 where the row is right; of a number minus its absolute error. */
  readonly worth: ArrayLike<number>;
  /** Of a number: of its true values. */
  readonly standardDeviation?: number;
}

function readTest(folder: string): TestedRows {
  const source = join(folder, runFolderNames.predictions);
  const table = parsePredictions(textOf(folder, runFolderNames.predictions), source);
  const { rows, pick, ...common } = testRows(table);
  const answers = argmaxRows(table.probabilities, table.classNames.length);
  const labels = Int32Array.from(pick(table.label));
  return {
    ...{ ...common, labels },
    worth: Uint8Array.from(rows, (row, place) => (answers[row] === labels[place] ? 1 : 0)),
  };
}

/** @param binNames in the order of the plan. */
function readNumberTest(folder: string, binNames: readonly string[]): TestedRows {
  const source = join(folder, runFolderNames.predictions);
  const table = parseNumberPredictions(textOf(folder, runFolderNames.predictions), source);
  const { rows, pick, ...common } = testRows(table);
  const truth = pick(table.labels);
  return {
    ...common,
    labels: Int32Array.from(pick(table.bins), (name) => binNames.indexOf(name)),
    worth: rows.map((row) => -Math.abs(at(table.predictions, row) - at(table.labels, row))),
    standardDeviation: deviationOf(truth),
  };
}

/** The rows of the test that all runs are asked about. */
function testRows(table: PredictedRows) {
  const rows = [...table.split.keys()].filter((row) => table.split[row] === doseTest);
  const pick = <T>(column: ArrayLike<T>) => rows.map((row) => at(column, row));
  return {
    ...{ rows, pick, ids: pick(table.id), subjects: pick(table.subject) },
    attributes: table.attributes.map(({ name, values }) => ({ name, values: pick(values) })),
  };
}

function dosedRuns(
  { attribute, between, aligned, cells }: AttributeDoses,
  read: ReadonlyMap<DoseCell, TestedRows>,
  trainingRows: number,
): DosedRuns {
  const tested = cells.flatMap(({ strength, cell }) => {
    const rows = read.get(cell);
    return rows === undefined ? [] : [{ strength, seed: cell.seed, rows }];
  });
  const [first] = tested;
  const common = { attribute, between, trainingRows };
  if (first === undefined) {
    return { ...common, runs: [], labels: new Int32Array(), isAligned: new Uint8Array(), subjects: [] }; // prettier-ignore
  }
  const { ids, labels, subjects, standardDeviation } = first.rows;
  const values = valuesOf(first.rows, attribute);
  for (const { rows } of tested) {
    if (rows.ids.join() === ids.join() && valuesOf(rows, attribute).join() === values.join()) continue; // prettier-ignore
    throw new DataError("--deep", "runs were asked about other rows", {
      advice: "The data have changed between them: train them again in another --out.",
    });
  }
  return {
    ...common,
    ...(standardDeviation === undefined ? {} : { standardDeviation }),
    ...{ labels, subjects },
    isAligned: Uint8Array.from(labels, (label, row) =>
      at(aligned, label) === at(values, row) ? 1 : 0,
    ),
    runs: tested.map(({ strength, seed, rows: { worth } }) => ({ strength, seed, worth })),
  };
}

function valuesOf({ attributes }: TestedRows, attribute: string): readonly string[] {
  return attributes.find(({ name }) => name === attribute)?.values ?? [];
}
