import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { UnconfoundError } from "../base/errors.js";
import { makePhantom } from "./make-phantom.js";
import type { PhantomOptions } from "./phantom-options.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-phantom-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const options: PhantomOptions = {
  ...{ format: "png", volumes: false, split: false, images: "3", size: "16" },
};
const never = new AbortController().signal;
const make = (out: string, change: Partial<PhantomOptions> = {}) =>
  makePhantom({ ...options, ...change }, out, () => undefined, never);

const message = async (making: Promise<unknown>): Promise<string> => {
  try {
    await making;
  } catch (error) {
    return error instanceof UnconfoundError ? error.message : `another error: ${String(error)}`;
  }
  return "no error";
};

describe("makePhantom", () => {
  it("writes a new folder, or an empty one, and counts images as it goes", async () => {
    const counts: string[] = [];
    const out = join(root, "new", "deep");
    const onProgress = (done: number, total: number) => void counts.push(`${done}/${total}`);
    expect(await makePhantom(options, out, onProgress, never)).toEqual({
      ...{ type: "made", folder: out, images: 3, patients: 3 },
    });
    expect(counts).toEqual(["1/3", "2/3", "3/3"]);
    expect(readdirSync(out).sort()).toEqual(["README.md", "images", "table.csv"]);
    expect(readdirSync(join(root, "new"))).toEqual(["deep"]);
    const table = readFileSync(join(out, "table.csv"), "utf8").trim().split("\n").slice(1);
    const named = table.map((line) => line.split(",")[0]);
    expect(
      readdirSync(join(out, "images"))
        .map((name) => `images/${name}`)
        .sort(),
    ).toEqual(named);

    const empty = join(root, "empty");
    mkdirSync(empty);
    expect((await make(empty)).type).toBe("made");
    const bytes = (folder: string) => readFileSync(join(folder, "images", "P0002_V1.png"));
    expect(bytes(empty).equals(bytes(out))).toBe(true);
  });

  it("refuses a folder in use and leaves it alone", async () => {
    const used = join(root, "used");
    mkdirSync(used);
    writeFileSync(join(used, "notes.txt"), "mine");
    expect(await message(make(used))).toBe(
      `--out: the folder is not empty: got ${used}. Choose another folder, or remove this one.`,
    );
    expect(readdirSync(used)).toEqual(["notes.txt"]);
    const file = join(used, "notes.txt");
    expect(await message(make(file))).toBe(
      `--out: not a folder: got ${file}. Choose another folder.`,
    );
    expect(await message(make(join(root, "bad"), { size: "1" }))).toBe(
      "--size: value out of range: expected a whole number from 16 to 1024, got 1",
    );
    expect(existsSync(join(root, "bad"))).toBe(false);
  });

  it("leaves nothing when it is stopped", async () => {
    const stop = new AbortController();
    const out = join(root, "stopped", "here");
    mkdirSync(join(root, "stopped"));
    const onProgress = (done: number) => {
      if (done === 2) stop.abort();
    };
    expect(await makePhantom(options, out, onProgress, stop.signal)).toEqual({
      ...{ type: "stopped", folder: out },
    });
    expect(readdirSync(join(root, "stopped"))).toEqual([]);
  });

  it("leaves nothing when the file system fails, and says so", async () => {
    const parent = join(root, "failing");
    const out = join(parent, "here");
    mkdirSync(parent);
    // Something came to lie there while the images were made.
    const onProgress = (done: number) => {
      if (done === 3) writeFileSync(out, "in the way");
    };
    expect(await message(makePhantom(options, out, onProgress, never))).toBe(
      `${out}: cannot be written: got ENOTDIR. Nothing was left. Make room, or name another folder (--out).`,
    );
    expect(readdirSync(parent)).toEqual(["here"]);
  });
});
