import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { readJpegHeader } from "./jpeg-header.js";
import { readJpeg2000Header } from "./jpeg2000-header.js";

const size = { rows: 2, columns: 3, samplesPerPixel: 1 } as const;

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof FormatError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("readJpegHeader", () => {
  const frame = [0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0];
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 1];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0x10, 4, 0, 0x02];
  const end = [0x55, 0xff, 0xd9];
  const stream = [0xff, 0xd8, ...adobe, ...frame, 0xff, 0xdd, 0, 4, 0, 9, ...scan, ...end];
  const message = (bytes: readonly number[], processes = [0xc0]): string =>
    messageOf(() => readJpegHeader(Uint8Array.from(bytes), size, processes, "a"));

  it("reads what the segments say up to the first scan", () => {
    expect(readJpegHeader(Uint8Array.from(stream), size, [0xc0], "a")).toEqual({
      process: 0xc0,
      precision: 8,
      components: [{ id: 1, sampling: 0x11 }],
      adobeTransform: 1,
      jfif: false,
      restartInterval: 9,
      scan: { tables: [0x10], predictor: 4, pointTransform: 2, start: 47 },
      applications: [{ start: 2, end: 18 }],
      huffmanTables: [],
    });
  });

  it("takes zeros or one FF after the end for padding", () => {
    expect(message([...stream, 0])).toBe("no error");
    expect(message([...stream, 0, 0, 0])).toBe("no error");
    expect(message([...stream, 0xff])).toBe("no error");
    expect(message([...stream, 1])).toBe(
      "a, byte 51: JPEG stream has no end marker, it is cut off",
    );
  });

  it("says what is wrong and at which byte", () => {
    expect(message([1, 2])).toBe("a, byte 0: not a JPEG stream: expected [255,216], got [1,2]");
    expect(message(stream, [0xc3])).toBe(
      "a, byte 18: JPEG process is not supported, or not that of the syntax: expected [FFC3], got FFC0",
    );
    expect(message([0xff, 0xd8, ...frame, ...frame])).toBe("a, byte 15: second JPEG frame header");
    expect(message([0xff, 0xd8, ...scan])).toBe("a, byte 2: JPEG scan without frame");
    expect(message([0xff, 0xd8, 0xff, 0xe1, 0, 1])).toBe("a, byte 2: damaged JPEG segment: got 1");
    expect(message([0xff, 0xd8, 0x11, 0x22, 0, 9])).toBe(
      "a, byte 2: JPEG stream ends or is damaged in its header",
    );
    expect(message([0xff, 0xd8, 0xff, 0xc0, 0, 4, 8, 0])).toBe(
      "a, byte 6: damaged JPEG frame header",
    );
    expect(message([0xff, 0xd8, ...frame, 0xff, 0xda, 0, 8, 2, 1, 0, 1, 0, 0])).toBe(
      "a, byte 15: damaged JPEG scan header",
    );
  });
});

describe("readJpeg2000Header", () => {
  const words = (...values: number[]) => values.flatMap((value) => [0, 0, value >> 8, value & 255]);
  const stream = (ssiz = 11, tile = 8, rsiz = 0, sampling = 1): number[] => [
    ...[0xff, 0x4f, 0xff, 0x51, 0, 41, rsiz, 0],
    ...words(3, 2, 0, 0, tile, tile, 0, 0),
    ...[0, 1, ssiz, sampling, 1, 0xff, 0xd9],
  ];
  const message = (bytes: readonly number[]): string =>
    messageOf(() => readJpeg2000Header(Uint8Array.from(bytes), size, "a"));

  it("reads the precision", () => {
    expect(readJpeg2000Header(Uint8Array.from(stream()), size, "a")).toEqual({ precision: 12 });
    expect(readJpeg2000Header(Uint8Array.from(stream(0x8f)), size, "a")).toEqual({ precision: 16 });
  });

  it("says what is wrong and at which byte", () => {
    expect(message(stream().slice(0, 41))).toBe(
      "a, byte 0: not a JPEG 2000 codestream, or damaged",
    );
    expect(message(stream(11, 0))).toBe(
      "a, byte 24: JPEG 2000 stream has too many tiles: expected 65535, got Infinity",
    );
    expect(message(stream(11, 8, 0x40))).toBe(
      "a, byte 6: High-Throughput JPEG 2000 is not supported",
    );
    expect(message(stream(16))).toBe(
      "a, byte 42: JPEG 2000 components are not supported: expected all of one precision of at most " +
        "16 bits, not subsampled, got [16,1,1]",
    );
    expect(message(stream(11, 8, 0, 2))).toMatch(/ got \[11,2,1\]$/);
    expect(message(stream().slice(0, -1))).toBe(
      "a, byte 45: JPEG 2000 stream has no end marker, it is cut off",
    );
  });
});
