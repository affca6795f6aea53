// @ts-check
/**
 * Ten methods x five seeds on 6,000 x 512 features, timed. Makes the features, runs `unconfound compare` on compare.yml,
 * prints the time and how flat the validation curves have become; --write keeps that in summary.json beside this file.
 *
 *   npm run build && node experiments/embeddings/run.mjs [--out runs/embeddings] [--jobs 2] [--write] [-- FLAGS OF COMPARE]
 *
 * A second call goes on where the first one was stopped; its time is then not that of the whole.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writePlantedFeatures } from "./planted-features.mjs";

const { values: options, positionals } = parseArgs({
  options: {
    out: { type: "string", default: "runs/embeddings" },
    jobs: { type: "string", default: "2" },
    write: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const out = resolve(options.out);
const [data, comparison] = [join(out, "data"), join(out, "comparison")];
await writePlantedFeatures(data, 0);

const load = loadavg()[0] ?? NaN;
const begun = existsSync(comparison);
const started = performance.now();
const fromRunFile = (/** @type {string} */ name) => relative(here("."), join(data, name));
const { status } = spawnSync(
  process.execPath,
  [
    here("../../bin/unconfound.js"),
    ...["compare", here("compare.yml")],
    `data.embeddings=${fromRunFile("features.npz")}`,
    `data.table=${fromRunFile("table.csv")}`,
    ...["--out", comparison, "--jobs", options.jobs],
    ...positionals,
  ],
  { stdio: "inherit" },
);
if (status !== 0) process.exit(status ?? 1);
const seconds = (performance.now() - started) / 1000;

/** Validation adjusted accuracy by epoch of every run of a method. @param {string} folder */
function curvesOf(folder) {
  return readdirSync(folder).map((seed) =>
    readFileSync(join(folder, seed, "metrics.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => Number(JSON.parse(line).validation.adjusted_accuracy)),
  );
}

/** Mean over runs of the mean of epochs `from`..`to`, counted from 0. */
function meanOf(
  /** @type {number[][]} */ curves,
  /** @type {number} */ from,
  /** @type {number} */ to,
) {
  const values = curves.flatMap((curve) => curve.slice(from, to));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const cells = join(comparison, "cells", "default");
const methods = readdirSync(cells).map((method) => {
  const curves = curvesOf(join(cells, method));
  const epochs = curves[0]?.length ?? 0;
  const third = Math.floor(epochs / 3);
  return {
    method,
    runs: curves.length,
    middleThird: meanOf(curves, third, 2 * third),
    lastThird: meanOf(curves, 2 * third, epochs),
  };
});
const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, Node ${process.version}`;
const summary = { machine, loadAtStart: load, jobs: Number(options.jobs), seconds, methods };
const show = (/** @type {number} */ value) => value.toFixed(3);
const lines = [
  `${machine}; load at start ${load.toFixed(1)}; ${options.jobs} runs side by side`,
  `${seconds.toFixed(0)} s for ${methods.reduce((sum, { runs }) => sum + runs, 0)} runs${begun ? " (CONTINUED: not the whole time)" : ""}`,
  "",
  "| method | validation, adjusted accuracy: middle third of the epochs | last third | change |",
  "| --- | --- | --- | --- |",
  ...methods.map(
    ({ method, middleThird, lastThird }) =>
      `| ${method} | ${show(middleThird)} | ${show(lastThird)} | ${show(lastThird - middleThird)} |`,
  ),
];
process.stdout.write(`${lines.join("\n")}\n`);
if (options.write) writeFileSync(here("summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
