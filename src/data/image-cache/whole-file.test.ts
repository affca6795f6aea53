import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readIfThere, replaceFile } from "./whole-file.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("puts one text in the place of another, and reads none where there is no file", () => {
  const path = join(folder, "a");
  expect(readIfThere(path)).toBeNull();
  replaceFile(path, "a longer text");
  replaceFile(path, "short");
  expect(readIfThere(path)).toBe("short");
  expect(readdirSync(folder)).toEqual(["a"]);
});

it("leaves nothing beside a place that cannot be taken", () => {
  const path = join(folder, "a");
  mkdirSync(path);
  expect(() => replaceFile(path, "text")).toThrow(/EISDIR|EPERM|EEXIST|ENOTEMPTY/);
  expect(readdirSync(folder)).toEqual(["a"]);
  expect(() => readIfThere(path)).toThrow(/EISDIR/);
});
