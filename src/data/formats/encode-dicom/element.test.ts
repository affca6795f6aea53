import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import type { WrittenVr } from "./attributes.js";
import { elementBytes, elementHead, valueBytes, type DicomValue } from "./element.js";

const textOf = (value: DicomValue, vr: WrittenVr) =>
  new TextDecoder().decode(valueBytes(value, vr, "Keyword"));

const message = (value: DicomValue, vr: WrittenVr): string => {
  try {
    valueBytes(value, vr, "Keyword");
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("valueBytes", () => {
  it("pads text with a space and a UID with a zero byte", () => {
    expect(textOf("abc", "LO")).toBe("abc ");
    expect(textOf("abcd", "LO")).toBe("abcd");
    expect(textOf("1.2", "UI")).toBe("1.2\0");
    expect(textOf("", "LO")).toBe("");
    expect(textOf(["A", "BC"], "CS")).toBe("A\\BC");
    // Two bytes in UTF-8.
    expect(textOf("é", "LO")).toBe("é");
  });

  it("writes numbers in 16 characters, the nearest that fit", () => {
    expect(textOf([1 / 3, -1 / 3], "DS")).toBe("0.33333333333333\\-0.3333333333333 ");
    expect(textOf(-1.2345678901234567e-100, "DS")).toBe("-1.23456789e-100");
    expect(textOf([2300, 0.1], "DS")).toBe("2300\\0.1");
    expect(textOf(-2147483647, "IS")).toBe("-2147483647 ");
    expect([...valueBytes([1, 65535], "US", "Keyword")]).toEqual([1, 0, 255, 255]);
  });

  it.each<[WrittenVr, DicomValue, string, string]>([
    ["AS", "63Y", "an age such as 063Y", "63Y"],
    ["CS", "chest", "up to 16 of A-Z, 0-9, space and _", "chest"],
    ["CS", "A".repeat(17), "up to 16 of A-Z, 0-9, space and _", "A".repeat(17)],
    ["DA", "2024-01-01", "a date YYYYMMDD", "2024-01-01"],
    ["DA", "20241301", "a date YYYYMMDD", "20241301"],
    ["DS", Infinity, "a finite number", "Infinity"],
    ["DS", "1", "a finite number", "1"],
    ["IS", 1.5, "a whole number below 2^31", "1.5"],
    ["IS", 2 ** 31, "a whole number below 2^31", "2147483648"],
    ["LO", "a\\b", "up to 64 characters, no backslash or control character", "a\\b"],
    [
      "LO",
      "a".repeat(65),
      "up to 64 characters, no backslash or control character",
      "a".repeat(65),
    ],
    ["LT", "a\0", "up to 10240 characters, no control character", "a\0"],
    ["PN", "a\n", "up to 64 characters, no backslash or control character", "a\n"],
    [
      "SH",
      "a".repeat(17),
      "up to 16 characters, no backslash or control character",
      "a".repeat(17),
    ],
    ["TM", "2460", "a time HHMMSS", "2460"],
    ["UI", "1.02", "a UID of up to 64 digits and dots", "1.02"],
    ["UI", 1, "a UID of up to 64 digits and dots", "1"],
    ["US", -1, "a whole number from 0 to 65535", "-1"],
    ["US", "1", "a whole number from 0 to 65535", "1"],
  ])("refuses a %s that cannot be %j", (vr, value, expected, got) => {
    expect(message(value, vr)).toBe(
      `Keyword: DICOM attribute cannot hold this value: expected ${expected}, got ${got}`,
    );
  });
});

describe("elementBytes", () => {
  it("has lengths of two bytes, and of four behind two zeros", () => {
    expect(
      Buffer.from(elementBytes(0x0010_0010, "PN", Uint8Array.of(65, 66))).toString("hex"),
    ).toBe("10001000504e02004142");
    expect(Buffer.from(elementBytes(0x7fe0_0010, "OW", Uint8Array.of(1, 2))).toString("hex")).toBe(
      "e07f10004f570000020000000102",
    );
    expect(Buffer.from(elementHead(0x7fe0_0010, "OB", 0xffff_ffff)).toString("hex")).toBe(
      "e07f10004f420000ffffffff",
    );
  });
});
