/**
 * Nothing leaves the machine. ONNX Runtime (1.29 and later) sends events to its maker and keeps an identifier of the machine unless it is told
 * not to before it loads: `runtime/load.ts`. Without that, the process below leaves both files, as was seen with 1.30.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { bin } from "./command-line.js";

const home = mkdtempSync(join(tmpdir(), "unconfound-offline-"));
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

it("keeps the runtime from its telemetry: neither identifier nor log, whatever the environment says", () => {
  // Of continuous integration it would hold back by itself, so those variables stay out too.
  const { status, stdout } = spawnSync(process.execPath, [bin, "doctor"], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", HOME: home, TMPDIR: home, ORT_DISABLE_TELEMETRY: "0" },
  });
  expect(status).toBe(0);
  expect(stdout).toContain("native");
  expect(readdirSync(home)).toEqual([]);
});
