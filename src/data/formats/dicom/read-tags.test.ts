import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { createRng } from "../../../base/rng.js";
import { sequence, text, words, writeElements } from "../../../../fixtures/dicom/elements.js";
import { readTags } from "./read-tags.js";

const folder = new URL("../../../../fixtures/dicom/", import.meta.url);
const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`${name}.dcm`, folder)));

/** The plain values of what was found, by what it was called. */
const valuesOf = (bytes: Uint8Array, ...wanted: string[]) =>
  Object.fromEntries(
    [...readTags(bytes, wanted, { source: "a.dcm" })].map(([name, { value }]) => [
      name,
      "values" in value ? value.values : value,
    ]),
  );
const read = (name: string, ...wanted: string[]) => valuesOf(fixture(name), ...wanted);

const message = (bytes: Uint8Array, ...wanted: string[]): string => {
  try {
    readTags(bytes, wanted, { source: "a.dcm" });
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

describe("readTags", () => {
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
    ["text-extended", "病院"],
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

  it("says what a tag is, and whether it may identify", () => {
    const tags = readTags(fixture("text-ascii"), ["PatientName", "KVP", "(0018,0060)"], {
      source: "a.dcm",
    });
    expect(tags.get("PatientName")).toEqual({
      tag: "(0010,0010)",
      keyword: "PatientName",
      vr: "PN",
      identifying: true,
      value: { kind: "text", values: ["Doe^Fixture"] },
    });
    const kvp = {
      tag: "(0018,0060)",
      keyword: "KVP",
      vr: "DS",
      identifying: false,
      value: { kind: "numbers", values: [120.5] },
    };
    expect(tags.get("KVP")).toEqual(kvp);
    expect(tags.get("(0018,0060)")).toEqual(kvp);
  });

  it("reads the file meta group, and bytes and sequences by their size", () => {
    expect(read("rle", "TransferSyntaxUID", "Rows")).toEqual({
      TransferSyntaxUID: ["1.2.840.10008.1.2.5"],
      Rows: [6],
    });
    expect(read("explicit", "PixelData")).toEqual({ PixelData: { kind: "bytes", length: 48 } });
    expect(read("enhanced", "PerFrameFunctionalGroupsSequence")).toEqual({
      PerFrameFunctionalGroupsSequence: { kind: "items", count: 3 },
    });
  });

  it("reads what is inside of sequences, and takes over that they identify", () => {
    const spacing = "SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing";
    const place =
      "PerFrameFunctionalGroupsSequence[2].PlanePositionSequence[0].ImagePositionPatient";
    expect(read("enhanced", spacing, place)).toEqual({
      [spacing]: [0.7, 0.8],
      [place]: [-10, -20.5, 6],
    });
    expect(read("enhanced", place.replace("[2]", "[3]"))).toEqual({});
    const wanted = [
      "(0009,1001).PatientComments",
      "(0009,1001).(0008,1110).PatientID",
      "(0009,1001)",
    ];
    const tags = readTags(fixture("nested"), wanted, { source: "a.dcm" });
    // In implicit syntax nothing says that a private attribute is a sequence, but its open length.
    expect([...tags.values()].map(({ identifying, value }) => [identifying, value])).toEqual([
      [true, { kind: "text", values: ["inside"] }],
      [true, { kind: "text", values: ["other"] }],
      [true, { kind: "items", count: 1 }],
    ]);
  });

  it("takes the harmless inside of the harmless for harmless", () => {
    const bytes = writeElements([sequence("PixelMeasuresSequence", text("KVP", "DS", "9 "))]);
    const whole = Uint8Array.of(...writeElements([text("Modality", "CS", "CT")]), ...bytes);
    const tags = readTags(whole, ["PixelMeasuresSequence.KVP", "(0009,0010).KVP"], { source: "a" });
    expect([...tags].map(([name, { identifying }]) => [name, identifying])).toEqual([
      ["PixelMeasuresSequence.KVP", false],
    ]);
  });

  it("reads US or SS by Pixel Representation where the syntax is implicit", () => {
    const padding = (sign: number) => {
      const implicit = [
        ...[8, 0, 0x60, 0, 2, 0, 0, 0, 0x43, 0x54],
        ...[0x28, 0, 0x03, 1, 2, 0, 0, 0, sign, 0],
        ...[0x28, 0, 0x20, 1, 2, 0, 0, 0, 0x30, 0xf8],
      ];
      return valuesOf(Uint8Array.from(implicit), "PixelPaddingValue", "(0028,0120)");
    };
    expect(padding(1)).toEqual({ PixelPaddingValue: [-2000], "(0028,0120)": [-2000] });
    expect(padding(0)).toEqual({ PixelPaddingValue: [63536], "(0028,0120)": [63536] });
  });

  it("refuses paths that name no attribute, or not which item", () => {
    const bytes = fixture("enhanced");
    const form =
      "this names no DICOM attribute: expected a keyword or (gggg,eeee), with [number] for an item, got";
    expect(message(bytes, "Rows.")).toBe(`a.dcm: ${form} `);
    expect(message(bytes, "(28,10)")).toBe(`a.dcm: ${form} (28,10)`);
    const any = "Any attribute can be named as (gggg,eeee).";
    expect(message(bytes, "ViewPositon")).toBe(
      `a.dcm: unknown DICOM keyword: got ViewPositon. Did you mean ViewPosition? ${any}`,
    );
    expect(message(bytes, "toString")).toBe(`a.dcm: unknown DICOM keyword: got toString. ${any}`);
    expect(message(bytes, "PerFrameFunctionalGroupsSequence.FrameVOILUTSequence")).toBe(
      "a.dcm, (5200,9230) PerFrameFunctionalGroupsSequence: DICOM sequence has several items: got " +
        "3. Say which one by its number, from 0: [0].",
    );
    expect(message(bytes, "Rows.Columns")).toMatch(
      /^a\.dcm, byte \d+: DICOM element is no sequence: expected SQ, got US /,
    );
    expect(message(bytes, "SharedFunctionalGroupsSequence[0]")).toBe(
      "a.dcm, (5200,9229) SharedFunctionalGroupsSequence[0]: an item has no value itself. " +
        "Name an attribute inside of it.",
    );
  });

  it("refuses text that cannot be read, by name", () => {
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

  it.each(["nested", "enhanced", "text-extended", "deflated", "big"])(
    "reads %s with bytes changed, or says what is wrong",
    (name) => {
      const rng = createRng(`tags ${name}`);
      const whole = fixture(name);
      const wanted = [
        ...["PatientName", "InstitutionName", "(0009,1001).PatientComments", "TransferSyntaxUID"],
        ...["SharedFunctionalGroupsSequence.PixelMeasuresSequence.PixelSpacing", "PixelData"],
      ];
      const results = Array.from({ length: 200 }, () => {
        const bytes = Uint8Array.from(whole);
        for (let change = 0; change < 3; change++) {
          bytes[132 + rng.integer(bytes.length - 132)] = rng.integer(256);
        }
        return message(bytes, ...wanted);
      });
      expect(results.filter((text) => text !== "no error" && !text.startsWith("a.dcm"))).toEqual(
        [],
      );
      expect(new Set(results).size).toBeGreaterThan(1);
    },
  );

  it("refuses values that are not of their kind", () => {
    const bytes = fixture("text-ascii");
    expect(message(replaced(bytes, "120.5", "12 .5"), "KVP")).toBe(
      "a.dcm, (0018,0060) KVP: DICOM text is no number: expected a decimal, got 12 .5",
    );
  });
});

describe("a value", () => {
  const valueOf = (...elements: Parameters<typeof writeElements>[0]) => {
    const bytes = Uint8Array.of(
      ...writeElements([text("Modality", "CS", "CT")]),
      ...writeElements(elements),
    );
    return valuesOf(bytes, "ProtocolName", "KVP", "Rows", "DimensionIndexValues");
  };

  it("is text, numbers or tags by its value representation", () => {
    expect(valueOf(text("ProtocolName", "LO", " a b \\c "))).toEqual({
      ProtocolName: ["a b", "c"],
    });
    expect(valueOf(text("ProtocolName", "LT", " a\\b "))).toEqual({ ProtocolName: [" a\\b"] });
    expect(valueOf(words("ProtocolName", [0x0028, 0x0010], "AT"))).toEqual({
      ProtocolName: ["(0028,0010)"],
    });
    expect(valueOf(words("Rows", [0xffff, 0xffff], "SL"))).toEqual({ Rows: [-1] });
    expect(valueOf(words("Rows", [0xffff, 1], "SS"))).toEqual({ Rows: [-1, 1] });
    expect(valueOf(words("Rows", [0, 0x3fc0], "FL"))).toEqual({ Rows: [1.5] });
    expect(valueOf(words("Rows", [0, 0, 0, 0x3ff8], "FD"))).toEqual({ Rows: [1.5] });
    expect(valueOf(words("DimensionIndexValues", [1, 2], "UL"))).toEqual({
      DimensionIndexValues: [0x20001],
    });
    expect(valueOf(text("ProtocolName", "UN", "x "))).toEqual({ ProtocolName: ["x"] });
  });

  it("is refused where it is too long or cut, in time that its length allows", () => {
    const long = `1${" ".repeat(9000)}x `;
    expect(() => valueOf(text("KVP", "DS", long))).toThrow(
      `a.dcm, (0018,0060) KVP: DICOM text is no number: expected a decimal, got 1${" ".repeat(63)}`,
    );
    expect(() => valueOf(text("KVP", "DS", `${"1".repeat(9001)}x`))).toThrow("is no number");
    const much = new Uint8Array(10 + 12 + 2 ** 20 + 2).fill(0x20);
    much.set(writeElements([text("Modality", "CS", "CT")]));
    much.set([0x18, 0, 0x30, 0x10, 0x55, 0x54, 0, 0, 2, 0, 0x10, 0], 10);
    expect(message(much, "ProtocolName")).toBe(
      "a.dcm, (0018,1030) ProtocolName: DICOM value is longer than is read: expected 1048576, got 1048578",
    );
    expect(() => valueOf(words("Rows", [1, 2, 3], "UL"))).toThrow(
      "a.dcm, (0028,0010) Rows: DICOM value is cut inside a number: expected a multiple of 4 bytes, got 6",
    );
    expect(() => valueOf(words("ProtocolName", [1], "AT"))).toThrow("a multiple of 4 bytes, got 2");
  });
});
