import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

/** The built command line. */
export const bin = fileURLToPath(new URL("../bin/unconfound.js", import.meta.url));

/**
 * A folder of a test file's own, gone after its tests, and the built command line in it: run to the end, messages without
 * colours.
 * @param home the folder is the user's too, so that nothing of the person who tests is read or written.
 */
export function openCommandLine(name: string, { home = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), `unconfound-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const unconfound = (...args: string[]) => {
    const result = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", ...(home ? { HOME: folder } : {}) },
    });
    return { code: result.status, out: result.stdout, err: result.stderr };
  };
  return { folder, unconfound };
}
