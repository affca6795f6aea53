import { describe, expect, it } from "vitest";
import type { WrittenElement } from "../../../../fixtures/dicom/elements.js";
import { dataSetOf, sequence, text, words } from "../../../../fixtures/dicom/elements.js";
import { paletteToRgb } from "./colour.js";
import { lookUp, readLookupTable } from "./lookup-table.js";
import { modalityRange, readModality, toModality } from "./modality.js";
import type { PixelLayout } from "./pixel-layout.js";
import { readVoi, toVoi } from "./voi.js";

const layout: PixelLayout = {
  rows: 1,
  columns: 4,
  frames: 1,
  samplesPerPixel: 1,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 11,
  signed: true,
  photometric: "MONOCHROME2",
  planar: false,
};

const table = (descriptor: readonly number[], data: readonly number[]): WrittenElement[] => [
  words("LUTDescriptor", descriptor),
  words("LUTData", data, "OW"),
];

describe("readLookupTable", () => {
  it("holds its first entry below and its last beyond", () => {
    const read = readLookupTable(dataSetOf(...table([3, 10, 16], [7, 8, 9])), false);
    expect([-5, 9, 10, 11, 12, 13, 4000].map((value) => lookUp(read, value))).toEqual([
      7, 7, 7, 8, 9, 9, 9,
    ]);
  });

  it("reads a negative first value where samples have a sign", () => {
    const set = dataSetOf(...table([2, -3, 16], [1, 2]));
    expect(readLookupTable(set, true).first).toBe(-3);
    expect(readLookupTable(set, false).first).toBe(0xfffd);
  });

  it("reads 0 as 65536 entries, and entries of one byte", () => {
    const many = Array.from({ length: 0x10000 }, (_, index) => index);
    expect(readLookupTable(dataSetOf(...table([0, 0, 16], many)), false).entries).toEqual(many);
    const narrow = dataSetOf(...table([4, 0, 8], [0x0201, 0x0403]));
    expect(readLookupTable(narrow, false)).toEqual({
      first: 0,
      entries: [1, 2, 3, 4],
      highest: 255,
    });
  });

  it("refuses damaged tables", () => {
    const read =
      (...elements: WrittenElement[]) =>
      () =>
        readLookupTable(dataSetOf(...elements), false);
    expect(read(...table([3, 10], [7, 8, 9]))).toThrow(
      "a, (0028,3002) LUTDescriptor: DICOM LUT descriptor is absent or damaged: expected entries, " +
        "first value, 8 to 16 bits, got [3,10]",
    );
    expect(read(...table([3, 10, 17], [7, 8, 9]))).toThrow("got [3,10,17]");
    expect(read(...table([3, 10, 16], [7, 8]))).toThrow(
      "a, (0028,3006) LUTData: DICOM table is absent or has another length: expected 6, got 4",
    );
    expect(read(...table([3, 10, 10], [7, 8, 1024]))).toThrow(
      "a, (0028,3006) LUTData: DICOM table entry is out of range: expected 1023, got 1024",
    );
  });
});

describe("readModality", () => {
  const read = (...elements: WrittenElement[]) => {
    const set = dataSetOf(...elements);
    return readModality(set, set, layout);
  };

  it("is slope and intercept, a table, or nothing", () => {
    const rescale = read(text("RescaleSlope", "DS", "-2"), text("RescaleIntercept", "DS", "5"));
    expect(toModality(rescale, 3)).toBe(-1);
    expect(modalityRange(rescale, layout)).toEqual([-4089, 4101]);
    expect(read(text("RescaleSlope", "DS", "1"), text("RescaleIntercept", "DS", "0"))).toEqual(
      read(),
    );
    const item = sequence("ModalityLUTSequence", ...table([2, -1, 8], [5, 6]));
    const found = read(item, text("RescaleSlope", "DS", "9"));
    expect([-2, -1, 0, 1].map((value) => toModality(found, value))).toEqual([5, 5, 6, 6]);
    expect(modalityRange(found, layout)).toEqual([0, 255]);
  });

  it("refuses half a rescale, and a slope of 0", () => {
    const wrong =
      "a, (0028,1053) RescaleSlope: DICOM rescale is not complete: expected a slope other than 0, and an intercept, got ";
    expect(() => read(text("RescaleSlope", "DS", "2"))).toThrow(`${wrong}[2,absent]`);
    expect(() => read(text("RescaleIntercept", "DS", "2"))).toThrow(`${wrong}[absent,2]`);
    expect(() =>
      read(text("RescaleSlope", "DS", "0"), text("RescaleIntercept", "DS", "1")),
    ).toThrow(`${wrong}[0,1]`);
  });
});

