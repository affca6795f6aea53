// @ts-check
/**
 * The published settings that one machine can run, beside the numbers that were published for them. Each run goes on where
 * it was stopped; results.json beside this file keeps what has ended, the table is printed.
 *
 *   npm run build && node experiments/replication/run.mjs [NAME …] [--out runs/replication] [--threads 1] [-- data.root=FOLDER]
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * @typedef {{ name: string, preset: string, settings: string[], differs: string,
 *   published: { iid: number, inverted: number, balanced: number } | null }} Study
 */
/** @type {Study[]} */
const studies = [
  {
    name: "thesis-baseline",
    preset: "mimm-2-confounder-thesis",
    settings: ["method={name: multitask}"],
    differs: "nothing beyond the preset's own list",
    published: { iid: 0.968, inverted: 0.392, balanced: 0.767 },
  },
  {
    name: "thesis-baseline-unit",
    preset: "mimm-2-confounder-thesis",
    settings: ["method={name: multitask}", "data.grey=unit"],
    differs: "grey values of 0..1",
    published: { iid: 0.968, inverted: 0.392, balanced: 0.767 },
  },
  {
    name: "thesis-e2-four-shifts",
    preset: "mimm-2-confounder-thesis",
    settings: ["method.pairs=4"],
    differs: "4 shifts of the batch in the place of all 499 other rows",
    published: { iid: 0.801, inverted: 0.785, balanced: 0.83 },
  },
  {
    name: "mlmi-baseline",
    preset: "mlmi-2024-baseline",
    settings: [],
    differs: "nothing beyond the preset's own list",
    published: null,
  },
  {
    name: "mlmi-rebalancing",
    preset: "mlmi-2024-rebalancing",
    settings: [],
    differs: "nothing beyond the preset's own list",
    published: null,
  },
  {
    name: "mlmi-adversary",
    preset: "mlmi-2024-adversary",
    settings: [],
    differs: "nothing beyond the preset's own list",
    published: null,
  },
  {
    name: "mlmi-dcor",
    preset: "mlmi-2024-dcor",
    settings: [],
    differs: "nothing beyond the preset's own list",
    published: null,
  },
];

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options, positionals } = parseArgs({
  options: {
    out: { type: "string", default: "runs/replication" },
    threads: { type: "string", default: "1" },
  },
  allowPositionals: true,
});
const overrides = positionals.filter((text) => text.includes("="));
const names = positionals.filter((text) => !text.includes("="));
const unknown = names.find((name) => !studies.some((study) => study.name === name));
if (unknown !== undefined) {
  const known = studies.map(({ name }) => name).join(", ");
  process.stderr.write(`No study is called ${unknown}: expected ${known}.\n`);
  process.exit(2);
}

for (const { name, preset, settings } of studies) {
  if (names.length > 0 && !names.includes(name)) continue;
  const folder = join(options.out, name);
  if (existsSync(join(folder, "done"))) continue;
  const { status } = spawnSync(
    process.execPath,
    [
      here("../../bin/unconfound.js"),
      ...["train", here(`../../presets/${preset}.yml`), "--out", folder],
      ...(existsSync(folder) ? ["--resume"] : []),
      `runtime.threads=${options.threads}`,
      ...settings,
      ...overrides,
    ],
    { stdio: "inherit" },
  );
  if (status !== 0) process.exit(status ?? 1);
}

const file = here("results.json");
/** @type {Record<string, { iid: number, inverted: number, balanced: number, worstGroup: number, minutes: number }>} */
const results = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
for (const { name } of studies) {
  const folder = join(options.out, name);
  if (!existsSync(join(folder, "done"))) continue;
  const { tests, seconds } = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
  results[name] = {
    iid: tests.iid.balanced_accuracy,
    inverted: tests.inverted.balanced_accuracy,
    balanced: tests.balanced.balanced_accuracy,
    worstGroup: tests.balanced.worst_group_accuracy,
    minutes: Math.round(seconds / 6) / 10,
  };
}
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);

const three = (
  /** @type {{ iid: number, inverted: number, balanced: number } | null | undefined} */ row,
) =>
  row
    ? [row.iid, row.inverted, row.balanced].map((value) => value.toFixed(3)).join(" / ")
    : "not available";
process.stdout.write(
  "| study | ours: iid / inverted / balanced | published | minutes |\n| --- | --- | --- | --- |\n",
);
for (const { name, published } of studies) {
  const own = results[name];
  if (own === undefined) continue;
  process.stdout.write(`| \`${name}\` | ${three(own)} | ${three(published)} | ${own.minutes} |\n`);
}
