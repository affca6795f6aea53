import { describe, expect, it } from "vitest";
import { FormatError } from "../base/errors.js";
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from "./checkpoint.js";

const checkpoint: Checkpoint = {
  state: {
    schema: 1,
    epoch: 2,
    batchesDone: 3,
    phaseSteps: [4, 5],
    totalBatches: 9,
    encoderSteps: 4,
    metricsBytes: 10,
    timingBytes: 10,
    seconds: 0.1,
    termSums: { label: [0.1 + 0.2, 3] },
    records: [],
    selectedEpoch: null,
    configHash: "abc",
    dataHash: "data",
  },
  arrays: { weight: Float32Array.of(1, -0, 3e-45, 4), bias: Float32Array.of(5) },
  shapes: { weight: [2, 2], bias: [] },
};

describe("checkpoint", () => {
  it("reads back what was written, bit for bit", () => {
    const decoded = decodeCheckpoint(encodeCheckpoint(checkpoint), "file");
    expect(decoded).toEqual(checkpoint);
    expect(Object.is(decoded.arrays["weight"]?.[1], -0)).toBe(true);
  });

  it("refuses a file that is cut anywhere", () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeCheckpoint(bytes.slice(0, length), "file"), `${length}`).toThrow(
        FormatError,
      );
    }
  });

  it("has the layout of safetensors", () => {
    const bytes = encodeCheckpoint(checkpoint);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      unknown
    >;
    expect(header["weight"]).toEqual({ dtype: "F32", shape: [2, 2], data_offsets: [0, 16] });
    expect((8 + length) % 8).toBe(0);
  });
});
