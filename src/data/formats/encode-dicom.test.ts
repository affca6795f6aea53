import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayOf, dicomCases, golden } from "../../../fixtures/encoders/cases.js";
import { FormatError } from "../../base/errors.js";
import type { NdArray } from "../../base/ndarray.js";
import { at } from "../../base/ndarray.js";
import { decodeDicom } from "./dicom.js";
import { encodeDicom, type DicomAttributes, type DicomPicture } from "./encode-dicom.js";

const attributes = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.1", SOPInstanceUID: "2.25.1" };
const stored: NdArray = { dtype: "uint8", shape: [1, 2], data: Uint8Array.of(1, 2) };
const picture: DicomPicture = { stored, photometric: "MONOCHROME2", attributes };

const message = (change: Partial<DicomPicture>): string => {
  try {
    encodeDicom({ ...picture, ...change });
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("encodeDicom", () => {
  it.each(dicomCases)("writes the bytes of %s that pydicom read", (name, one, file) => {
    const bytes = encodeDicom(one);
    expect(bytes).toEqual(file);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(golden.dicom[name]?.sha256);
  });

  it.each(dicomCases)("pydicom has the samples and attributes of %s", (name, one) => {
    const read = golden.dicom[name];
    const { dtype, shape, data } = one.stored;
    const wide = dtype.endsWith("16") ? 16 : 8;
    expect(read?.dtype).toBe(dtype);
    expect(read?.stored.flat()).toEqual(Array.from(data, Number));
    expect(read?.meta["TransferSyntaxUID"]).toBe(
      one.compression === "rle" ? "1.2.840.10008.1.2.5" : "1.2.840.10008.1.2.1",
    );
    expect(read?.meta["MediaStorageSOPInstanceUID"]).toBe(one.attributes.SOPInstanceUID);
    const { elements = {} } = read ?? {};
    const given: Record<string, unknown> = { ...one.attributes };
    // DS has 16 characters.
    for (const keyword of ["ImagePositionPatient", "ImageOrientationPatient"]) {
      const [want, got] = [given[keyword] ?? [], elements[keyword] ?? []] as [number[], number[]];
      for (const [index, value] of want.entries()) {
        expect(Math.abs(at(got, index) - value)).toBeLessThanOrEqual(1e-10 * Math.abs(value));
      }
      if (want.length > 0) given[keyword] = got;
    }
    expect(elements).toEqual({
      ...given,
      SpecificCharacterSet: "ISO_IR 192",
      SamplesPerPixel: 1,
      PhotometricInterpretation: one.photometric,
      Rows: shape[0],
      Columns: shape[1],
      BitsAllocated: wide,
      BitsStored: one.bitsStored ?? wide,
      HighBit: (one.bitsStored ?? wide) - 1,
      PixelRepresentation: dtype.startsWith("u") ? 0 : 1,
    });
  });

  it("states slope and intercept, and pydicom applies them", () => {
    const slopes = dicomCases.filter(([, one]) => one.attributes.RescaleSlope !== undefined);
    expect(slopes.map(([name]) => name)).toEqual(["signed12", "rle16"]);
    for (const [name, { stored: samples, attributes: given }] of slopes) {
      const [slope, intercept] = [Number(given.RescaleSlope), Number(given.RescaleIntercept)];
      expect(golden.dicom[name]?.rescaled.flat()).toEqual(
        Array.from(samples.data, Number).map((value) => value * slope + intercept),
      );
    }
  });

  it("writes elements in the order of their tags, whatever the order they are given in", () => {
    const [one, other] = ["PatientName", "StudyDate"] as const;
    const values = { PatientName: "A^B", StudyDate: "20240101" };
    const there = { ...attributes, [one]: values[one], [other]: values[other] };
    const back = { [other]: values[other], [one]: values[one], ...attributes };
    expect(encodeDicom({ ...picture, attributes: there })).toEqual(
      encodeDicom({ ...picture, attributes: back }),
    );
  });
});

describe("encodeDicom and decodeDicom", () => {
  const types = ["uint8", "int8", "uint16", "int16"] as const;
  const pictures = fc.record({
    ...{ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }) },
    ...{ dtype: fc.constantFrom(...types), spareBits: fc.integer({ min: 0, max: 7 }) },
    photometric: fc.constantFrom<DicomPicture["photometric"]>("MONOCHROME1", "MONOCHROME2"),
    compression: fc.constantFrom<"none" | "rle">("none", "rle"),
    rescale: fc.boolean(),
    // Repeated, so that RLE has runs and literal bytes.
    words: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 12 }),
    repeats: fc.integer({ min: 1, max: 5 }),
  });

  it("are inverse for every type, number of bits, packing and photometric interpretation", async () => {
    await fc.assert(
      fc.asyncProperty(pictures, async (drawn) => {
        const { rows, columns, dtype, spareBits, photometric, compression, rescale } = drawn;
        const bits = dtype.endsWith("16") ? 16 : 8;
        const bitsStored = bits - spareBits;
        const low = dtype.startsWith("u") ? 0 : -(2 ** (bitsStored - 1));
        const values = Array.from({ length: rows * columns }, (_, index) => {
          const word = at(drawn.words, Math.floor(index / drawn.repeats) % drawn.words.length);
          return low + (word % 2 ** bitsStored);
        });
        const shape = [rows, columns];
        const samples = arrayOf(dtype, shape, values);
        const slope = { RescaleSlope: 2.5, RescaleIntercept: -1024 };
        const one: DicomPicture = {
          ...{ stored: samples, photometric, bitsStored, compression },
          attributes: { ...attributes, ...(rescale ? slope : {}) },
        };
        const image = await decodeDicom(encodeDicom(one), { source: "a.dcm" });
        // As decodeDicom has it: rescaled, then turned over the range that the bits allow.
        const unit = (value: number): number => (rescale ? value * 2.5 - 1024 : value);
        const high = low + 2 ** bitsStored - 1;
        const seen = values.map((value) =>
          photometric === "MONOCHROME1" ? unit(low) + unit(high) - unit(value) : unit(value),
        );
        const expected = arrayOf(rescale ? "float32" : dtype, [1, ...shape], seen);
        expect(image).toEqual({
          samples: expected,
          channels: "grey",
          spacingMm: null,
          affine: null,
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe("encodeDicom refuses", () => {
  it("pictures that it would have to change", () => {
    const expected =
      "encodeDicom: picture cannot be written as DICOM: " +
      "expected [H,W] uint8, int8, uint16 or int16, sides up to 65535, got";
    const float: NdArray = { dtype: "float32", shape: [1, 1], data: Float32Array.of(1) };
    expect(message({ stored: float })).toBe(`${expected} [1,1] float32`);
    const planes: NdArray = { dtype: "uint8", shape: [1, 1, 2], data: new Uint8Array(2) };
    expect(message({ stored: planes })).toBe(`${expected} [1,1,2] uint8`);
    const none: NdArray = { dtype: "uint8", shape: [0, 2], data: new Uint8Array(0) };
    expect(message({ stored: none })).toBe(`${expected} [0,2] uint8`);
    const long: NdArray = { dtype: "uint8", shape: [1, 65536], data: new Uint8Array(65536) };
    expect(message({ stored: long })).toBe(`${expected} [1,65536] uint8`);
  });

  it("bits that samples do not have, and samples that do not fit", () => {
    expect(message({ bitsStored: 9 })).toBe("encodeDicom: bits stored: expected 1 to 8, got 9");
    expect(message({ bitsStored: 0 })).toBe("encodeDicom: bits stored: expected 1 to 8, got 0");
    expect(message({ bitsStored: 1.5 })).toBe("encodeDicom: bits stored: expected 1 to 8, got 1.5");
    expect(message({ bitsStored: 1 })).toBe(
      "encodeDicom: sample does not fit into the bits stored: expected 0 to 1, got 2",
    );
    const signed: NdArray = { dtype: "int16", shape: [1, 2], data: Int16Array.of(-2048, 2048) };
    expect(message({ stored: signed, bitsStored: 12 })).toBe(
      "encodeDicom: sample does not fit into the bits stored: expected -2048 to 2047, got 2048",
    );
  });

  it("attributes that it does not know", () => {
    const unknown: DicomAttributes = { ...attributes, ...{ PatientNmae: "A" } };
    expect(message({ attributes: unknown })).toBe(
      "encodeDicom: no such attribute: got PatientNmae. Did you mean PatientName?",
    );
    const computed: DicomAttributes = { ...attributes, ...{ Rows: 3 } };
    expect(message({ attributes: computed })).toBe("encodeDicom: no such attribute: got Rows");
  });
});
