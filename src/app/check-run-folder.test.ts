import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { parseRunConfig } from "../config/parse-config.js";
import { checkRunFolder } from "./check-run-folder.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-check-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const config = (...overrides: string[]) =>
  parseRunConfig(
    `data: { dataset: phantom, attributes: [marker], plan: { train: 0.8, tests: {} } }
model: { encoder: mlp, features: 2, head: none }
method: { name: erm }
train: { epochs: 4, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
`,
    "run.yml",
    overrides,
  );

/** A folder with these files. */
function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

const check =
  (out: string, resume: boolean, ...overrides: string[]) =>
  () =>
    checkRunFolder({ out, resume }, config(...overrides));

it("gives a new run a folder that is absent, empty, or left by a start that failed at once", () => {
  expect(check(join(root, "absent", "deeper"), false)).not.toThrow();
  const empty = folderOf("empty", {});
  expect(check(empty, false)).not.toThrow();
  expect(check(empty, true)).toThrow(
    `--resume: no run in this folder: got ${empty}. Leave out --resume to start it.`,
  );
  expect(
    check(folderOf("failed", { "run.lock": "1", "config.yml.7.tmp": "" }), false),
  ).not.toThrow();
});

it("never writes into a folder that holds something else", () => {
  const other = folderOf("other", { "notes.txt": "mine" });
  const advice = "Choose another folder: this one holds other files.";
  expect(check(other, false)).toThrow(`--out: the folder exists: got ${other}. ${advice}`);
  expect(check(other, true)).toThrow(`--resume: no run in this folder: got ${other}. ${advice}`);
  const file = join(other, "notes.txt");
  expect(check(file, false)).toThrow(`--out: not a folder: got ${file}. Choose another folder.`);
  expect(check(join(file, "sub"), false)).toThrow(
    `--out: not a folder: got ${join(file, "sub")} (${file} is a file). Choose another folder.`,
  );
});

it("goes on only with the same run; runtime may differ", () => {
  const run = folderOf("run", { "config.yml": stringify(config()) });
  expect(check(run, false)).toThrow(
    `--out: the folder exists: got ${run}. Choose another folder, or go on with the run in it by --resume.`,
  );
  expect(check(run, true)).not.toThrow();
  expect(check(run, true, "runtime.threads=1")).not.toThrow();
  expect(check(run, true, "train.batch=25")).toThrow(
    `--resume: the run was started with another train.batch. Restore that key, or choose another --out. ` +
      `The run's own settings are in ${join(run, "config.yml")}.`,
  );
});
