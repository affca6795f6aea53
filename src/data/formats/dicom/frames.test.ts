import { describe, expect, it } from "vitest";
import { dataSetOf } from "../../../../fixtures/dicom/elements.js";
import { readDataSet } from "./data-set.js";
import { dicomBytes } from "./element.js";
import { packedFrame, plainFrame } from "./frames.js";
import type { PixelLayout } from "./pixel-layout.js";
import { explicitLittle } from "./transfer-syntax.js";

const layout = (frames: number): PixelLayout => ({
  rows: 1,
  columns: 2,
  frames,
  samplesPerPixel: 1,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  photometric: "MONOCHROME2",
  planar: false,
});

const item = (...bytes: readonly number[]) => [
  0xfe,
  0xff,
  0,
  0xe0,
  bytes.length,
  0,
  0,
  0,
  ...bytes,
];
const end = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
const pixelData = [0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0];
const setOf = (bytes: readonly number[]) =>
  readDataSet(dicomBytes(Uint8Array.from(bytes), "a"), 0, explicitLittle, 0xffffffff);
const packed = (...parts: readonly (readonly number[])[]) =>
  setOf([...pixelData, 0xff, 0xff, 0xff, 0xff, ...parts.flat()]);
const plain = (...bytes: readonly number[]) =>
  setOf([...pixelData, bytes.length, 0, 0, 0, ...bytes]);

describe("packedFrame", () => {
  const frames = (set: ReturnType<typeof setOf>, count: number) =>
    Array.from({ length: count }, (_, index) => [...packedFrame(set, layout(count), index).bytes]);

  it("joins all fragments of a single frame", () => {
    expect(frames(packed(item(), item(1, 2), item(3, 4), end), 1)).toEqual([[1, 2, 3, 4]]);
  });

  it("tells frames apart by the offset table, or as one fragment each", () => {
    const offsets = item(0, 0, 0, 0, 20, 0, 0, 0);
    const set = packed(offsets, item(1, 2), item(3, 4), item(5, 6), end);
    expect(frames(set, 2)).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(frames(packed(item(), item(1, 2), item(3, 4), end), 2)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("refuses what cannot be told apart, and damaged fragments", () => {
    expect(() => frames(packed(item(), item(1, 2), item(3, 4), end), 3)).toThrow(
      "a, frame 0: DICOM fragments cannot be told apart: expected 3, got 2. " +
        "Write the file anew with an offset table.",
    );
    expect(() =>
      frames(packed(item(0, 0, 0, 0, 9, 0, 0, 0), item(1, 2), item(3, 4), end), 2),
    ).toThrow("a, byte 45: DICOM offset table names no fragment");
    expect(() => frames(packed(end), 1)).toThrow(
      "a, byte 12: DICOM offset table is absent or damaged",
    );
    expect(() => frames(packed(item(), end), 1)).toThrow("a: DICOM pixel data have no fragment");
    expect(() => frames(packed(item(), item(1, 2)), 1)).toThrow(
      "a, byte 30: file ends inside a DICOM sequence: expected 8, got 0",
    );
    expect(() => frames(packed(item(), item(1, 2).slice(0, -1)), 1)).toThrow(
      "a, byte 20: DICOM fragment is longer than the file: expected 2, got 1",
    );
    expect(() => frames(plain(1, 2), 1)).toThrow(
      "a: compressed pixel data without fragments. " +
        "The transfer syntax of the file is wrong; write the file anew.",
    );
    expect(() => frames(dataSetOf(), 1)).toThrow(
      "a, (7FE0,0010) PixelData: DICOM file has no pixel data. " +
        "Leave out reports, plans and other objects that are no images.",
    );
  });
});

describe("plainFrame", () => {
  it("cuts frames, and takes zeros at the end for padding", () => {
    expect([...plainFrame(plain(1, 2, 3, 4), layout(2), 1).bytes]).toEqual([3, 4]);
    expect([...plainFrame(plain(1, 2, 0), layout(1), 0).bytes]).toEqual([1, 2]);
  });

  it("refuses another length, and fragments", () => {
    const wrong = "DICOM pixel data have another length than the frames: expected 2, got";
    const details = "(rows 1, columns 2, frames 1, bits 8, photometric MONOCHROME2)";
    expect(() => plainFrame(plain(1), layout(1), 0)).toThrow(`a: ${wrong} 1 ${details}`);
    expect(() => plainFrame(plain(1, 2, 7), layout(1), 0)).toThrow(`a: ${wrong} 3 ${details}`);
    expect(() => plainFrame(plain(1, 2, 0, 0), layout(1), 0)).toThrow(`a: ${wrong} 4 ${details}`);
    expect(() => plainFrame(packed(item(), end), layout(1), 0)).toThrow(
      "a: pixel data in fragments, in a syntax that has none",
    );
  });
});
