// @ts-check
/**
 * Groups with bootstrap intervals: our audit beside fairlearn's MetricFrame, and a large set.
 *
 *   npm run build && node bench/audit.mjs [--python PYTHON] [--rows 10000] [--attributes 20] [--resamples 100]
 *   npm run build && node bench/audit.mjs --rows 1000000 --resamples 1000 [--threads 2] [--permutations 999]
 *
 * Attributes have four values, every row is of another subject. Ours: measures, gaps and shift of all attributes with
 * `--resamples` resamples of subjects, ten measures a group, in as many threads as an audit takes; one permutation a test
 * unless `--permutations` says more. With `--python` (that has fairlearn): bench/peers/fairlearn_groups.py on the same rows, six of these measures, n_boot of the
 * same number; its values by group are compared with ours. Times are of the processor, since machines are shared.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createRng } from "../dist/base/rng.js";
import { auditInThreads } from "../dist/app/audit/audit-in-threads.js";
import { auditHtml } from "../dist/report/audit/audit-html.js";

const { values: options } = parseArgs({
  options: {
    python: { type: "string" },
    rows: { type: "string", default: "10000" },
    attributes: { type: "string", default: "20" },
    resamples: { type: "string", default: "100" },
    permutations: { type: "string", default: "1" },
    threads: { type: "string" },
  },
});
const [n, count, resamples] = [options.rows, options.attributes, options.resamples].map(Number);
if (n === undefined || count === undefined || resamples === undefined) throw new Error("options");
const groups = 4;

const rng = createRng("bench");
const labels = Int32Array.from({ length: n }, () => (rng.uniform() < 0.4 ? 1 : 0));
const probabilities = new Float64Array(2 * n);
for (let row = 0; row < n; row++) {
  const logit = 1.5 * (2 * (labels[row] ?? 0) - 1 + rng.normal());
  probabilities[2 * row + 1] = 1 / (1 + Math.exp(-logit));
  probabilities[2 * row] = 1 - (probabilities[2 * row + 1] ?? 0);
}
const attributes = Array.from({ length: count }, (_, index) => ({
  name: `a${index}`,
  valueNames: ["0", "1", "2", "3"],
  values: Int32Array.from({ length: n }, () => rng.integer(groups)),
}));

const input = /** @type {const} */ ({
  door: "predictions",
  source: "bench",
  split: "test",
  subjects: Array.from({ length: n }, (_, row) => String(row)),
  attributes,
  targets: [
    {
      kind: "classes",
      name: "label",
      classes: ["0", "1"],
      labels,
      probabilities,
      threshold: { rule: "half", split: null, value: 0.5 },
    },
  ],
  settings: { resamples, permutations: Number(options.permutations) },
});
const [wall, processor] = [performance.now(), process.cpuUsage()];
const results = await auditInThreads(
  input,
  undefined,
  options.threads === undefined ? {} : { threads: Number(options.threads) },
);
const spent = process.cpuUsage(processor);
const ours = (spent.user + spent.system) / 1e6;
const clock = (performance.now() - wall) / 1000;
const { permutations } = results.settings;
const megabytes = (/** @type {string} */ text) => (Buffer.byteLength(text) / 1e6).toFixed(2);
console.log(`${n} rows, ${count} attributes, ${resamples} resamples, ${permutations} permutations`);
console.log(
  `ours: ${ours.toFixed(1)} s of processor, ${clock.toFixed(1)} s on the clock, ` +
    `at most ${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(1)} GiB`,
);
console.log(
  `page ${megabytes(auditHtml(results))} MB, audit.json ${megabytes(JSON.stringify(results, null, 2))} MB`,
);
if (options.python !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), "unconfound-bench-audit-"));
  const file = join(folder, "rows.json");
  const rows = {
    label: [...labels],
    score: Array.from(labels, (_, row) => probabilities[2 * row + 1]),
    attributes: attributes.map(({ values }) => [...values]),
    resamples,
  };
  writeFileSync(file, JSON.stringify(rows));
  const script = fileURLToPath(new URL("peers/fairlearn_groups.py", import.meta.url));
  const text = execFileSync(options.python, [script, file], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  rmSync(folder, { recursive: true });
  const peer = JSON.parse(text);
  let largest = 0;
  for (const [index, table] of peer.by_group.entries()) {
    for (const [name, values] of Object.entries(table)) {
      for (const [group, value] of /** @type {number[]} */ (values).entries()) {
        const own = results.targets[0]?.attributes[index]?.groups[group]?.measures[name];
        largest = Math.max(
          largest,
          own === undefined || "reason" in own ? 1 : Math.abs(own.value - value),
        );
      }
    }
  }
  console.log(`fairlearn ${peer.version}: ${peer.seconds.toFixed(1)} s of processor`);
  console.log(
    `ratio ${(peer.seconds / ours).toFixed(1)}; largest difference of a value ${largest.toExponential(1)}`,
  );
}
