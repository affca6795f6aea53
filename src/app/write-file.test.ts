import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { StorageError } from "../base/errors.js";
import { storageError, writeText } from "./write-file.js";

const place = mkdtempSync(join(tmpdir(), "unconfound-write-file-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe("writeText", () => {
  it("makes the folders above, and replaces what is there", () => {
    const path = join(place, "a", "b.txt");
    writeText(path, "a long first text");
    writeText(path, "µ");
    expect(readFileSync(path, "utf8")).toBe("µ");
    expect(readdirSync(join(place, "a"))).toEqual(["b.txt"]);
  });

  it("leaves nothing where a folder is in the way", () => {
    const path = join(place, "folder");
    mkdirSync(join(path, "inside"), { recursive: true });
    expect(() => writeText(path, "text")).toThrow(
      new StorageError(path, "cannot be written", { got: "EISDIR" }),
    );
    expect(readdirSync(place).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("storageError", () => {
  it("knows a full disk", () => {
    const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
    expect(storageError("x.csv", "Make room.", full).message).toBe(
      "x.csv: the disk is full: got ENOSPC. Make room.",
    );
  });
});
