import { describe, expect, it } from "vitest";
import { crc32c, maskedCrc32c } from "./crc32c.js";

describe("crc32c", () => {
  it("has the values of RFC 3720, appendix B.4", () => {
    // The RFC prints the bytes as they are sent, lowest first.
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => 31 - index))).toBe(0x113fdb5c);
    expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  });

  it("is masked as TFRecord files have it", () => {
    // 8a9136aa turned right by 15 bits is 6d55_1522; plus a282ead8 modulo 2^32.
    expect(maskedCrc32c(new Uint8Array(32))).toBe(0x0fd7fffa);
  });
});
