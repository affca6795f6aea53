import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFileIndex } from "./file-index.js";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "file-index-")), "files");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const hash = (letter: string): string => letter.repeat(64);
const facts = (letter: string): string => letter.repeat(32);

describe("openFileIndex", () => {
  it("trusts a file whose facts agree, and remembers what it was where they do not", () => {
    const index = openFileIndex(folder);
    index.remember("/data/Jane Doe.dcm", facts("x"), hash("a"));
    index.remember("/data/young", null, hash("b"));
    for (const known of [index, openFileIndex(folder)]) {
      expect(known.trusted("/data/Jane Doe.dcm", facts("x"))).toBe(hash("a"));
      expect(known.trusted("/data/Jane Doe.dcm", facts("y"))).toBe(null);
      expect(known.trusted("/data/other", facts("x"))).toBe(null);
      expect(known.last("/data/Jane Doe.dcm")).toBe(hash("a"));
      expect(known.trusted("/data/young", facts("x"))).toBe(null);
      expect(known.last("/data/young")).toBe(hash("b"));
      expect(known.last("/data/other")).toBe(null);
    }
  });

  it("writes nothing twice, and no path", () => {
    const index = openFileIndex(folder);
    for (let time = 0; time < 3; time++)
      index.remember("/data/Jane Doe.dcm", facts("x"), hash("a"));
    index.finish();
    const log = readFileSync(join(folder, "000001.log"), "latin1");
    expect(log.length).toBe(100);
    expect(log).not.toContain("Jane");
  });

  it("takes in what others remember, in logs of their own", () => {
    const [one, two] = [openFileIndex(folder), openFileIndex(folder)];
    one.remember("a", facts("x"), hash("a"));
    two.remember("b", facts("x"), hash("b"));
    expect(one.last("b")).toBe(null);
    one.refresh();
    expect(one.last("b")).toBe(hash("b"));
    two.remember("b", facts("y"), hash("c"));
    one.refresh();
    expect(one.trusted("b", facts("y"))).toBe(hash("c"));
    expect(readdirSync(folder)).toEqual(["000001.log", "000002.log"]);
  });

  it("loses the entry that an interruption has cut, and no other", () => {
    const index = openFileIndex(folder);
    for (const name of ["a", "b", "c"]) index.remember(name, facts("x"), hash(name));
    index.finish();
    for (let length = 299; length >= 0; length -= 13) {
      truncateSync(join(folder, "000001.log"), length);
      const left = openFileIndex(folder);
      expect(["a", "b", "c"].map((name) => left.last(name) !== null)).toEqual(
        [1, 2, 3].map((number) => length >= 100 * number),
      );
    }
  });

  it("puts many logs into one", () => {
    for (let number = 0; number < 9; number++) {
      const index = openFileIndex(folder);
      index.remember("same", facts(`${number}`), hash(`${number}`));
      index.remember(`file ${number}`, facts("x"), hash("a"));
      index.compact();
      index.finish();
    }
    // Eight became the ninth, and there was one more since.
    expect(readdirSync(folder)).toEqual(["000009.log", "000010.log"]);
    expect(readFileSync(join(folder, "000009.log")).length).toBe(900);
    const index = openFileIndex(folder);
    expect(index.trusted("same", facts("8"))).toBe(hash("8"));
    for (let number = 0; number < 9; number++) {
      expect(index.trusted(`file ${number}`, facts("x"))).toBe(hash("a"));
    }
  });
});
