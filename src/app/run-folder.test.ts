import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { StorageError } from "../base/errors.js";
import { openRunFolder } from "./run-folder.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-run-folder-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const freshFolder = () => join(root, `run-${folders++}`);
const textOf = (bytes: Uint8Array | null) =>
  bytes === null ? null : new TextDecoder().decode(bytes);

const advice =
  "What was saved before is kept: make room or change permissions, then run again with --resume.";

function storageErrorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(StorageError);
    return (error as Error).message;
  }
  return "no error";
}

describe("openRunFolder", () => {
  it("makes no folder before the first write; an absent file reads as null", () => {
    const folder = freshFolder();
    const files = openRunFolder(folder);
    expect(files.read("metrics.jsonl")).toBeNull();
    files.truncate("metrics.jsonl", 0);
    expect(readdirSync(root)).not.toContain(folder.split("/").at(-1));
    files.replace("checkpoints/last.bin", Uint8Array.of(1, 2));
    expect(files.read("checkpoints/last.bin")).toEqual(Uint8Array.of(1, 2));
  });

  it("replaces the whole file, shorter content too, and leaves nothing beside it", () => {
    const folder = freshFolder();
    const files = openRunFolder(folder);
    files.replace("results.json", "a long first version");
    files.replace("results.json", "short, µ");
    expect(textOf(files.read("results.json"))).toBe("short, µ");
    expect(readdirSync(folder)).toEqual(["results.json"]);
  });

  it("keeps the old content and removes its temporary file when the last step fails", () => {
    const folder = freshFolder();
    const files = openRunFolder(folder);
    // A folder of that name cannot be replaced by a file: the rename is refused after all was written.
    mkdirSync(join(folder, "done"), { recursive: true });
    writeFileSync(join(folder, "done", "inside"), "old");
    expect(storageErrorOf(() => files.replace("done", "new"))).toBe(
      `${join(folder, "done")}: cannot be written: got EISDIR. ${advice}`,
    );
    expect(readdirSync(folder)).toEqual(["done"]);
    expect(readFileSync(join(folder, "done", "inside"), "utf8")).toBe("old");
  });

  it("keeps the old content when nothing can be written beside it", () => {
    const folder = freshFolder();
    const files = openRunFolder(folder);
    // The longest name that a file may have: the temporary one beside it would be longer.
    const name = "x".repeat(255);
    mkdirSync(folder);
    writeFileSync(join(folder, name), "old");
    expect(storageErrorOf(() => files.replace(name, "new"))).toBe(
      `${join(folder, name)}: cannot be written: got ENAMETOOLONG. ${advice}`,
    );
    expect(textOf(files.read(name))).toBe("old");
    expect(readdirSync(folder)).toEqual([name]);
  });

  it("says which path is refused when a file is in the way of the folder", () => {
    const folder = freshFolder();
    writeFileSync(folder, "a file");
    const files = openRunFolder(folder);
    const path = join(folder, "metrics.jsonl");
    const expected = (code: string) => `${path}: cannot be written: got ${code}. ${advice}`;
    expect(storageErrorOf(() => files.append("metrics.jsonl", "x"))).toBe(expected("EEXIST"));
    expect(storageErrorOf(() => files.replace("metrics.jsonl", "x"))).toBe(expected("EEXIST"));
    expect(readFileSync(folder, "utf8")).toBe("a file");
  });

  it("appends, returning the length in bytes, and cuts to a length", () => {
    const files = openRunFolder(freshFolder());
    expect(files.append("metrics.jsonl", "one\n")).toBe(4);
    // µ is two bytes: a length in characters would be 7.
    expect(files.append("metrics.jsonl", "2 µ")).toBe(8);
    files.truncate("metrics.jsonl", 4);
    expect(textOf(files.read("metrics.jsonl"))).toBe("one\n");
    expect(files.append("metrics.jsonl", "three\n")).toBe(10);
    expect(textOf(files.read("metrics.jsonl"))).toBe("one\nthree\n");
  });
});
