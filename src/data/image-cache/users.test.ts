import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enterCache, holdCache } from "./users.js";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "users-")), "users");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

describe("users of a cache", () => {
  it("are counted while they are there", () => {
    const one = enterCache(folder);
    expect(one.others()).toBe(0);
    const two = enterCache(folder);
    expect([one.others(), two.others()]).toEqual([1, 1]);
    expect(readdirSync(folder)).toEqual([`${process.pid}-1`, `${process.pid}-2`]);
    two.leave();
    two.leave();
    expect(one.others()).toBe(0);
    one.leave();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("do not count when their process is gone", () => {
    const one = enterCache(folder);
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    writeFileSync(join(folder, `${gone}-1`), "");
    writeFileSync(join(folder, `${gone}-prune`), "");
    writeFileSync(join(folder, "a note"), "");
    expect(one.others()).toBe(0);
    expect(readdirSync(folder)).toEqual([`${process.pid}-1`, "a note"]);
  });

  it("keep a cache from being held, and are kept out while it is", () => {
    const user = enterCache(folder);
    const inUse = `${folder}: the image cache is in use (pid ${process.pid}). Wait until that process has ended.`;
    expect(() => holdCache(folder)).toThrow(inUse);
    user.leave();
    const letGo = holdCache(folder);
    expect(() => enterCache(folder)).toThrow(
      `${folder}: the image cache is being pruned (pid ${process.pid}). Wait until that has ended.`,
    );
    expect(() => holdCache(folder)).toThrow(inUse);
    letGo();
    expect(readdirSync(folder)).toEqual([]);
    holdCache(folder)();
    enterCache(folder).leave();
  });
});
