import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readRunFile } from "./read-run-file.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-read-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const failing = (file: string) => {
  try {
    return readRunFile(file);
  } catch (error) {
    return (error as Error).message;
  }
};

describe("readRunFile", () => {
  it("reads text", () => {
    const file = join(folder, "run.yml");
    writeFileSync(file, "seed: 1\n");
    expect(readRunFile(file)).toBe("seed: 1\n");
  });

  it("says what is wrong with a path that is no file", () => {
    expect(failing("nowhere.yml")).toBe(
      "nowhere.yml: the run file cannot be read: got ENOENT. examples/ has run files to start from.",
    );
    expect(failing(folder)).toBe(
      `${folder}: the run file cannot be read: got EISDIR. It is a folder; give a YAML file: examples/ has run files to start from.`,
    );
  });
});
