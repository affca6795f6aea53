// @ts-check
/**
 * From picture files to what a network is shown, beside Pillow: `npm run build && node bench/image-pipeline.mjs python3
 * [images] [rounds]`, a Python that has Pillow and numpy. 512 x 512 grey PNG of 8 and 16 bits and JPEG. Three things, ours and theirs in turn:
 *
 *   decode    one thread of each, processor time
 *   pipeline  the same work on both sides: two workers, warm, read, decode, resize by area to 96 x 96 and scale to 0..1, in lists
 *             of 16; ours are threads, theirs processes. On the clock, and by the processor time of all threads or processes,
 *             which others on the machine change less
 *   cohort    what a cohort does beside Pillow's pipeline, which does less: threads start, and read, hash, decode, measure
 *             the properties of the picture, preprocess and write a new cache
 *
 * Medians of the rounds, and each round's ratio.
 */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { sizeOf } from "../dist/base/ndarray.js";
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
const preprocessOf = (kind) => ({
  version: 1,
  channels: "grey",
  steps: [
    { name: "resize", size: [96, 96], method: "area", keepAspect: "none", fill: 0 },
    { name: "rescale", from: [0, kind === "png16" ? 65535 : 255], to: [0, 1], clamp: false },
  ],
  fitted: [null, null],
});

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Processor seconds to decode all, in this thread. @param {readonly string[]} paths */
async function decodeAll(paths) {
  const decode = (/** @type {string} */ path) =>
    decodeImageFile(new Uint8Array(readFileSync(path)), path);
  for (const path of paths.slice(0, 20)) await decode(path);
  const before = processorSeconds();
  for (const path of paths) await decode(path);
  return processorSeconds() - before;
}

/** Seconds on the clock and of the processor for two warm workers. @param {readonly string[]} paths @param {string} kind */
async function loadAll(paths, kind) {
  const workerData = { preprocess: preprocessOf(kind), imageShape };
  const workers = [0, 1].map(
    () => new Worker(new URL("image-loader.mjs", import.meta.url), { workerData }),
  );
  let images = 0;
  /** @param {readonly string[]} all */
  const run = async (all) => {
    const lists = Array.from({ length: Math.ceil(all.length / 16) }, (_, list) =>
      all.slice(16 * list, 16 * list + 16),
    );
    let next = 0;
    await Promise.all(
      workers.map(async (worker) => {
        for (let list = lists[next++]; list !== undefined; list = lists[next++]) {
          worker.postMessage(list);
          const [tensors] = await once(worker, "message");
          images += tensors.length;
        }
      }),
    );
  };
  await run(paths.slice(0, 40));
  const [start, before] = [performance.now(), processorSeconds()];
  images = 0;
  await run(paths);
  const times = {
    load: (performance.now() - start) / 1000,
    processor: processorSeconds() - before,
  };
  if (images !== paths.length * sizeOf(imageShape)) throw new Error("images are missing");
  await Promise.all(workers.map((worker) => worker.terminate()));
  return times;
}

/** Seconds to fill a new cache. @param {string} folder @param {readonly string[]} paths @param {string} kind */
async function fillCache(folder, paths, kind) {
  const cacheFolder = mkdtempSync(join(folder, "cache-"));
  const elements = recordLength(imageShape);
  const cache = openImageCache({ folder: join(cacheFolder, "c"), settings: kind, elements });
  const decode = { frame: null, window: "none", series: false };
  const maker = { module, data: { decode, preprocess: preprocessOf(kind), imageShape } };
  const files = paths.map((path) => ({ name: path, paths: [path] }));
  const [start, before] = [performance.now(), processorSeconds()];
  const { made, failures } = await cache.fill(files, maker, { workers: 2 });
  const times = {
    load: (performance.now() - start) / 1000,
    processor: processorSeconds() - before,
  };
  cache.close();
  if (made !== paths.length) throw new Error(failures[0]?.message);
  rmSync(cacheFolder, { recursive: true });
  return times;
}

/** Seconds an image. @param {string} folder @param {string} kind */
async function runOurs(folder, kind) {
  const place = join(folder, kind);
  const paths = readdirSync(place)
    .sort()
    .map((name) => join(place, name));
  const decode = await decodeAll(paths);
  const load = await loadAll(paths, kind);
  const cohort = await fillCache(folder, paths, kind);
  return {
    decode: decode / paths.length,
    load: load.load / paths.length,
    processor: load.processor / paths.length,
    cohort: cohort.load / paths.length,
    cohortProcessor: cohort.processor / paths.length,
  };
}

/** What is printed: ours, and which of Pillow's times it is held against. */
const lines = /** @type {const} */ ([
  ["decode", "decode", "decode, 1 thread, processor"],
  ["load", "load", "pipeline, 2 workers"],
  ["processor", "processor", "pipeline, processor"],
  ["cohort", "load", "cohort to cache, 2 workers"],
  ["cohortProcessor", "processor", "cohort to cache, processor"],
]);

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
    for (const [own, other, title] of lines) {
      const ratios = ours.map((times, round) => theirs[round][other] / times[own]);
      const ownMs = 1000 * median(ours.map((times) => times[own]));
      const otherMs = 1000 * median(theirs.map((times) => times[other]));
      console.log(
        `${kind.padEnd(6)} ${title.padEnd(28)} ours ${ownMs.toFixed(2)} ms  Pillow ${otherMs.toFixed(2)} ms  ` +
          `ours is ${median(ratios).toFixed(2)}x (${ratios.map((ratio) => ratio.toFixed(2)).join(", ")})`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
