import { describe, expect, it } from "vitest";
import { canonicalColumn, canonicalValue, readDate, readNumber } from "./cell-value.js";

describe("canonicalValue", () => {
  it.each([
    ["1", ["1", "1.0", "1.00", " 1 ", "+1", "1.", 1, 1.0]],
    ["-1", ["-1", "-1.0", " -1.000\t", -1]],
    ["0", ["0", "-0", "0.0", "-0.00", "+0", 0, -0]],
    ["0.5", ["0.5", "0.50", "+0.500", 0.5]],
    ["10", ["10", "10.0", 10]],
    ["true", ["true", "True", "TRUE", true]],
    ["false", ["false", "False", " FALSE", false]],
    ["caf\u00e9", ["caf\u00e9", "cafe\u0301"]],
    ["\u00e9", ["\u00e9", "e\u0301 "]],
    ["", ["", "  ", "\t"]],
  ])("%j stands for %j", (canonical, spellings) => {
    expect(spellings.map(canonicalValue)).toEqual(spellings.map(() => canonical));
  });

  it.each([
    "yes",
    "Yes",
    "no",
    "01",
    "007",
    "00",
    "1e0",
    "1,0",
    "0x1",
    ".5",
    ".",
    "-",
    "1 0",
    "NaN",
    "n/a",
    "truest",
    "12345678901234567890123",
    "0.1234567890123456789",
  ])("%j stands for itself alone", (text) => {
    expect(canonicalValue(text)).toBe(text);
  });

  it("never rounds: long numbers that differ in the last digit stay apart", () => {
    expect(canonicalValue("9007199254740993.0")).toBe("9007199254740993");
    expect(canonicalValue("9007199254740992")).not.toBe(canonicalValue("9007199254740993"));
  });

  it("is its own fixed point, and reads whole columns", () => {
    const cells = ["1.0", "x", "1", "", "-0.10"];
    const once = canonicalColumn(cells);
    expect(once).toEqual(["1", "x", "1", "", "-0.1"]);
    expect(canonicalColumn(once)).toEqual(once);
  });
});

describe("readNumber", () => {
  it.each([
    ["1", 1],
    [" -1.50 ", -1.5],
    ["1e-05", 1e-5],
    [".5", 0.5],
    ["007", 7],
    ["+3.", 3],
  ])("%j is %d", (cell, number) => {
    expect(readNumber(cell)).toBe(number);
  });

  it.each(["", " ", "NaN", "Infinity", "1,5", "0x10", "1 2", "1e", "e5", "1e999", "045Y", "."])(
    "%j is none",
    (cell) => {
      expect(readNumber(cell)).toBeNull();
    },
  );
});

describe("readDate", () => {
  it.each([
    ["1970-01-02", 86_400_000],
    ["2020-02-29", Date.UTC(2020, 1, 29)],
    ["2020-02-29T12:30", Date.UTC(2020, 1, 29, 12, 30)],
    ["2020-02-29 12:30:05.25", Date.UTC(2020, 1, 29, 12, 30, 5, 250)],
    ["2020-02-29T00:30+01:00", Date.UTC(2020, 1, 28, 23, 30)],
    ["2020-02-29T12:30:00Z", Date.UTC(2020, 1, 29, 12, 30)],
  ])("%j", (cell, moment) => {
    expect(readDate(cell)).toBe(moment);
  });

  it.each(["", "2019-02-29", "2020-13-01", "20200229", "29.02.2020", "2020-02-29T25:00", "2020"])(
    "%j is none",
    (cell) => {
      expect(readDate(cell)).toBeNull();
    },
  );
});
