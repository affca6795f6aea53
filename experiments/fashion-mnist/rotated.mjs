// @ts-check
/**
 * The nine rotated tests of the comparison: `node experiments/fashion-mnist/rotated.mjs runs/fashion-mnist`. Writes
 * cells.json beside this file, one line a run, and prints means by method, and mimm minus multitask with a paired t
 * interval over the seeds: of the mean of the nine, and of each.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [comparison = ""] = process.argv.slice(2);
const root = join(comparison, "cells", "default");
const tests = ["inverted", ...[2, 3, 4, 5, 6, 7, 8, 9].map((turn) => `rotated-${turn}`)];
/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const cells = readdirSync(root).flatMap((method) =>
  readdirSync(join(root, method)).map((name) => {
    const text = readFileSync(join(root, method, name, "results.json"), "utf8");
    const { tests: results, seed } = JSON.parse(text);
    const of = (/** @type {string} */ test) => results[test].balanced_accuracy;
    return {
      method,
      seed,
      iid: of("iid"),
      balanced: of("balanced"),
      neverRight: results.balanced.groups.filter(
        (/** @type {{ accuracy: number }} */ { accuracy }) => accuracy === 0,
      ).length,
      rotated: tests.map(of),
    };
  }),
);
writeFileSync(new URL("cells.json", import.meta.url), `${JSON.stringify(cells, null, 2)}\n`);

/** @param {string} method */
const cellsOf = (method) =>
  cells.filter((cell) => cell.method === method).toSorted((left, right) => left.seed - right.seed);
for (const method of new Set(cells.map((cell) => cell.method))) {
  const means = cellsOf(method).map(({ rotated }) => mean(rotated));
  const never = cellsOf(method).map(({ neverRight }) => neverRight);
  console.log(
    `${method.padEnd(20)} mean of the nine ${mean(means).toFixed(3)}, by seed ${means.map((value) => value.toFixed(3)).join(", ")}; groups never right ${never.join(", ")}`,
  );
}

/** Two-sided 95 % for five seeds: quantile of t with 4 degrees of freedom. */
const quantile = 2.776;
/** @param {string} name @param {(cell: typeof cells[number]) => number} value */
function difference(name, value) {
  const [own, other] = [cellsOf("mimm"), cellsOf("multitask")];
  if (own.length !== 5 || other.length !== 5) throw new Error("five seeds of mimm and multitask");
  const differences = own.map((cell, index) => value(cell) - value(other[index] ?? cell));
  const centre = mean(differences);
  const deviation = Math.sqrt(mean(differences.map((value) => (value - centre) ** 2)) * (5 / 4));
  const half = (quantile * deviation) / Math.sqrt(5);
  console.log(
    `${name}: ${centre.toFixed(3)} (${(centre - half).toFixed(3)} to ${(centre + half).toFixed(3)})`,
  );
}
console.log("mimm minus multitask, paired t:");
difference("mean of the nine", ({ rotated }) => mean(rotated));
for (const [index, test] of tests.entries())
  difference(test, ({ rotated }) => rotated[index] ?? NaN);
