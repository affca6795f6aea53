import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { claimPseudonym, createPseudonyms, type PseudonymKind } from "./pseudonym.js";

const file = new URL("../../../fixtures/pseudonyms/golden.json", import.meta.url);
const { key, golden } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly key: string;
  readonly golden: readonly {
    readonly kind: PseudonymKind;
    readonly value: string;
    readonly pseudonym: string;
  }[];
};

describe("createPseudonyms", () => {
  it("gives what Python's hmac gives, every time", () => {
    const pseudonyms = createPseudonyms(Buffer.from(key, "hex"));
    const given = () => golden.map(({ kind, value }) => pseudonyms.of(kind, value));
    const expected = golden.map(({ pseudonym }) => pseudonym);
    expect([given(), given()]).toEqual([expected, expected]);
  });

  it("depends on every byte of the key, and tells kinds apart", () => {
    const changed = Buffer.from(key, "hex");
    changed[31] = 0;
    expect(createPseudonyms(changed).of("id", "a.png")).not.toBe(golden[0]?.pseudonym);
    expect(golden[0]?.pseudonym).not.toBe(golden[1]?.pseudonym);
  });

  it("refuses short keys and collisions", () => {
    expect(() => createPseudonyms(new Uint8Array(15))).toThrow(
      "pseudonyms: the key is too short: expected at least 16 bytes, got 15",
    );
    const meanings = new Map<string, string>();
    claimPseudonym(meanings, "00", "a");
    claimPseudonym(meanings, "00", "a");
    expect(() => claimPseudonym(meanings, "00", "b")).toThrow(
      "pseudonyms: two values have one pseudonym: got 00. Use another key.",
    );
  });
});
