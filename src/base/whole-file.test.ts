import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bytesIfThere, replaceFile, writeAll } from "./whole-file.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("puts one text in the place of another, and reads none where there is no file", () => {
  const path = join(folder, "a");
  expect(bytesIfThere(path)).toBeNull();
  replaceFile(path, "a longer text");
  expect(bytesIfThere(join(path, "below a file"))).toBeNull();
  replaceFile(path, "short");
  expect(new TextDecoder().decode(bytesIfThere(path) ?? new Uint8Array())).toBe("short");
  expect(readdirSync(folder)).toEqual(["a"]);
});

it("leaves nothing beside a place that cannot be taken", () => {
  const path = join(folder, "a");
  mkdirSync(path);
  expect(() => replaceFile(path, "text")).toThrow(/EISDIR|EPERM|EEXIST|ENOTEMPTY/);
  expect(readdirSync(folder)).toEqual(["a"]);
  expect(() => bytesIfThere(path)).toThrow(/EISDIR/);
});

it("writes all of it where the file stands, or where it is told to", () => {
  const path = join(folder, "a");
  const file = openSync(path, "w");
  writeAll(file, "0123");
  writeAll(file, "µ");
  writeAll(file, Uint8Array.of(0x41, 0x42), 1);
  closeSync(file);
  expect(readFileSync(path, "utf8")).toBe("0AB3µ");
});
