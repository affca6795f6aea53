import { mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { factsOf, readFileWithFacts } from "./file-facts.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "file-facts-"));
  path = join(folder, "file");
  writeFileSync(path, "abc");
});
afterEach(() => rmSync(folder, { recursive: true }));

const factsNow = (): string => factsOf(statSync(path, { bigint: true }));

describe("factsOf", () => {
  it("is size, times and inode, each in its 8 bytes", () => {
    const stats = statSync(path, { bigint: true });
    const bytes = Buffer.from(factsNow(), "latin1");
    expect(bytes.length).toBe(32);
    expect([0, 8, 16, 24].map((at) => bytes.readBigUInt64LE(at))).toEqual([
      3n,
      stats.mtimeNs,
      stats.ctimeNs,
      stats.ino,
    ]);
    // A time before 1970 is one too.
    utimesSync(path, new Date(-1000), new Date(-1000));
    expect(Buffer.from(factsNow(), "latin1").readBigInt64LE(8)).toBe(-1_000_000_000n);
  });

  it("moves with a change that keeps size and time of change", () => {
    utimesSync(path, 5, 5);
    const before = factsNow();
    expect(factsNow()).toBe(before);
    // Until the clock of the disk has moved.
    while (factsNow() === before) {
      writeFileSync(path, "abd");
      utimesSync(path, 5, 5);
    }
    const stats = statSync(path);
    expect([stats.size, stats.mtimeMs]).toEqual([3, 5000]);
  });
});

describe("readFileWithFacts", () => {
  it("gives the bytes, and facts where the file was left alone long enough", () => {
    const read = readFileWithFacts(path, "image 7", 0);
    expect(read).toEqual({ bytes: new TextEncoder().encode("abc"), facts: factsNow() });
    expect(readFileWithFacts(path, "image 7", 60_000).facts).toBe(null);
    truncateSync(path);
    expect(readFileWithFacts(path, "image 7", 0).bytes).toEqual(new Uint8Array(0));
  });

  it("says what cannot be read, by the name that it was given", () => {
    const read = (where: string) => () => readFileWithFacts(where, "image 7", 0);
    expect(read(join(folder, "nowhere"))).toThrow(/^image 7: no such file: got ENOENT$/);
    expect(read(folder)).toThrow(/^image 7: not a file$/);
    expect(read(join(path, "below"))).toThrow(/^image 7: cannot be read: got ENOTDIR$/);
    truncateSync(path, 2 ** 32 + 1);
    expect(read(path)).toThrow(/^image 7: file is too large: expected 4294967296, got 4294967297$/);
  });
});
