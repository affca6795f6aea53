import { ConfigError, FormatError } from "../base/errors.js";
import type { ArrayTree } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import type { ValidationRecord } from "../evaluation/selection.js";
import { decodeCheckpoint, type CheckpointState } from "./checkpoint.js";
import type { TrainingJob } from "./job.js";
import { runFileNames, type RunFiles } from "./run-files.js";
import { rngOfStage, spanOf, stageSpans } from "./stages.js";

/** Mutable bookkeeping of one run; what a checkpoint stores. */
export interface Cursor {
  epoch: number;
  batchesDone: number;
  /** Of the stage in progress. */
  phaseSteps: number[];
  totalBatches: number;
  encoderSteps: number;
  metricsBytes: number;
  timingBytes: number;
  seconds: number;
  termSums: Record<string, [sum: number, count: number]>;
  records: ValidationRecord[];
  selectedEpoch: number | null;
}

/**
 * Where a run goes on: at its last checkpoint, with the files that grow cut to what the checkpoint knows; or
 * at the start, with fresh weights and empty files.
 * @throws ConfigError where the checkpoint belongs to another configuration or other data.
 * @throws FormatError where a file is shorter than the checkpoint says, and where the checkpoint lacks an array that a phase updates.
 */
export function restoreRun(
  job: TrainingJob,
  files: RunFiles,
  rng: Rng,
): { readonly cursor: Cursor; readonly arrays: ArrayTree } {
  const bytes = files.read(runFileNames.lastCheckpoint);
  if (bytes === null) {
    files.truncate(runFileNames.metrics, 0);
    files.truncate(runFileNames.timing, 0);
    const first = spanOf(stageSpans(job.method, job.epochs), 1);
    return {
      arrays: job.method.initialState(rngOfStage(rng, first).child("init")),
      cursor: {
        epoch: 1,
        batchesDone: 0,
        phaseSteps: job.method.phases.map(() => 0),
        totalBatches: 0,
        encoderSteps: 0,
        metricsBytes: 0,
        timingBytes: 0,
        seconds: 0,
        termSums: {},
        records: [],
        selectedEpoch: null,
      },
    };
  }
  const { state, arrays } = decodeCheckpoint(bytes, runFileNames.lastCheckpoint);
  checkOrigin(job, state);
  checkArrays(job, arrays);
  cutTo(files, runFileNames.metrics, state.metricsBytes);
  cutTo(files, runFileNames.timing, state.timingBytes);
  const termSums = Object.entries(state.termSums).map(
    ([name, [sum, count]]): [string, [number, number]] => [name, [sum, count]],
  );
  return {
    arrays,
    cursor: {
      ...state,
      phaseSteps: [...state.phaseSteps],
      termSums: Object.fromEntries(termSums),
      records: [...state.records],
    },
  };
}

function checkOrigin(job: TrainingJob, state: CheckpointState): void {
  const what =
    state.configHash !== job.configHash
      ? "another configuration"
      : state.dataHash !== job.dataHash
        ? "other data"
        : null;
  if (what === null) return;
  throw new ConfigError(runFileNames.lastCheckpoint, `the checkpoint belongs to ${what}`, {
    advice: "Restore what was changed, or choose another --out.",
  });
}

/** A build that keeps more than the one that wrote the checkpoint cannot go on from it. */
function checkArrays({ method }: TrainingJob, arrays: ArrayTree): void {
  const missing = method.phases.flatMap(({ updates }) => updates).find((name) => !(name in arrays));
  if (missing === undefined) return;
  throw new FormatError(
    runFileNames.lastCheckpoint,
    "the checkpoint lacks an array of the method",
    {
      got: missing,
      advice: "Another version of Unconfound wrote it: start the run anew in another folder.",
    },
  );
}

/** Cut a file to what a checkpoint knows of it. @throws FormatError where it is shorter. */
function cutTo(files: RunFiles, name: string, bytes: number): void {
  const length = files.read(name)?.length ?? 0;
  if (length < bytes) {
    throw new FormatError(name, "shorter than the checkpoint says", {
      expected: bytes,
      got: length,
      advice: "Epochs are lost: start the run anew in another folder.",
    });
  }
  files.truncate(name, bytes);
}
