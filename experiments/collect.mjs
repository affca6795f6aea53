// @ts-check
/**
 * What the table of a study on Morpho-MNIST needs of its comparison's runs: one line a run in cells.json of the study's
 * folder, and the table. For the trials of the search nothing is kept here: they stand in comparison.json.
 *
 *   node experiments/collect.mjs runs/two-factors experiments/morpho-mnist-two-factors
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const [comparison, study] = process.argv.slice(2);
if (comparison === undefined || study === undefined) {
  process.stderr.write("Name the comparison's folder and the study's.\n");
  process.exit(2);
}
const root = join(comparison, "cells", "default");
/** Values that go with label 1 in training. */
const aligned = ["thick", "90", "present"];

/**
 * Accuracy on validation if its groups had the weights of the inverted test.
 * @param {{ label: number, attributes: Record<string, string>, accuracy: number }[]} groups
 * @param {number} strength of the association in training
 */
function inverted(groups, strength) {
  let [sum, total] = [0, 0];
  for (const { label, attributes, accuracy } of groups) {
    const weight = Object.values(attributes).reduce(
      (product, value) =>
        product * (aligned.includes(value) === (label === 1) ? 1 - strength : strength),
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
      const { plan } = parse(readFileSync(join(folder, "config.yml"), "utf8")).data;
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
        gap: Math.abs(of("iid") - of("inverted")),
        cross: mean(Object.values(results.tests.balanced.cross ?? {}).map(Number)),
        lastTen: {
          adjusted: deviation(last.map(({ adjusted_accuracy }) => adjusted_accuracy)),
          inverted: deviation(last.map(({ groups }) => inverted(groups, plan.train))),
        },
      };
    }),
);
writeFileSync(join(study, "cells.json"), `${JSON.stringify(cells, null, 2)}\n`);

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
