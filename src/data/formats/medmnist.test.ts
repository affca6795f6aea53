import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { sizeOf } from "../../base/ndarray.js";
import { decodeMedMnist, medMnistImage, readMedMnist } from "./medmnist.js";
import { decodeNpz, encodeNpz } from "./npz.js";

const folder = new URL("../../../fixtures/medmnist/", import.meta.url);
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
/** As the package medmnist hands images on. */
const expected = decodeNpz(fixture("expected.npz"), "expected.npz");
const partNames = [
  ["train", "train"],
  ["validation", "val"],
  ["test", "test"],
] as const;

/** The message for the arrays of `grey.npz` with some replaced, or left out where they are null. */
const message = (changes: Readonly<Record<string, NdArray | null>>): string => {
  const arrays = decodeNpz(fixture("grey.npz"), "a.npz");
  for (const [name, array] of Object.entries(changes)) {
    if (array === null) arrays.delete(name);
    else arrays.set(name, array);
  }
  try {
    readMedMnist(arrays, "a.npz");
  } catch (error) {
    return error instanceof FormatError ? error.message : `no FormatError: ${String(error)}`;
  }
  return "no error";
};

const bytes = (...shape: number[]): NdArray => ({
  dtype: "uint8",
  shape,
  data: new Uint8Array(sizeOf(shape)),
});

describe("decodeMedMnist", () => {
  it.each([
    ["grey", "grey", [1, 6, 5], 1],
    ["colour", "rgb", [3, 6, 5], 1],
    ["findings", "grey", [1, 6, 5], 4],
    ["volume", "grey", [1, 5, 5, 5], 1],
  ] as const)("reads %s as the package medmnist does", (name, channels, imageShape, labelCount) => {
    const set = decodeMedMnist(fixture(`${name}.npz`), name);
    expect(set).toMatchObject({ channels, imageShape, labelCount });
    for (const [part, prefix] of partNames) {
      const images = expected.get(`${name}_${prefix}_images`);
      const rows = images?.shape[0] ?? 0;
      const length = sizeOf(imageShape);
      expect(set.parts[part].rows).toBe(rows);
      expect(set.parts[part].labels).toEqual(expected.get(`${name}_${prefix}_labels`)?.data);
      for (let row = 0; row < rows; row++) {
        const image = medMnistImage(set, part, row);
        expect(image.samples.data).toEqual(images?.data.slice(row * length, (row + 1) * length));
        expect(image.samples.shape).toEqual(imageShape);
        expect([image.channels, image.spacingMm, image.affine]).toEqual([channels, null, null]);
      }
    }
  });

  it("gives images in memory of their own", () => {
    const set = decodeMedMnist(fixture("grey.npz"), "a");
    const { data } = medMnistImage(set, "train", 1).samples;
    expect(data.buffer).not.toBe(set.parts.train.images.buffer);
    expect(data.buffer.byteLength).toBe(30);
  });

  it("has no row beyond the last", () => {
    const set = decodeMedMnist(fixture("grey.npz"), "a");
    expect(() => medMnistImage(set, "validation", 2)).toThrow(
      "MedMNIST validation: no such row: expected 0 to 1, got 2",
    );
  });

  it("refuses arrays that are not of the layout", () => {
    const names = "train_images,train_labels,val_images,val_labels,test_images,test_labels";
    expect(message({ val_labels: null })).toBe(
      `a.npz: arrays are not those of MedMNIST: expected [${names}], ` +
        "got [train_images,train_labels,val_images,test_images,test_labels]",
    );
    expect(message({ more: bytes(1) })).toBe(
      `a.npz: arrays are not those of MedMNIST: expected [${names}], got [${names},more]`,
    );
    expect(() => decodeMedMnist(encodeNpz(new Map(), "stored"), "a.npz")).toThrow(
      `a.npz: arrays are not those of MedMNIST: expected [${names}], got []`,
    );
  });

  it("refuses images and labels that do not fit, with the array and the row", () => {
    expect(message({})).toBe("no error");
    expect(
      message({ test_images: { dtype: "float32", shape: [1, 6, 5], data: new Float32Array(30) } }),
    ).toBe('a.npz, array "test_images": wrong element type: expected uint8, got float32');
    expect(message({ train_images: bytes(3, 6) })).toBe(
      'a.npz, array "train_images": number of axes of MedMNIST images: ' +
        "expected [n x H x W,n x H x W x 3,n x X x Y x Z], got [3,6]",
    );
    expect(message({ val_images: bytes(0, 6, 5) })).toBe(
      'a.npz, array "val_images": no images: got [0,6,5]',
    );
    expect(message({ val_images: bytes(2, 5, 6) })).toBe(
      'a.npz, array "val_images": images differ in size from those of train: expected [6,5], got [5,6]',
    );
    expect(message({ val_labels: bytes(3, 1) })).toBe(
      'a.npz, array "val_labels": labels do not match the images: expected [2,1], got [3,1]',
    );
    expect(message({ train_labels: bytes(3, 2) })).toBe(
      'a.npz, array "val_labels": labels do not match the images: expected [2,2], got [2,1]',
    );
    expect(message({ train_labels: bytes(3) })).toBe(
      'a.npz, array "train_labels": axes of MedMNIST labels: expected [n x 1,n x L], got [3]',
    );
    expect(
      message({ train_labels: { dtype: "float64", shape: [3, 1], data: new Float64Array(3) } }),
    ).toBe('a.npz, array "train_labels": labels are not whole numbers: got float64');
    expect(
      message({ val_labels: { dtype: "int64", shape: [2, 1], data: BigInt64Array.of(0n, -1n) } }),
    ).toBe(
      'a.npz, array "val_labels", row 1: label out of range: expected 0 to 2147483647, got -1',
    );
  });

  it("takes 0 and 1 alone where an image has several labels", () => {
    const arrays = decodeNpz(fixture("findings.npz"), "a.npz");
    arrays.set("test_labels", { dtype: "uint8", shape: [1, 4], data: Uint8Array.of(0, 1, 2, 0) });
    expect(() => readMedMnist(arrays, "a.npz")).toThrow(
      'a.npz, array "test_labels", row 0: label out of range: expected 0 to 1, got 2',
    );
  });
});
