// @ts-check
/**
 * From picture files to what a network is shown, beside Pillow: `npm run build && node bench/image-pipeline.mjs python3
 * [images] [rounds]`, a Python that has Pillow and numpy. 512 x 512 grey PNG of 8 and 16 bits and JPEG, resized by area
 * to 96 x 96, scaled to 0..1. Ours is what a cohort does: two worker threads read, hash, decode, preprocess and write a new
 * cache, start of the threads included; Pillow's is a pool of two processes that is warm and keeps nothing. Decoding alone is one thread of each, processor time.
 * Ours and theirs in turn; medians of the rounds and each round's ratio.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordLength } from "../dist/data/datasets/cohort/image-record.js";
import { decodeImageFile } from "../dist/data/formats/image-file.js";
import { openImageCache } from "../dist/data/image-cache/image-cache.js";

const [python = "python3", count = "1500", rounds = "3"] = process.argv.slice(2);
const peer = fileURLToPath(new URL("peers/pillow.py", import.meta.url));
const imageShape = [1, 96, 96];
const module = new URL("../dist/data/datasets/cohort/image-maker.js", import.meta.url).href;

/** @param {string[]} args */
function callPeer(...args) {
  const { status, stdout, stderr } = spawnSync(python, [peer, ...args], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** @param {string} kind */
const makerOf = (kind) => ({
  module,
  data: {
    decode: { frame: null, window: "none", series: false },
    preprocess: {
      version: 1,
      channels: "grey",
      steps: [
        { name: "resize", size: [96, 96], method: "area", keepAspect: "none", fill: 0 },
        { name: "rescale", from: [0, kind === "png16" ? 65535 : 255], to: [0, 1], clamp: false },
      ],
      fitted: [null, null],
    },
    imageShape,
  },
});

/** Seconds an image: decoding in this thread, and filling a new cache. @param {string} folder @param {string} kind */
async function runOurs(folder, kind) {
  const place = join(folder, kind);
  const paths = readdirSync(place)
    .sort()
    .map((name) => join(place, name));
  const decode = (/** @type {string} */ path) =>
    decodeImageFile(new Uint8Array(readFileSync(path)), path);
  for (const path of paths.slice(0, 20)) await decode(path);
  const before = process.cpuUsage();
  for (const path of paths) await decode(path);
  const { user, system } = process.cpuUsage(before);
  const cacheFolder = mkdtempSync(join(folder, "cache-"));
  const elements = recordLength(imageShape);
  const cache = openImageCache({ folder: join(cacheFolder, "c"), settings: kind, elements });
  const start = performance.now();
  const files = paths.map((path) => ({ name: path, paths: [path] }));
  const { made, failures } = await cache.fill(files, makerOf(kind), { workers: 2 });
  const load = (performance.now() - start) / 1000 / paths.length;
  cache.close();
  if (made !== paths.length) throw new Error(failures[0]?.message);
  return { decode: (user + system) / 1e6 / paths.length, load };
}

/** @param {number[]} values */
const median = (values) =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? NaN;

const folder = mkdtempSync(join(tmpdir(), "unconfound-pipeline-"));
try {
  callPeer("make", folder, count);
  for (const kind of ["png", "png16", "jpeg"]) {
    const ours = [];
    const theirs = [];
    for (let round = 0; round < Number(rounds); round++) {
      ours.push(await runOurs(folder, kind));
      theirs.push(JSON.parse(callPeer("run", folder, kind)));
    }
    for (const what of /** @type {const} */ (["decode", "load"])) {
      const ratios = ours.map((own, round) => theirs[round][what] / own[what]);
      const [own, other] = [ours, theirs].map((times) => 1000 * median(times.map((t) => t[what])));
      console.log(
        `${kind.padEnd(6)} ${what === "load" ? "pipeline, 2 workers" : "decode, 1 thread   "}  ` +
          `ours ${own?.toFixed(2)} ms  Pillow ${other?.toFixed(2)} ms  ` +
          `ours is ${median(ratios).toFixed(2)}x (${ratios.map((r) => r.toFixed(2)).join(", ")})`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
