import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { readZipMembers } from "./zip-directory.js";

/** One stored member "a" (1 byte): local record 0..30, central record 32..79, end record 79..101. */
const archive = (): Uint8Array =>
  zipSync({ a: strToU8("x") }, { level: 0, mtime: new Date(1980, 0, 1) });

const message = (bytes: Uint8Array): string => {
  try {
    readZipMembers(bytes, "a.zip");
  } catch (error) {
    return error instanceof FormatError ? error.message : "another error";
  }
  return "no error";
};

const changed = (at: number, ...values: number[]): Uint8Array => {
  const bytes = archive();
  bytes.set(values, at);
  return bytes;
};

describe("readZipMembers", () => {
  it("reads what another writer wrote", () => {
    expect(readZipMembers(archive(), "a.zip")).toEqual([{ name: "a", bytes: strToU8("x") }]);
    expect(readZipMembers(zipSync({}), "a.zip")).toEqual([]);
  });

  it("names what it refuses, and the byte", () => {
    const member = 'a.zip, member "a", byte 32';
    expect(message(strToU8("no zip"))).toBe(
      "a.zip, byte 6: not a ZIP archive, or cut off: no end record",
    );
    expect(message(Uint8Array.of(...archive(), 0))).toBe(
      "a.zip, byte 102: not a ZIP archive, or cut off: no end record",
    );
    expect(message(changed(32 + 8, 1))).toBe(`${member}: encrypted ZIP member`);
    expect(message(changed(32 + 10, 12))).toBe(
      `${member}: ZIP compression is not supported: expected [0 stored,8 deflated], got 12`,
    );
    expect(message(changed(32 + 10, 8))).toBe(
      `${member}: damaged deflate stream (reason unexpected end of file)`,
    );
    expect(message(changed(32 + 24, 2))).toBe(
      `${member}: ZIP member size differs: expected 2, got 1`,
    );
    expect(message(changed(32 + 20, 9))).toBe(
      `${member}: ZIP member reaches into the directory: expected 32, got 40`,
    );
    expect(message(changed(31, 0x79))).toBe(
      `${member}: ZIP member CRC-32 differs: expected 2363233923, got 4225443349`,
    );
    expect(message(changed(32 + 20, 255, 255, 255, 255))).toBe(
      `${member}: ZIP64 size or offset is missing`,
    );
    expect(message(changed(32, 0))).toBe("a.zip, byte 32: damaged ZIP record");
    expect(message(changed(0, 0))).toBe("a.zip, byte 0: damaged ZIP record");
    expect(message(changed(79 + 10, 0, 0))).toBe(
      "a.zip, byte 32: ZIP directory does not end where it says: expected 79, got 32",
    );
  });

  it("unpacks a member no further than the directory says", () => {
    const packed = zipSync({ a: new Uint8Array(100_000) }, { level: 9 });
    const central = packed.length - 22 - 47;
    const where = `a.zip, member "a", byte ${central}`;
    const sized = (size: number): Uint8Array => {
      const bytes = packed.slice();
      new DataView(bytes.buffer).setUint32(central + 24, size, true);
      return bytes;
    };
    expect(readZipMembers(packed, "a.zip")[0]?.bytes.length).toBe(100_000);
    expect(message(sized(99_999))).toBe(
      `${where}: ZIP member holds more than its size: expected 99999`,
    );
    expect(message(sized(100_001))).toBe(
      `${where}: ZIP member size differs: expected 100001, got 100000`,
    );
    const most = new DataView(packed.buffer).getUint32(central + 20, true) * 1032;
    expect(message(sized(0xfffffffe))).toBe(
      `${where}: ZIP member is larger than its packed bytes can hold: expected at most ${most}, got 4294967294`,
    );
  });

  it("reads sizes, offsets and the directory's place from ZIP64 records", () => {
    const plain = archive();
    const uint64 = (value: number) => [value & 0xff, ...new Array<number>(7).fill(0)];
    const filled = new Array<number>(4).fill(255);
    // A foreign extra field, then the ZIP64 one with size, packed size and offset of the local record.
    const extra = [9, 9, 1, 0, 7, 1, 0, 24, 0, ...uint64(1), ...uint64(1), ...uint64(0)];
    const central = plain.slice(32, 79);
    central.set(filled, 20);
    central.set(filled, 24);
    central.set(filled, 42);
    central[30] = extra.length;
    const directoryEnd = 79 + extra.length;
    const end64 = [
      ...[0x50, 0x4b, 6, 6, ...uint64(44), 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      ...[...uint64(1), ...uint64(1), ...uint64(directoryEnd - 32), ...uint64(32)],
    ];
    const locator = [0x50, 0x4b, 6, 7, 0, 0, 0, 0, ...uint64(directoryEnd), 1, 0, 0, 0];
    const end = plain.slice(79);
    end.set([255, 255, 255, 255], 8);
    end.set(filled, 16);
    const bytes = Uint8Array.of(
      ...plain.subarray(0, 32),
      ...central,
      ...extra,
      ...end64,
      ...locator,
      ...end,
    );
    expect(readZipMembers(bytes, "a.zip")).toEqual([{ name: "a", bytes: strToU8("x") }]);
    bytes[directoryEnd] = 0;
    expect(message(bytes)).toBe(`a.zip, byte ${directoryEnd + 76}: damaged ZIP64 end record`);
  });

  it("refuses two members of one name", () => {
    const bytes = zipSync({ a: strToU8("x"), b: strToU8("y") }, { level: 0 });
    const second = bytes.lastIndexOf(0x62);
    bytes[second] = 0x61;
    expect(message(bytes)).toBe("a.zip, byte 111: ZIP member name twice: got a");
  });
});
