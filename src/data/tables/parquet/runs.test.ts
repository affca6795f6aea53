import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { requireRuns } from "./runs.js";

const message = (bytes: readonly number[], width: number, most: number): string => {
  const span = { start: 0, end: bytes.length, width, most };
  try {
    requireRuns(Uint8Array.from(bytes), span, "a.parquet");
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("requireRuns", () => {
  it("takes the example of the format: eight numbers of three bits, packed", () => {
    expect(message([0x03, 0x88, 0xc6, 0xfa], 3, 8)).toBe("no error");
    // Packed runs are filled up to eight.
    expect(message([0x03, 0x88, 0xc6, 0xfa], 3, 5)).toBe("no error");
  });

  it("takes repeated numbers, also after packed ones, and stops where there are enough", () => {
    expect(message([0x08, 1], 1, 4)).toBe("no error");
    expect(message([0x03, 0xff, 0xb0, 0x09, 1], 1, 8 + 600)).toBe("no error");
    expect(message([0x08, 1, 0xff, 0xff, 0xff, 0xff, 0xff], 1, 4)).toBe("no error");
    expect(message([], 1, 0)).toBe("no error");
  });

  it("refuses runs that are longer than their page", () => {
    expect(message([0x0a, 1], 1, 4)).toBe(
      "a.parquet: Parquet run is longer than its page: expected at most 4, got 5",
    );
    // Five bytes that ask for 2³¹ − 1 numbers.
    expect(message([0xfe, 0xff, 0xff, 0xff, 0x0f, 1], 1, 1000)).toBe(
      "a.parquet: Parquet run is longer than its page: expected at most 1000, got 2147483647",
    );
    // Packed ones of no bits take no bytes, so that no end of the page stops them.
    expect(message([0xff, 0xff, 0xff, 0xff, 0x0f], 0, 10)).toBe(
      "a.parquet: Parquet run is longer than its page: expected at most 10, got 17179869176",
    );
  });

  it("refuses what is no run", () => {
    expect(message([0x80], 1, 4)).toBe("a.parquet: Parquet run is damaged");
    expect(message([0x80, 0x80, 0x80, 0x80, 0x80, 0], 1, 4)).toBe(
      "a.parquet: Parquet run is damaged",
    );
    expect(message([0x08, 1], 33, 4)).toBe("a.parquet: Parquet runs of wide numbers: got 33");
  });
});
