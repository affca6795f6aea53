// @ts-check
/**
 * The volumes of this study, with their table and its cohort and run files beside them; outside of the repository.
 *
 *   node experiments/phantom-brain/make.mjs FOLDER [SUBJECTS [SIDE]]
 *
 * SUBJECTS of each set and SIDE in voxels: for a pilot alone.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Sets of other subjects each; those of a seed are other people. Training draws 90/10 out of 70/30: all cells have rows. */
const sets = [
  {
    name: "learn",
    part: "train",
    subjects: 900,
    options: "--seed 20 --association 0.7 --difficulty 0.2",
  },
  {
    name: "tests",
    part: "test",
    subjects: 400,
    options: "--seed 1 --association 0.5 --difficulty 0.2",
  },
  {
    name: "again-learn",
    part: "train",
    subjects: 900,
    options: "--seed 34 --association 0.7 --difficulty 0.2",
  },
  {
    name: "again-tests",
    part: "test",
    subjects: 400,
    options: "--seed 31 --association 0.5 --difficulty 0.2",
  },
  {
    name: "shift",
    part: "train",
    subjects: 500,
    options: "--seed 2 --association 0.9 --associated intensity --difficulty 0.2",
  },
  {
    name: "atrophy-learn",
    part: "train",
    subjects: 900,
    options: "--seed 3 --association 0.7 --target atrophy",
  },
  {
    name: "atrophy-tests",
    part: "test",
    subjects: 400,
    options: "--seed 4 --association 0.5 --target atrophy",
  },
];
const columns = ["finding", "atrophy", "sex", "age", "site", "intensity"];

const [out, asked, side = "48"] = process.argv.slice(2);
if (out === undefined) {
  process.stderr.write("Name the folder to be made.\n");
  process.exit(2);
}
const study = new URL(".", import.meta.url);
const command = fileURLToPath(new URL("../../bin/unconfound.js", study));
mkdirSync(out, { recursive: true });
const lines = sets.flatMap(({ name, part, subjects, options }) => {
  const place = join(out, name);
  const size = ["--format", "nifti", "--size", side, "--subjects", asked ?? String(subjects)];
  const args = ["data", "make", "phantom", ...size, ...options.split(" "), "--out", place];
  const { status } = spawnSync(process.execPath, [command, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  const [header = [], ...rows] = readFileSync(join(place, "table.csv"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((cells) => {
    const cell = (/** @type {string} */ column) => cells[header.indexOf(column)] ?? "";
    // A number of a patient is used in every set; who is meant is set and number.
    const own = [`${name}/${cell("image")}`, `${name}-${cell("participant_id")}`, name, part];
    return [...own, ...columns.map(cell)].join(",");
  });
});
const header = ["image", "subject", "set", "part", ...columns].join(",");
writeFileSync(join(out, "table.csv"), [header, ...lines, ""].join("\n"));
const files = readdirSync(fileURLToPath(study)).filter((file) => file.endsWith(".yml"));
for (const file of files) copyFileSync(new URL(file, study), join(out, file));
process.stdout.write(`${lines.length} volumes, table.csv and ${files.join(", ")} in ${out}\n`);
