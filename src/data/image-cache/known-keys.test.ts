import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { isKnownKey, packKnownKeys } from "./known-keys.js";

const keyOf = (number: number): string => createHash("sha256").update(`${number}`).digest("hex");

it.each([0, 1, 2, 3, 64, 1000])("knows each of %i keys, and no other", (count) => {
  const known = packKnownKeys(Array.from({ length: count }, (_, number) => keyOf(number)));
  expect(known.byteLength).toBe(32 * count);
  for (let number = 0; number < count; number++)
    expect(isKnownKey(known, keyOf(number))).toBe(true);
  for (let number = count; number < count + 200; number++) {
    expect(isKnownKey(known, keyOf(number))).toBe(false);
  }
  expect(isKnownKey(known, "0".repeat(64))).toBe(false);
  expect(isKnownKey(known, "f".repeat(64))).toBe(false);
});
