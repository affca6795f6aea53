/**
 * Time of reading a table and building a cohort of it: `npm run build && node bench/read-table.mjs [rows]`.
 * Makes a CSV of 20 columns (300,000 rows by default: 43 MB) in a temporary folder. Prints wall and processor time of
 * `readTable`, which reads and hashes it, and of `readCohort`, which does that and decides every row.
 */
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCohort } from "../dist/config/parse-cohort.js";
import { readCohort } from "../dist/data/cohort/read-cohort.js";
import { readTable } from "../dist/data/tables/read-table.js";

const rows = Number(process.argv[2] ?? 300_000);
const folder = mkdtempSync(join(tmpdir(), "read-table-"));
const path = join(folder, "big.csv");

async function writeTable() {
  const file = createWriteStream(path);
  const findings = Array.from({ length: 16 }, (_, index) => `finding ${index}`);
  file.write(`${["Path", "patient", "Sex", "Age", ...findings].join(",")}\n`);
  for (let row = 0; row < rows; row++) {
    const patient = `patient${String(Math.floor(row / 3)).padStart(6, "0")}`;
    // A multiplicative hash of the row, so that columns are not periodic.
    const noise = Math.imul(row + 1, 0x9e3779b1) >>> 0;
    const cells = findings.map((_, index) => ["", "1.0", "0.0", "-1.0"][(noise >>> index) & 3]);
    const image = `train/${patient}/study1/view${row % 3}_frontal.jpg`;
    const line = [image, patient, noise & 1 ? "Male" : "Female", 18 + (noise % 72), ...cells];
    if (!file.write(`${line.join(",")}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

async function timed(what, run) {
  const processor = process.cpuUsage();
  const start = performance.now();
  await run();
  const { user, system } = process.cpuUsage(processor);
  const wall = (performance.now() - start) / 1000;
  const memory = process.memoryUsage().rss / 2 ** 20;
  console.log(
    `${what}: ${wall.toFixed(2)} s, processor ${((user + system) / 1e6).toFixed(2)} s, resident ${memory.toFixed(0)} MiB`,
  );
}

const spec = parseCohort(
  `
tables: [{ file: big.csv }]
images: { column: Path }
subject: { pattern: "patient(\\\\d+)", of: Path }
target: { as: binary, column: finding 0, positive: [1], negative: [0], uncertain: { values: [-1], policy: ignore } }
attributes: [{ name: sex, column: Sex }, { name: age, column: Age, bins: [50], as: continuous }]
filters: [{ column: Age, outside: [50, 60] }]
`,
  "bench",
);
try {
  await writeTable();
  await timed(`readTable, ${rows} rows`, () => readTable({ path, name: "big.csv" }));
  await timed(`readCohort, ${rows} rows`, () => readCohort(spec, { folder, splitSeed: 0 }));
} finally {
  rmSync(folder, { recursive: true });
}
