/** Caches that are filled by other processes: killed at any moment, side by side, on a full disk, read only. */
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildSources } from "../../../fixtures/image-cache/build-sources.js";
import type { ChildAnswer, ChildTask } from "../../../fixtures/image-cache/fill-child.js";
import type { ImageFolder } from "../../../fixtures/image-cache/image-folder.js";
import { createImageFolder, imageOf } from "../../../fixtures/image-cache/image-folder.js";
import { createRng } from "../../base/rng.js";
import type { ImageFile } from "./pending-rows.js";

const elements = 500;
const rows = 300;
const contents = Array.from({ length: rows }, (_, row) => `image ${row * 7919}`);
let images: ImageFolder;
let child: string;
let maker: string;
let workerUrl: string;
let files: ImageFile[];
let expected: string;
beforeAll(() => {
  images = createImageFolder();
  child = buildSources(images.folder, "fixtures/image-cache/fill-child.ts");
  maker = pathToFileURL(buildSources(images.folder, "fixtures/image-cache/maker.ts")).href;
  workerUrl = buildSources(images.folder, "src/data/image-cache/make-worker.ts");
  files = contents.map((content, row) => images.add(`row ${row}`, content));
  const all = contents.map((content) => Buffer.from(imageOf(content, elements).buffer));
  expected = Buffer.concat(all).toString("base64");
});
afterAll(() => images.remove());

/** Start a process that fills the cache in `folder`, an image every `delayMs`. */
function start(
  folder: string,
  delayMs: number,
  { env = {}, preload = "", workers = 0, some = files } = {},
): ChildProcess {
  const data = { elements, delayMs };
  const task: ChildTask = {
    folder,
    elements,
    files: some,
    maker: { module: maker, data },
    workers,
  };
  const flags = preload === "" ? [] : ["--import", new URL(preload, import.meta.url).href];
  return spawn(process.execPath, [...flags, child, JSON.stringify(task)], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function answerOf(running: ChildProcess): Promise<ChildAnswer> {
  let text = "";
  running.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(running, "close");
  return JSON.parse(text) as ChildAnswer;
}

/** Without the folder in front. */
async function errorOf(running: ChildProcess): Promise<string> {
  const answer = await answerOf(running);
  return "error" in answer ? answer.error.replace(/^.*\//, "") : "no error";
}

/** Images that the cache in `folder` holds; those that are there twice count twice. */
function imagesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".keys"))
    .reduce((sum, name) => sum + Math.floor(readFileSync(join(folder, name)).length / 40), 0);
}

describe("an image cache and other processes", () => {
  it("loses nothing that is whole and shows nothing that is not, whenever its process is killed", async () => {
    expect(existsSync(workerUrl)).toBe(true);
    const folder = join(images.folder, "killed");
    const rng = createRng("kill");
    let before = 0;
    let grown = 0;
    for (let round = 0; round < 6; round++) {
      const running = start(folder, 4, { workers: round % 2 });
      const closed = once(running, "close");
      const most = before + 5 + rng.integer(40);
      while (imagesIn(folder) < most && running.exitCode === null) {
        await new Promise((resolve) => setTimeout(resolve, 1 + rng.integer(4)));
      }
      running.kill("SIGKILL");
      await closed;
      const there = imagesIn(folder);
      expect(there).toBeGreaterThanOrEqual(before);
      grown += there > before ? 1 : 0;
      before = there;
    }
    expect(grown).toBeGreaterThan(2);
    expect(before).toBeLessThan(rows);
    const last = await answerOf(start(folder, 0));
    const made = rows - before;
    expect(last).toEqual({ failures: [], changed: [], made, notices: [], images: expected });
    // Those that were killed have left their marks; they do not count, and are gone.
    expect(readdirSync(join(folder, "users"))).toEqual([]);
  });

  it("is filled by two processes at once, and little is done twice", async () => {
    const folder = join(images.folder, "shared");
    const both = await Promise.all([answerOf(start(folder, 4)), answerOf(start(folder, 4))]);
    for (const answer of both) {
      expect(answer).toMatchObject({ failures: [], changed: [], notices: [], images: expected });
    }
    const made = both.map((answer) => ("made" in answer ? answer.made : NaN));
    expect(imagesIn(folder)).toBe((made[0] ?? 0) + (made[1] ?? 0));
    // Without a look at each other they would make 600. Now and then both are at one block of 16.
    expect(imagesIn(folder)).toBeGreaterThanOrEqual(rows);
    expect(imagesIn(folder)).toBeLessThan(1.5 * rows);
  });

  it("outlives an image that takes all memory of its worker", async () => {
    const names = ["image", "Out of memory", "another"];
    const some = names.map((name) => images.add(name, name));
    const env = { NODE_OPTIONS: "--max-old-space-size=100" };
    const folder = join(images.folder, "memory");
    expect(await answerOf(start(folder, 0, { env, workers: 1, some }))).toMatchObject({
      made: 2,
      failures: [
        {
          index: 1,
          message:
            "Out of memory: the image cannot be made " +
            "(reason Worker terminated due to reaching memory limit: JS heap out of memory)",
        },
      ],
    });
  });

  it("says that the disk is full, and keeps what was made", async () => {
    const folder = join(images.folder, "full");
    const some = files.slice(0, 20);
    expect(await answerOf(start(folder, 0, { some }))).toMatchObject({ made: 20 });
    const preload = "../../../fixtures/full-disk.mjs";
    for (const part of ["000002.f32", "000003.keys"]) {
      const env = { FULL_DISK_PATH: part, FULL_DISK_AFTER: "0" };
      expect(await errorOf(start(folder, 0, { env, preload }))).toBe(
        `${part}: the disk is full: got ENOSPC. ` +
          "Make room, or name another folder for the image cache; what is made already is kept.",
      );
      const left = readdirSync(folder, { recursive: true, encoding: "utf8" });
      expect(left.filter((name) => name.includes("tmp"))).toEqual([]);
    }
    const last = await answerOf(start(folder, 0));
    expect(last).toMatchObject({ made: rows - 20, notices: [], images: expected });
  });

  it("is read from a folder that may not be written, and says so where an image is missing", async () => {
    const folder = join(images.folder, "read-only");
    const some = files.slice(0, 20);
    await answerOf(start(folder, 0, { some }));
    const preload = "../../../fixtures/image-cache/refuse-writing.mjs";
    const env = { READ_ONLY_PATH: folder };
    const all = await answerOf(start(folder, 0, { env, preload, some }));
    expect(all).toMatchObject({ made: 0, failures: [] });
    expect(await errorOf(start(folder, 0, { env, preload }))).toBe(
      "000002.f32: the image cache cannot be written: got EROFS. Name a folder that you may write.",
    );
  });
});
