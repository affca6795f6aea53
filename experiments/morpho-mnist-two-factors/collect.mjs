// @ts-check
/**
 * What the table of this study needs of a comparison's runs: one line a run in cells.json beside this file, and the table.
 *
 *   node experiments/morpho-mnist-two-factors/collect.mjs runs/compare-compare
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [comparison] = process.argv.slice(2);
if (comparison === undefined) {
  process.stderr.write("Name the comparison's folder.\n");
  process.exit(2);
}
const root = join(comparison, "cells", "default");
const aligned = ["thick", "90"];

/**
 * Accuracy on validation if its groups had the weights of the inverted test (1 of 10 aligned, for each attribute).
 * @param {{ label: number, attributes: Record<string, string>, accuracy: number }[]} groups
 */
function inverted(groups) {
  let [sum, total] = [0, 0];
  for (const { label, attributes, accuracy } of groups) {
    const weight = Object.values(attributes).reduce(
      (product, value) => product * (aligned.includes(value) === (label === 1) ? 0.1 : 0.9),
      1,
    );
    if (typeof accuracy !== "number") continue;
    sum += weight * accuracy;
    total += weight;
  }
  return sum / total;
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** @param {number[]} values */
const deviation = (values) =>
  Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1),
  );

const cells = readdirSync(root).flatMap((method) =>
  readdirSync(join(root, method))
    .map((name) => ({ name, folder: join(root, method, name) }))
    .filter(({ folder }) => existsSync(join(folder, "done")))
    .map(({ name, folder }) => {
      const results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
      const epochs = readFileSync(join(folder, "metrics.jsonl"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line).validation);
      const last = epochs.slice(-10);
      const of = (/** @type {string} */ test) => results.tests[test].balanced_accuracy;
      return {
        method,
        seed: Number(name.replace("seed-", "")),
        epoch: results.selection.epoch,
        seconds: Math.round(results.seconds),
        iid: of("iid"),
        inverted: of("inverted"),
        balanced: of("balanced"),
        worstGroup: results.tests.balanced.worst_group_accuracy,
        gap: of("iid") - of("inverted"),
        cross: mean(Object.values(results.tests.balanced.cross ?? {}).map(Number)),
        lastTen: {
          adjusted: deviation(last.map(({ adjusted_accuracy }) => adjusted_accuracy)),
          inverted: deviation(last.map(({ groups }) => inverted(groups))),
        },
      };
    }),
);
writeFileSync(
  fileURLToPath(new URL("cells.json", import.meta.url)),
  `${JSON.stringify(cells, null, 2)}\n`,
);

const show = (/** @type {number} */ value) => (Number.isNaN(value) ? "–" : value.toFixed(3));
process.stdout.write(
  "| method | seeds | iid | inverted | balanced | worst group | gap | cross | sd of last ten, adjusted / inverted |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
);
for (const method of new Set(cells.map((cell) => cell.method))) {
  const own = cells.filter((cell) => cell.method === method);
  const column = (/** @type {(cell: typeof cells[number]) => number} */ value) =>
    show(mean(own.map(value)));
  process.stdout.write(
    `| ${[
      method,
      own.length,
      column((cell) => cell.iid),
      column((cell) => cell.inverted),
      column((cell) => cell.balanced),
      column((cell) => cell.worstGroup),
      column((cell) => cell.gap),
      column((cell) => cell.cross),
      `${column((cell) => cell.lastTen.adjusted)} / ${column((cell) => cell.lastTen.inverted)}`,
    ].join(" | ")} |\n`,
  );
}
