import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { requireImageCache } from "./version.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "version-"));
  file = join(folder, "image-cache.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const require = () => requireImageCache(folder);

it("makes a folder a cache, and knows it again", () => {
  const below = join(folder, "new", "cache");
  requireImageCache(below);
  requireImageCache(below);
  expect(readdirSync(below)).toEqual(["image-cache.json"]);
  expect(readFileSync(join(below, "image-cache.json"), "utf8")).toBe(
    '{"kind":"unconfound image cache","version":1}\n',
  );
});

it("takes over what an interruption has left", () => {
  writeFileSync(`${file}.4711.tmp`, '{"ki');
  expect(require).not.toThrow();
});

it("refuses caches of other versions, and what is none", () => {
  const say = (version: number): void =>
    writeFileSync(file, JSON.stringify({ kind: "unconfound image cache", version, more: true }));
  say(2);
  expect(require).toThrow(
    `${folder}: the image cache is of a newer version: expected 1, got 2. ` +
      "Use the version of Unconfound that made it, or name another folder.",
  );
  say(0);
  expect(require).toThrow(
    `${folder}: the image cache is of an older version: expected 1, got 0. Remove the folder: it is made again.`,
  );
  for (const text of ["{", "", '{"kind":"something","version":1}']) {
    writeFileSync(file, text);
    expect(require).toThrow(
      `${file}: not the file of an image cache. Remove the folder if it is one, or name another.`,
    );
  }
  rmSync(file);
  writeFileSync(join(folder, "thesis.tex"), "");
  expect(require).toThrow(
    `${folder}: the folder is not an image cache, and not empty: got thesis.tex. Name a folder of its own.`,
  );
});
