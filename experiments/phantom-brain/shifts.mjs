// @ts-check
/**
 * What runs lose at another site: mean and standard deviation over the seeds of each method, a row a metric, on standard output.
 *
 *   node experiments/phantom-brain/shifts.mjs runs/phantom-brain-north/south/default
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [folder = "."] = process.argv.slice(2);
const metrics = [
  "auroc",
  "balanced_accuracy",
  "worst_group_accuracy",
  "sensitivity",
  "specificity",
];

/** @param {readonly number[]} values */
function words(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(3)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(3)}`;
}

console.log("| method | metric | iid | external | difference | external by seed |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const method of readdirSync(folder)) {
  const shifts = readdirSync(join(folder, method)).map(
    (seed) => JSON.parse(readFileSync(join(folder, method, seed, "results.json"), "utf8")).shift,
  );
  for (const metric of metrics) {
    /** @param {string} side */
    const of = (side) => shifts.map((shift) => shift[metric][side]);
    const bySeed = of("external").map((/** @type {number} */ value) => value.toFixed(3));
    const columns = ["iid", "external", "difference"].map((side) => words(of(side)));
    console.log(`| ${[method, metric, ...columns, bySeed.join(", ")].join(" | ")} |`);
  }
}
