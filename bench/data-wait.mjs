// @ts-check
/**
 * How long training waits for its images: `npm run build && node bench/data-wait.mjs [images] [encoder ...]`. Makes a
 * phantom of DICOM pictures (2,000 by default) and trains one epoch of `erm` for each encoder (`mimm-cnn` and `resnet-18`
 * by default), 96 x 96 in batches of 32, with images read from the image cache on disk for every batch, as for
 * sets too large for memory. Prints the share of the epoch, validation included, in which images were read; the second of
 * two epochs, as the first compares every image with its checksum. Removes what it has written.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareRun } from "../dist/app/prepare-run.js";
import { attributeName } from "../dist/config/data-config.js";
import { parseRunConfig } from "../dist/config/parse-config.js";
import { openImages } from "../dist/data/batch.js";
import { loadBackend } from "../dist/runtime/load.js";
import { runTraining } from "../dist/training/loop.js";

const [images = "2000", ...encoders] = process.argv.slice(2);
const program = fileURLToPath(new URL("../bin/unconfound.js", import.meta.url));

/** @param {string[]} args */
function call(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stdout + stderr);
}

/** A run folder in memory. @returns {import("../dist/training/run-files.js").RunFiles} */
function memoryFiles() {
  /** @type {Map<string, Buffer>} */
  const content = new Map();
  return {
    read: (name) => content.get(name) ?? null,
    replace: (name, value) => void content.set(name, Buffer.from(value)),
    append(name, text) {
      const joined = Buffer.concat([content.get(name) ?? Buffer.alloc(0), Buffer.from(text)]);
      content.set(name, joined);
      return joined.length;
    },
    truncate: (name, bytes) =>
      void content.set(name, content.get(name)?.subarray(0, bytes) ?? Buffer.alloc(0)),
  };
}

/** Seconds that reading and everything took, at the end of each epoch. @param {string} folder @param {string} encoder */
async function train(folder, encoder) {
  const config = parseRunConfig(readFileSync(join(folder, "train.yml"), "utf8"), "train.yml", [
    ...["method={name: erm}", `model.encoder=${encoder}`, "train.epochs=2", "train.batch=32"],
    "train.selection.burnIn=0",
  ]);
  const backend = await loadBackend();
  const { dataset, job } = await prepareRun(config, folder, backend, () => {});
  let reading = 0;
  const uncached = openImages(dataset, config.data.attributes.map(attributeName), job.train.set);
  const timed = {
    ...uncached,
    writeImage(
      /** @type {number} */ position,
      /** @type {Float32Array} */ out,
      /** @type {number} */ offset,
    ) {
      const start = performance.now();
      uncached.writeImage(position, out, offset);
      reading += performance.now() - start;
    },
  };
  /** @type {[number, number][]} */
  const epochs = [[0, performance.now()]];
  await runTraining(
    { ...job, train: timed },
    {
      files: memoryFiles(),
      now: () => performance.now() / 1000,
      onProgress: () => {},
      onEpoch: () => void epochs.push([reading, performance.now()]),
      shouldStop: () => false,
    },
  );
  const [before, after] = epochs.slice(-2);
  if (before === undefined || after === undefined) throw new Error("no epoch");
  return { rows: job.train.set.rows.length, read: after[0] - before[0], all: after[1] - before[1] };
}

const folder = mkdtempSync(join(tmpdir(), "unconfound-data-wait-"));
try {
  const chest = join(folder, "chest");
  const options = ["--images", images, "--size", "96", "--split"];
  call("data", "make", "phantom", "--format", "dicom", "--out", chest, ...options);
  call("init", join(chest, "table.csv"));
  for (const encoder of encoders.length > 0 ? encoders : ["mimm-cnn", "resnet-18"]) {
    const { rows, read, all } = await train(chest, encoder);
    console.log(
      `${encoder.padEnd(10)} ${rows} images read in ${read.toFixed(0)} ms of ${(all / 1000).toFixed(1)} s: ` +
        `${((100 * read) / all).toFixed(2)} % (${availableParallelism()} threads)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
