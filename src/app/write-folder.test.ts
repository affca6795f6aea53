import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { requireNewFolder, writeFolder } from "./write-folder.js";

const place = mkdtempSync(join(tmpdir(), "unconfound-write-folder-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe("writeFolder", () => {
  it("makes the folders above and inside it", () => {
    const out = join(place, "a", "b");
    writeFolder(
      out,
      new Map<string, Uint8Array | string>([
        ["x.txt", "text"],
        ["inner/y", Uint8Array.of(1, 2)],
      ]),
    );
    expect(readFileSync(join(out, "x.txt"), "utf8")).toBe("text");
    expect([...readFileSync(join(out, "inner", "y"))]).toEqual([1, 2]);
    expect(readdirSync(join(place, "a"))).toEqual(["b"]);
  });

  it("leaves nothing where it fails", () => {
    const file = join(place, "file");
    writeFileSync(file, "");
    expect(() => writeFolder(join(file, "out"), new Map([["x", "y"]]))).toThrow(
      `${join(file, "out")}: cannot be written: got ENOTDIR. Nothing was left. Make room, or name another folder (--out).`,
    );
    const out = join(place, "c");
    // A file in the place of a folder inside: the first file is written by then.
    const files = new Map([
      ["x", "y"],
      ["x/y", "z"],
    ]);
    expect(() => writeFolder(out, files)).toThrow(/^.*c: cannot be written/);
    expect(readdirSync(place).sort()).toEqual(["a", "file"]);
  });
});

describe("requireNewFolder", () => {
  it("refuses a place that is taken", () => {
    expect(() => requireNewFolder(place)).toThrow(
      `--out: the folder exists: got ${place}. Choose another folder.`,
    );
    const below = join(place, "file", "out");
    expect(() => requireNewFolder(below)).toThrow(
      `--out: not a folder: got ${below} (${join(place, "file")} is a file). Choose another folder.`,
    );
    const free = join(place, "free");
    requireNewFolder(free);
    expect(existsSync(free)).toBe(false);
  });
});
