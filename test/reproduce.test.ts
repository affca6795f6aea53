/** `unconfound reproduce` as a user meets it: the same bytes again, each change by name, and data that are not found. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findChanges } from "../src/app/reproduce/find-changes.js";
import { isReproducible } from "../src/app/reproduce/finding.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, train } = openCommandLine("reproduce", { home: true });
const chest = join(folder, "chest");
const settings = `model: { encoder: mlp, features: 2, head: none }
method: { name: multitask }
train: { epochs: 1, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`;

async function trainOn(place: string, data: string): Promise<void> {
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, place, "run.yml"), `${data}\n${settings}`);
  await train(`${place}/run.yml`, `${place}-run`);
}

describe("a run on a cohort", () => {
  beforeAll(async () => {
    const png = ["--format", "png", "--size", "32"];
    await makePhantom(chest, ...png, "--subjects", "80", "--association", "0.7");
    writeFileSync(
      join(chest, "cohort.yml"),
      `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes: [{ name: marker, column: marker }, { name: site, column: site }]
split: { kind: hash, validation: 0.2, test: 0.3 }
preprocess: [{ name: resize, size: [16, 16], method: area }]
`,
    );
    await trainOn("chest", "data: { cohort: cohort.yml, attributes: [marker, site], workers: 0 }");
  }, 240_000);

  it("is the same bytes again on the same machine", async () => {
    const { code, out } = await unconfound(
      ...["reproduce", "chest-run", "chest/run.yml", "--train", "--out", "again"],
    );
    expect(out).not.toMatch(/^(changed|unknown)/m);
    expect(out).toMatch(
      /^same {5}settings\nsame {5}cohort: rows \(80\), their parts, labels, attributes and images\n/,
    );
    expect(out).toMatch(/\nnothing that decides results has changed\n/);
    for (const name of [
      "results.json without its seconds",
      "model.onnx",
      "predictions.csv",
      "examples.json",
      "metrics.jsonl",
    ]) {
      expect(out).toContain(`same     ${name}: the same bytes\n`);
    }
    expect(code).toBe(0);
    // The two runs are two runs: their clocks differ.
    const timing = (run: string) => readFileSync(join(folder, run, "timing.jsonl"), "utf8");
    expect(timing("again")).not.toBe(timing("chest-run"));
  }, 120_000);

  it("names each thing that changed", async () => {
    cpSync(chest, join(folder, "changed"), { recursive: true });
    const table = join(folder, "changed", "table.csv");
    const [header = "", ...rows] = readFileSync(table, "utf8").trim().split("\n");
    const column = (name: string) => header.split(",").indexOf(name);
    const cells = rows.map((row) => row.split(","));
    const turn = (row: number, name: string, left: string, right: string) => {
      const cell = cells[row] ?? [];
      cell[column(name)] = cell[column(name)] === left ? right : left;
    };
    turn(0, "finding", "0", "1");
    turn(1, "marker", "absent", "present");
    const imageOf = (row: number) => join(folder, "changed", cells[row]?.[column("image")] ?? "");
    copyFileSync(imageOf(3), imageOf(2));
    const added = [...(cells[4] ?? [])];
    added[column("image")] = "images/new.png";
    added[column("patient_id")] = "P9999";
    copyFileSync(imageOf(5), join(folder, "changed", "images", "new.png"));
    const kept = cells.filter((_, row) => row !== 6);
    writeFileSync(table, [header, ...[...kept, added].map((row) => row.join(","))].join("\n"));
    const { code, out } = await unconfound("reproduce", "chest-run", "changed");
    expect(code).toBe(1);
    const id = "[0-9a-f]{16}";
    const lines = out.split("\n").filter((line) => line.startsWith("changed"));
    expect(lines.map((line) => line.replace(new RegExp(id, "g"), "ID"))).toEqual([
      "changed  cohort: table table.csv has other content",
      "changed  cohort: 1 row added: ID",
      "changed  cohort: 1 row removed: ID",
      expect.stringMatching(
        /^changed {2}cohort: 1 row with another label: ID \((positive → negative|negative → positive)\)$/,
      ),
      expect.stringMatching(
        /^changed {2}cohort: 1 row with another marker: ID \((absent → present|present → absent)\)$/,
      ),
      "changed  cohort: 1 row with another image: ID",
    ]);
    expect(out).toMatch(/\nsomething that decides results has changed\n$/);
  }, 120_000);

  it("asks where the data are, and for a new folder", async () => {
    await expect(
      findChanges({ run: join(folder, "chest-run"), base: folder, onProgress: () => undefined }),
    ).rejects.toThrow(
      `reproduce: the data of the run are not found from here: got ${join(folder, "cohort.yml")}. Name the run file that it was trained from, or the folder of that file: unconfound reproduce RUN FILE.yml.`,
    );
    const { code, err } = await unconfound(
      "reproduce",
      "chest-run",
      "chest",
      "--train",
      "--out",
      "chest",
    );
    expect([code, err]).toEqual([
      2,
      "error: --out: the folder exists: got chest. Choose another folder.\n",
    ]);
  });
});

describe("a run on a data set of ours", () => {
  const run = join(folder, "phantom-run");
  const check = async (changed: string) => {
    const { findings } = await findChanges({
      run: changed,
      base: folder,
      onProgress: () => undefined,
    });
    const lines = findings.map(({ state, text }) => `${state} ${text}`);
    return { lines, isSame: isReproducible(findings) };
  };
  /** The run with other words in a file. */
  const edited = (name: string, file: string, from: RegExp, to: string) => {
    const copy = join(folder, name);
    cpSync(run, copy, { recursive: true });
    const path = join(copy, file);
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(from);
    writeFileSync(path, text.replace(from, to));
    return copy;
  };

  beforeAll(async () => {
    await trainOn(
      "phantom",
      `data:
  { dataset: phantom, size: 16, train: 200, test: 100, attributes: [marker], plan: { train: 0.8, tests: { iid: 0.8 } } }`,
    );
  }, 120_000);

  it("is compared by the hash of its data", async () => {
    const { lines, isSame } = await check(run);
    expect(isSame).toBe(true);
    expect(lines[0]).toBe("same settings");
    expect(lines[1]).toMatch(/^same data [0-9a-f]{12}$/);
    expect(lines.slice(2, 4)).toEqual([
      "same shape of images [1, 16, 16]",
      "same names of classes and values",
    ]);
    expect(lines.filter((line) => !line.startsWith("same"))).toEqual([]);
    expect(existsSync(join(folder, "reproductions"))).toBe(false);
  });

  it("names settings, data and versions that are others, and what the run does not say", async () => {
    const settingsOf = edited("settings", "config.yml", /^seed: 0$/m, "seed: 1");
    expect((await check(settingsOf)).lines[0]).toBe(
      "changed settings: config.yml is not what was trained with",
    );
    const data = edited("data", "env.json", /"dataHash": "/, '"dataHash": "0000');
    const found = await check(data);
    expect(found.lines[1]).toMatch(/^changed data 0000[0-9a-f]{8} → [0-9a-f]{12}$/);
    expect(found.isSame).toBe(false);
    const old = edited("old", "env.json", / {2}"unconfound": .*\n/, "");
    const older = await check(old);
    expect(older.lines).toContainEqual(
      expect.stringMatching(/^unknown unconfound: the run does not say \(here \d+\.\d+\.\d+\)$/),
    );
    expect(older.isSame).toBe(true);
  });
});
