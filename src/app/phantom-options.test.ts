import { describe, expect, it } from "vitest";
import { ConfigError } from "../base/errors.js";
import { parsePhantomOptions, type PhantomOptions } from "./phantom-options.js";

const least: PhantomOptions = { format: "png", volumes: false, split: false };
const parse = (options: Partial<PhantomOptions>) => parsePhantomOptions({ ...least, ...options });

const message = (options: Partial<PhantomOptions>): string => {
  try {
    parse(options);
  } catch (error) {
    return error instanceof ConfigError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("parsePhantomOptions", () => {
  it("fills in defaults", () => {
    expect(parse({})).toEqual({
      shows: { kind: "chest", format: "png", size: 64 },
      ...{ visits: 1, images: 200, seed: 0, association: 0.9, associated: ["site", "trace"] },
      ...{ difficulty: 0.5, missing: 0, uncertain: 0, split: false },
    });
    expect(parse({ format: "nifti" }).shows).toEqual({
      ...{ kind: "brain", format: "nifti", size: [48, 48, 48] },
    });
  });

  it("takes every option", () => {
    expect(
      parse({
        ...{ format: "dicom", volumes: true, split: true, subjects: "7", visits: "3", seed: "12" },
        ...{ size: "64x48x24", association: "1", associated: "sex,intensity" },
        ...{ difficulty: "0.2", missing: ".05", uncertain: "0.1" },
      }),
    ).toEqual({
      shows: { kind: "brain", format: "dicom", size: [64, 48, 24] },
      ...{ visits: 3, images: 21, seed: 12, association: 1, associated: ["sex", "trace"] },
      ...{ difficulty: 0.2, missing: 0.05, uncertain: 0.1, split: true },
    });
    expect(parse({ images: "7", visits: "3" }).images).toBe(7);
    expect(parse({ associated: "none" }).associated).toEqual([]);
    expect(parse({ format: "nifti", volumes: true }).shows.kind).toBe("brain");
  });

  it.each<[Partial<PhantomOptions>, string]>([
    [
      { format: "dcm" },
      "--format: unknown word: expected png | dicom | nifti, got dcm. Did you mean dicom?",
    ],
    [{ volumes: true }, "--volumes: a PNG file holds no volume. Choose --format nifti or dicom."],
    [{ size: "15" }, "--size: value out of range: expected a whole number from 16 to 1024, got 15"],
    [
      { size: "64x64x24" },
      "--size: value out of range: expected a whole number from 16 to 1024, got 64x64x24",
    ],
    [
      { format: "nifti", size: "129" },
      "--size: value out of range: expected a whole number from 16 to 128, got 129",
    ],
    [
      { format: "nifti", size: "64x64" },
      "--size: a volume has one side or three: expected such as 48 or 64x64x24, got 64x64",
    ],
    [
      { format: "nifti", size: "64x64x" },
      "--size: value out of range: expected a whole number from 16 to 128, got ",
    ],
    [
      { subjects: "2", images: "2" },
      "--images: says the same as --subjects. Leave one of them out.",
    ],
    [
      { subjects: "0" },
      "--subjects: value out of range: expected a whole number from 1 to 1000000, got 0",
    ],
    [
      { subjects: "1e3" },
      "--subjects: value out of range: expected a whole number from 1 to 1000000, got 1e3",
    ],
    [
      { images: "many" },
      "--images: value out of range: expected a whole number from 1 to 1000000, got many",
    ],
    [
      { visits: "101" },
      "--visits: value out of range: expected a whole number from 1 to 100, got 101",
    ],
    [
      { seed: "-1" },
      "--seed: value out of range: expected a whole number from 0 to 9007199254740991, got -1",
    ],
    [
      { association: "1.1" },
      "--association: value out of range: expected a number from 0 to 1, got 1.1",
    ],
    [{ missing: "1" }, "--missing: value out of range: expected a number from 0 to below 1, got 1"],
    [
      { difficulty: "-0.1" },
      "--difficulty: value out of range: expected a number from 0 to 1, got -0.1",
    ],
    [
      { uncertain: "5%" },
      "--uncertain: value out of range: expected a number from 0 to below 1, got 5%",
    ],
    [{ associated: "sex,sex" }, "--associated: attribute named twice: got sex"],
    [
      { associated: "sit" },
      "--associated: unknown word: expected sex | site | marker | none, got sit. Did you mean site?",
    ],
    [
      { format: "nifti", associated: "marker" },
      "--associated: unknown word: expected sex | site | intensity | none, got marker",
    ],
  ])("refuses %j", (options, expected) => {
    expect(message(options)).toBe(expected);
  });
});
