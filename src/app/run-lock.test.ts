import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lockRunFolder } from "./run-lock.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-lock-"));
const path = join(folder, "run.lock");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("holds the folder until it is released", async () => {
  const release = await lockRunFolder(folder);
  expect(readFileSync(path, "utf8")).toBe(String(process.pid));
  release();
  expect(readdirSync(folder)).toEqual([]);
});

it("takes over the lock of a process that is gone", async () => {
  // Numbers of processes stay far below this.
  writeFileSync(path, "2000000000");
  (await lockRunFolder(folder))();
  expect(readdirSync(folder)).toEqual([]);
});

it("lets one of several in at a time, the first over a lock of a process that is gone", async () => {
  writeFileSync(path, "2000000000");
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const release = await lockRunFolder(folder);
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
      release();
    }),
  );
  expect(most).toBe(1);
});

it("refuses a folder where a living process trains, and leaves its lock", async () => {
  writeFileSync(path, String(process.ppid));
  await expect(lockRunFolder(folder)).rejects.toThrow(
    `${folder}: another process is training here (pid ${process.ppid})`,
  );
  expect(readFileSync(path, "utf8")).toBe(String(process.ppid));
});
