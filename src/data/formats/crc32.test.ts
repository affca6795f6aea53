import { strToU8 } from "fflate";
import { expect, it } from "vitest";
import { crc32, tableCrc32 } from "./crc32.js";

it.each([
  ["crc32", crc32],
  ["tableCrc32", tableCrc32],
])("%s has the check value of the standard, at once and in pieces", (_name, crc32) => {
  const text = strToU8("123456789");
  expect(crc32(text)).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
  for (let cut = 0; cut <= text.length; cut++) {
    expect(crc32(text.subarray(cut), crc32(text.subarray(0, cut)))).toBe(0xcbf43926);
  }
});
