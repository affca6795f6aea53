import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { pseudonymKey } from "./pseudonym-key.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, ".unconfound", "pseudonym.key");

describe("pseudonymKey", () => {
  it("makes a key once, for its owner's eyes, and gives it again", () => {
    const key = pseudonymKey(folder);
    expect(key.length).toBe(32);
    expect(pseudonymKey(folder)).toEqual(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, ".unconfound"))).toEqual(["pseudonym.key"]);
    expect(readFileSync(file, "utf8")).toBe(`${Buffer.from(key).toString("hex")}\n`);
    const other = mkdtempSync(join(tmpdir(), "unconfound-key-"));
    expect(pseudonymKey(other)).not.toEqual(key);
    rmSync(other, { recursive: true });
  });

  it("refuses a file that is none", () => {
    chmodSync(file, 0o600);
    writeFileSync(file, "secret\n");
    expect(() => pseudonymKey(folder)).toThrow(
      `${file}: not a key of pseudonyms: expected 32 bytes, hexadecimal. Restore it from a copy: with a new key all ids change.`,
    );
  });
});
