import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { readDataSet, readItems } from "./data-set.js";
import { dicomBytes } from "./element.js";
import type { DicomEncoding } from "./transfer-syntax.js";
import { explicitBig, explicitLittle, implicitLittle } from "./transfer-syntax.js";

const last = 0xffffffff;
const read = (bytes: readonly number[], encoding: DicomEncoding = explicitLittle) =>
  readDataSet(dicomBytes(Uint8Array.from(bytes), "a"), 0, encoding, last);

const message = (bytes: readonly number[], encoding: DicomEncoding = explicitLittle): string => {
  try {
    const set = read(bytes, encoding);
    for (const element of set.elements.values()) {
      if (element.vr === "SQ") readItems(set.data, element);
    }
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

const codes = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const rows = [0x28, 0, 0x10, 0, ...codes("US"), 2, 0, 6, 0];
const item = [0xfe, 0xff, 0x00, 0xe0];
const itemEnd = [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0];
const sequenceEnd = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
const open = [0xff, 0xff, 0xff, 0xff];
const sequence = [0x08, 0, 0x40, 0x11, ...codes("SQ"), 0, 0];

describe("elements", () => {
  it("are read in all three ways of writing", () => {
    const places = [
      read(rows),
      read([0x28, 0, 0x10, 0, 2, 0, 0, 0, 6, 0], implicitLittle),
      read([0, 0x28, 0, 0x10, ...codes("US"), 0, 2, 0, 6], explicitBig),
    ].map(({ elements }) => elements.get(0x00280010));
    expect(places).toMatchObject([
      { vr: "US", start: 8, end: 10, next: 10 },
      { vr: null, start: 8, end: 10, next: 10 },
      { vr: "US", start: 8, end: 10, next: 10 },
    ]);
  });

  it.each([
    ["of known lengths", [...sequence, 18, 0, 0, 0, ...item, 10, 0, 0, 0, ...rows]],
    ["of an open item", [...sequence, 26, 0, 0, 0, ...item, ...open, ...rows, ...itemEnd]],
    ["open", [...sequence, ...open, ...item, ...open, ...rows, ...itemEnd, ...sequenceEnd]],
  ])("hold the items of a sequence, %s", (_, bytes) => {
    const set = read([...bytes, 0x28, 0, 0x11, 0, ...codes("US"), 2, 0, 8, 0]);
    expect([...set.elements.keys()]).toEqual([0x00081140, 0x00280011]);
    const element = set.elements.get(0x00081140);
    const items = element === undefined ? [] : readItems(set.data, element);
    expect(items.map(({ elements }) => [...elements.keys()])).toEqual([[0x00280010]]);
  });

  it("of unknown kind are items of the implicit syntax where their length is open", () => {
    const inside = [0x28, 0, 0x10, 0, 2, 0, 0, 0, 6, 0];
    const unknown = [0x09, 0, 0x01, 0x10, ...codes("UN"), 0, 0, ...open];
    const set = read([...unknown, ...item, ...open, ...inside, ...itemEnd, ...sequenceEnd]);
    const element = set.elements.get(0x00091001);
    const items = element === undefined ? [] : readItems(set.data, element);
    expect(items.map(({ elements }) => [...elements.keys()])).toEqual([[0x00280010]]);
  });

  it("say what is wrong and at which byte", () => {
    expect(message(rows.slice(0, 7))).toBe(
      "a, byte 0: file ends inside a DICOM element header: expected 8, got 7",
    );
    expect(message(sequence)).toBe(
      "a, byte 0: file ends inside a DICOM element header: expected 12, got 8",
    );
    expect(message(rows.slice(0, 9))).toBe(
      "a, byte 8: DICOM value is longer than what holds it: expected 2, got 1 (tag (0028,0010))",
    );
    expect(message([0x28, 0, 0x10, 0, 0x3f, 1, 2, 0, 6, 0])).toBe(
      "a, byte 0: unknown DICOM value representation: got ?? (tag (0028,0010)). " +
        "The file is damaged, or written in another transfer syntax than it names.",
    );
    expect(message([...rows, ...rows])).toBe(
      "a, byte 10: DICOM tags do not ascend: expected after (0028,0010), got (0028,0010). " +
        "The file is damaged; write it anew with the program that made it.",
    );
    expect(message([0x08, 0, 0x40, 0x11, ...codes("OB"), 0, 0, ...open])).toBe(
      "a, byte 0: DICOM element of undefined length is no sequence: expected [SQ,UN], got OB " +
        "(tag (0008,1140))",
    );
    expect(message([...sequence, ...open, ...rows])).toBe(
      "a, byte 12: no item where a DICOM sequence goes on: expected [(FFFE,E000),(FFFE,E0DD)], " +
        "got (0028,0010)",
    );
    expect(message([...sequence, ...open, ...item, ...open, ...rows])).toBe(
      "a, byte 30: file ends inside a DICOM element header: expected 8, got 0",
    );
    expect(message([...sequence, 18, 0, 0, 0, ...item, 11, 0, 0, 0, ...rows])).toBe(
      "a, byte 12: DICOM item is longer than its sequence: expected 11, got 10",
    );
  });

  it("are not followed without end", () => {
    const nested = Array.from({ length: 40 }, () => [
      ...sequence,
      ...open,
      ...item,
      ...open,
    ]).flat();
    expect(message(nested)).toBe("a, byte 652: DICOM sequences are nested too deeply: expected 32");
  });
});
