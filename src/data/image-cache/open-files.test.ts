import { fstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createOpenFiles } from "./open-files.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "open-files-"));
  for (const name of ["a", "bb", "ccc"]) writeFileSync(join(folder, name), name);
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([1, 2, 3])("keeps at most %i files open, and gives each its own bytes", (most) => {
  const files = createOpenFiles(most);
  const lastOpen: number[] = [];
  for (const name of ["a", "bb", "a", "ccc", "ccc", "bb", "a"]) {
    const file = files.descriptor(join(folder, name));
    expect(fstatSync(file).size).toBe(name.length);
    lastOpen.push(file);
  }
  const isOpen = (file: number): boolean => {
    try {
      fstatSync(file);
      return true;
    } catch {
      return false;
    }
  };
  expect(new Set(lastOpen.filter(isOpen)).size).toBeLessThanOrEqual(most);
  files.close();
  expect(lastOpen.filter(isOpen)).toEqual([]);
});

it("lets go of the file that was used longest ago, and reopens it", () => {
  const files = createOpenFiles(2);
  const path = (name: string): string => join(folder, name);
  const first = files.descriptor(path("a"));
  files.descriptor(path("bb"));
  expect(files.descriptor(path("a"))).toBe(first);
  files.descriptor(path("ccc"));
  expect(files.descriptor(path("a"))).toBe(first);
  rmSync(path("bb"));
  expect(() => files.descriptor(path("bb"))).toThrow("ENOENT");
  expect(fstatSync(files.descriptor(path("ccc"))).size).toBe(3);
  files.close();
});
