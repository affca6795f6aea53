import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { baseFolder } from "./base-folder.js";

it("is the folder of a file, a folder itself, or where we are", () => {
  const folder = mkdtempSync(join(tmpdir(), "unconfound-base-"));
  try {
    writeFileSync(join(folder, "run.yml"), "");
    expect(baseFolder("audit", join(folder, "run.yml"))).toBe(folder);
    expect(baseFolder("audit", folder)).toBe(folder);
    expect(baseFolder("audit", undefined)).toBe(resolve("."));
    expect(() => baseFolder("audit", join(folder, "other.yml"))).toThrow(
      "audit: no such file or folder: got",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
