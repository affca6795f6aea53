import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { foldFolders } from "./fold-folders.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-fold-folders-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("foldFolders", () => {
  it("names the runs of all folds by rising number, and nothing else", () => {
    const seed = join(folder, "seed-0");
    for (const name of ["fold-10", "fold-2", "fold-0", "fold-01", "folds", "fold-2-old"]) {
      mkdirSync(join(seed, name), { recursive: true });
    }
    const folds = ["fold-0", "fold-2", "fold-10"].map((name) => join(seed, name));
    expect(foldFolders(seed)).toEqual(folds);
  });

  it("is null of a run, of a folder without folds, and where there is none", () => {
    const run = join(folder, "run");
    mkdirSync(join(run, "fold-0"), { recursive: true });
    expect(foldFolders(run)).toEqual([join(run, "fold-0")]);
    writeFileSync(join(run, "config.yml"), "");
    expect(foldFolders(run)).toBeNull();
    expect(foldFolders(join(run, "fold-0"))).toBeNull();
    expect(foldFolders(join(folder, "nowhere"))).toBeNull();
  });
});
