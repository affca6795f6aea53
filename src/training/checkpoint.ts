import { FormatError } from "../base/errors.js";
import type { ArrayTree, NdArray } from "../base/ndarray.js";
import { decodeSafetensors, encodeSafetensors } from "../data/formats/safetensors.js";
import type { ValidationRecord } from "../evaluation/selection.js";

/** Everything beside the arrays that a run needs to go on where it was. */
export interface CheckpointState {
  readonly schema: 1;
  /** Epoch in progress, 1 is the first; after the last epoch, epochs + 1. */
  readonly epoch: number;
  /** Batches of this epoch that are done. */
  readonly batchesDone: number;
  /** Updates of each phase so far, in the stage in progress. */
  readonly phaseSteps: readonly number[];
  /** Batches of the whole run so far. */
  readonly totalBatches: number;
  readonly encoderSteps: number;
  /** Length of metrics.jsonl that belongs to this state. */
  readonly metricsBytes: number;
  /** The same of timing.jsonl. */
  readonly timingBytes: number;
  /** Training time so far, seconds. */
  readonly seconds: number;
  /** Sums and counts of the loss terms of the epoch in progress. */
  readonly termSums: Readonly<Record<string, readonly [sum: number, count: number]>>;
  /** What selection has seen so far. */
  readonly records: readonly ValidationRecord[];
  readonly selectedEpoch: number | null;
  /** Hash of the resolved configuration. */
  readonly configHash: string;
  /** Hash of the data that the run was started on. */
  readonly dataHash: string;
}

/** A checkpoint: state of the loop and arrays by name. */
export interface Checkpoint {
  readonly state: CheckpointState;
  readonly arrays: ArrayTree;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** Name of the loop's state among the file's metadata. */
const stateName = "unconfound";

/** A checkpoint as bytes of a safetensors file; the loop's state is in its metadata. */
export function encodeCheckpoint({ state, arrays, shapes }: Checkpoint): Uint8Array {
  const named = Object.entries(arrays).map(([name, data]): [string, NdArray] => [
    name,
    { dtype: "float32", shape: shapes[name] ?? [data.length], data },
  ]);
  return encodeSafetensors({
    arrays: new Map(named),
    metadata: { [stateName]: JSON.stringify(state) },
  });
}

/**
 * Read a checkpoint back.
 * @throws FormatError where the bytes are not one of our checkpoints, or cut short.
 */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const { arrays: stored, metadata } = decodeSafetensors(bytes, source);
  const text = metadata[stateName];
  if (text === undefined) throw new FormatError(source, "no training state in the header");
  const state = JSON.parse(text) as CheckpointState;
  if (state.schema !== 1) {
    throw new FormatError(source, "schema version", { expected: 1, got: String(state.schema) });
  }
  const arrays: Record<string, Float32Array> = {};
  const shapes: Record<string, readonly number[]> = {};
  for (const [name, array] of stored) {
    if (array.dtype !== "float32") {
      throw new FormatError(`${source}, array ${name}`, "type of a checkpoint's array", {
        expected: "float32",
        got: array.dtype,
      });
    }
    shapes[name] = array.shape;
    arrays[name] = array.data;
  }
  return { state, arrays, shapes };
}
