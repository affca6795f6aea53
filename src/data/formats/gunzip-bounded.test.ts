import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../base/errors.js";
import { gunzipBounded } from "./gunzip-bounded.js";

const plain = Uint8Array.from({ length: 1000 }, (_, index) => (index * index * 7) % 251);
const packed = new Uint8Array(gzipSync(plain));

const message = (bytes: Uint8Array, most: number): string => {
  try {
    gunzipBounded(bytes, () => most, "a.gz");
  } catch (error) {
    return error instanceof FormatError ? error.message : "another error";
  }
  return "no error";
};

describe("gunzipBounded", () => {
  it("gives other bytes back, and asks nothing of them", () => {
    const fail = () => expect.fail("asked");
    expect(gunzipBounded(plain, fail, "a")).toBe(plain);
    expect(gunzipBounded(Uint8Array.of(0x1f), fail, "a")).toEqual(Uint8Array.of(0x1f));
  });

  it("unpacks one member and several, up to the very byte that is allowed", () => {
    expect(new Uint8Array(gunzipBounded(packed, () => 1000, "a"))).toEqual(plain);
    const two = Uint8Array.of(...packed, ...packed);
    expect(new Uint8Array(gunzipBounded(two, () => 2000, "a"))).toEqual(
      Uint8Array.of(...plain, ...plain),
    );
  });

  it("shows the start of a long file, not all of it", () => {
    const long = gzipSync(new Uint8Array(2 ** 25));
    let shown = 0;
    const most = (start: Uint8Array): number => {
      shown = start.length;
      return 100;
    };
    expect(() => gunzipBounded(long, most, "a")).toThrow(FormatError);
    expect(shown).toBeGreaterThan(540);
    expect(shown).toBeLessThan(2 ** 25);
  });

  it("says what is wrong", () => {
    expect(message(packed, 999)).toBe(
      "a.gz: gzip stream holds more bytes than its header declares: expected at most 999. " +
        "The header may have fewer axes, or a narrower type, than the data.",
    );
    expect(message(packed.subarray(0, 100), 1000)).toBe(
      "a.gz: damaged or truncated gzip stream (reason unexpected end of file)",
    );
    expect(message(Uint8Array.of(...packed, 1, 2), 1000)).toBe(
      "a.gz: damaged or truncated gzip stream (reason incorrect header check)",
    );
    const wrongCheck = packed.slice();
    wrongCheck[packed.length - 8] = (packed[packed.length - 8] ?? 0) ^ 1;
    expect(message(wrongCheck, 1000)).toBe(
      "a.gz: damaged or truncated gzip stream (reason incorrect data check)",
    );
  });

  it("refuses every truncation", () => {
    for (let length = 2; length < packed.length; length++) {
      expect(message(packed.subarray(0, length), 1000)).toMatch(/^a\.gz: damaged or truncated/);
    }
  });
});
