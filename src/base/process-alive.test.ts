import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { isProcessAlive } from "./process-alive.js";

it("tells processes that run from those that do not, and from no process at all", () => {
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(process.ppid)).toBe(true);
  expect(isProcessAlive(spawnSync(process.execPath, ["-e", ""]).pid)).toBe(false);
  for (const pid of [0, -1, 1.5, NaN]) expect(isProcessAlive(pid)).toBe(false);
});