describe("readVoi", () => {
  const window = (centre: string, width: string, shape?: string): WrittenElement[] => [
    text("WindowCenter", "DS", centre),
    text("WindowWidth", "DS", width),
    ...(shape === undefined ? [] : [text("VOILUTFunction", "CS", shape)]),
  ];
  const read = (...elements: WrittenElement[]) =>
    readVoi("first", dataSetOf(...elements), layout, { kind: "identity" });

  it("has the edges of the standard's example: centre 2048 and width 4096", () => {
    const full = read(...window("2048", "4096"));
    expect([-1, 0, 4095, 4096].map((value) => toVoi(full, value))).toEqual([0, 0, 1, 1]);
    expect(toVoi(full, 2047.5)).toBe(0.5);
    // Width 1 is a threshold between 99 and 100: 99.5.
    const step = read(...window("100", "1"));
    expect([99, 99.5, 100].map((value) => toVoi(step, value))).toEqual([0, 0, 1]);
    // Exact is another function: half a step to the right, and 1 wider.
    const exact = read(...window("2048", "4096", "LINEAR_EXACT"));
    expect(toVoi(exact, 2048)).toBe(0.5);
    expect(toVoi(exact, 4095)).toBe(4095 / 4096);
    expect(toVoi(read(...window("10", "4", "SIGMOID")), 10)).toBe(0.5);
  });

  it("refuses unknown functions and widths that they do not allow", () => {
    expect(() => read(...window("1", "2", "CUBIC"))).toThrow(
      "a, (0028,1056) VOILUTFunction: unknown DICOM window function: expected " +
        "[LINEAR,LINEAR_EXACT,SIGMOID], got CUBIC",
    );
    expect(() => read(...window("1", "0.9"))).toThrow(
      "a, (0028,1051) WindowWidth: DICOM window cannot be applied: expected a width of 1 or more, " +
        "got 0.9 (centre 1, function LINEAR)",
    );
    expect(() => read(...window("1", "0", "SIGMOID"))).toThrow(
      "a, (0028,1051) WindowWidth: DICOM window cannot be applied: expected a width above 0, " +
        "got 0 (centre 1, function SIGMOID)",
    );
  });
});

describe("paletteToRgb", () => {
  const channel = (name: "Red" | "Green" | "Blue", length: number, data: readonly number[]) => [
    words(`${name}PaletteColorLookupTableDescriptor`, [length, 1, 16]),
    words(`${name}PaletteColorLookupTableData`, data, "OW"),
  ];
  const samples = { dtype: "uint8", shape: [1, 4], data: Uint8Array.of(0, 1, 2, 9) } as const;
  const red = channel("Red", 2, [10, 11]);
  const green = channel("Green", 2, [20, 21]);
  const convert = (...elements: WrittenElement[]) =>
    paletteToRgb(dataSetOf(...elements), samples, false);

  it("looks each channel up", () => {
    expect(convert(...red, ...green, ...channel("Blue", 2, [30, 31]))).toEqual({
      dtype: "uint16",
      shape: [3, 1, 4],
      data: Uint16Array.of(10, 10, 11, 11, 20, 20, 21, 21, 30, 30, 31, 31),
    });
  });

  it("refuses damaged and segmented palettes", () => {
    expect(() => convert(...red, ...green, ...channel("Blue", 3, [1, 2, 3]))).toThrow(
      "a, (0028,1101) RedPaletteColorLookupTableDescriptor: DICOM palette tables differ in size: " +
        "expected 2, got 3",
    );
    expect(() => convert(...red, ...green, ...channel("Blue", 9, [1]))).toThrow(
      "a, (0028,1203) BluePaletteColorLookupTableData: DICOM table is absent or has another length: " +
        "expected [9,18], got 2",
    );
    expect(() => convert(words("SegmentedRedPaletteColorLookupTableData", [1], "OW"))).toThrow(
      "a, (0028,1221) SegmentedRedPaletteColorLookupTableData: segmented DICOM palettes are not supported",
    );
  });
});
