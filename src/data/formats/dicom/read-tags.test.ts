import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import type { DicomKeyword } from "./dictionary.js";
import { parseDicomKeyword, readDicomTags } from "./read-tags.js";

const folder = new URL("../../../../fixtures/dicom/", import.meta.url);
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.dcm`, folder)));
const read = (name: string, ...wanted: DicomKeyword[]) =>
  Object.fromEntries(readDicomTags(fixture(name), `${name}.dcm`, wanted));

const message = (bytes: Uint8Array, ...wanted: DicomKeyword[]): string => {
  try {
    readDicomTags(bytes, "a.dcm", wanted);
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

/** `bytes` with the first occurrence of a text overwritten by one as long. */
const replaced = (bytes: Uint8Array, from: string, to: string): Uint8Array => {
  const at = Buffer.from(bytes).indexOf(from);
  const changed = Uint8Array.from(bytes);
  changed.set(Buffer.from(to, "latin1"), at);
  return changed;
};

describe("readDicomTags", () => {
  it("gives what is asked for and nothing else", () => {
    expect(read("text-ascii", "KVP", "ImageType", "Rows", "ExposureTime", "ViewPosition")).toEqual({
      KVP: [120.5],
      ImageType: ["ORIGINAL", "PRIMARY"],
      Rows: [6],
      ExposureTime: [],
    });
    expect(read("text-ascii")).toEqual({});
    expect(read("text-ascii", "PatientName", "PatientID")).toEqual({
      PatientName: ["Doe^Fixture"],
      PatientID: ["fixture-1"],
    });
  });

  it.each([
    ["text-latin1", "Klinikum Köln"],
    ["text-utf8", "Клиника 病院"],
    ["text-gbk", "医院"],
    ["text-greek", "Κλινική"],
    ["text-ascii", "Clinic"],
  ])("decodes %s by its character set", (name, text) => {
    expect(read(name, "InstitutionName")).toEqual({ InstitutionName: [text] });
  });

  it.each(["implicit", "explicit", "big", "deflated", "no-preamble"])(
    "reads attributes in syntax %s",
    (name) => {
      expect(read(name, "Modality", "Rows", "Columns", "PixelRepresentation")).toEqual({
        Modality: ["OT"],
        Rows: [6],
        Columns: [8],
        PixelRepresentation: [name === "big" ? 1 : 0],
      });
    },
  );

  it("does not take what stands inside of a sequence for the file's own", () => {
    expect(read("nested", "StudyDescription", "PatientComments", "PatientID")).toEqual({
      StudyDescription: ["nested"],
      PatientID: ["fixture-1"],
    });
  });

  it("needs no more of the file than the last wanted tag", () => {
    const bytes = fixture("text-ascii");
    const end = bytes.length - 50;
    expect(message(bytes.subarray(0, end), "KVP")).toBe("no error");
    expect(message(bytes.subarray(0, end), "PixelData")).toMatch(/^a\.dcm, byte \d+: /);
  });

  it("refuses text that cannot be read, by name", () => {
    expect(message(fixture("text-extended"), "InstitutionName")).toBe(
      "a.dcm, (0008,0080) InstitutionName: DICOM text cannot be decoded " +
        "(reason text with ISO 2022 code extensions cannot be read)",
    );
    expect(message(fixture("text-extended"), "KVP")).toBe("no error");
    const latin = fixture("text-latin1");
    expect(message(replaced(latin, "ISO_IR 100", "ISO_IR 999"), "KVP")).toBe(
      "a.dcm, (0008,0005) SpecificCharacterSet: unknown DICOM character set: got ISO_IR 999",
    );
    expect(message(replaced(latin, "ISO_IR 100", "ISO_IR 6  "), "InstitutionName")).toBe(
      "a.dcm, (0008,0080) InstitutionName: DICOM text cannot be decoded " +
        "(reason bytes outside ASCII, and the file names no character set)",
    );
    expect(message(replaced(latin, "ISO_IR 100", "ISO_IR 192"), "InstitutionName")).toMatch(
      /^a\.dcm, \(0008,0080\) InstitutionName: DICOM text cannot be decoded \(reason /,
    );
  });

  it("refuses values that are not of their kind", () => {
    const bytes = fixture("text-ascii");
    expect(message(replaced(bytes, "120.5", "12 .5"), "KVP")).toBe(
      "a.dcm, (0018,0060) KVP: DICOM text is no number: expected a decimal, got 12 .5",
    );
    expect(message(bytes, "PixelData")).toBe(
      "a.dcm, (7FE0,0010) PixelData: DICOM attribute has no plain text or numbers: got OB",
    );
  });
});

describe("parseDicomKeyword", () => {
  it("knows keywords, and names the nearest for others", () => {
    expect(parseDicomKeyword("ViewPosition", "a.yml")).toBe("ViewPosition");
    expect(() => parseDicomKeyword("ViewPositon", "a.yml")).toThrow(
      new FormatError("a.yml", "unknown DICOM keyword", {
        got: "ViewPositon",
        advice: "Did you mean ViewPosition?",
      }),
    );
    expect(() => parseDicomKeyword("toString", "a.yml")).toThrow(
      "a.yml: unknown DICOM keyword: got toString",
    );
  });
});
