import { FormatError } from "../base/errors.js";
import { sizeOf, type ArrayTree } from "../base/ndarray.js";
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

/**
 * A checkpoint as bytes, in the layout of safetensors: header length (uint64, little endian), JSON header
 * with name → dtype, shape, offsets and the loop's state under `__metadata__`, then the arrays.
 */
export function encodeCheckpoint({ state, arrays, shapes }: Checkpoint): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { unconfound: JSON.stringify(state) } };
  let offset = 0;
  for (const [name, values] of Object.entries(arrays)) {
    header[name] = {
      dtype: "F32",
      shape: shapes[name] ?? [values.length],
      data_offsets: [offset, offset + values.byteLength],
    };
    offset += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padding = (8 - (text.length % 8)) % 8;
  const bytes = new Uint8Array(8 + text.length + padding + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length + padding), true);
  bytes.set(text, 8);
  bytes.fill(0x20, 8 + text.length, 8 + text.length + padding);
  let position = 8 + text.length + padding;
  for (const values of Object.values(arrays)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return bytes;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Read a checkpoint back.
 * @throws FormatError where the bytes are not one of our checkpoints, or cut short.
 */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const { header, start } = readHeader(bytes, source);
  const { __metadata__: metadata, ...entries } = header;
  const text = (metadata as { unconfound?: unknown } | undefined)?.unconfound;
  if (typeof text !== "string") throw new FormatError(source, "no training state in the header");
  const state = JSON.parse(text) as CheckpointState;
  if (state.schema !== 1) {
    throw new FormatError(source, "schema version", { expected: 1, got: String(state.schema) });
  }
  const arrays: Record<string, Float32Array> = {};
  const shapes: Record<string, readonly number[]> = {};
  for (const [name, entry] of Object.entries(entries as Record<string, HeaderEntry>)) {
    const [from, to] = entry.data_offsets;
    if (
      entry.dtype !== "F32" ||
      to - from !== sizeOf(entry.shape) * 4 ||
      start + to > bytes.length
    ) {
      throw new FormatError(source, `array ${name} is cut short or has another type`, {
        expected: start + to,
        got: bytes.length,
      });
    }
    shapes[name] = entry.shape;
    arrays[name] = new Float32Array(bytes.slice(start + from, start + to).buffer);
  }
  return { state, arrays, shapes };
}

function readHeader(
  bytes: Uint8Array,
  source: string,
): { readonly header: Record<string, unknown>; readonly start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > bytes.length) {
    throw new FormatError(source, "header longer than the file", {
      got: bytes.length,
      advice: "The checkpoint is not whole; use an earlier one.",
    });
  }
  try {
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    return { header: JSON.parse(text) as Record<string, unknown>, start: 8 + length };
  } catch {
    throw new FormatError(source, "header is not JSON");
  }
}
