/** A run's model on image files: the numbers of the run itself, and what becomes of files that are none. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, train } = openCommandLine("predict", { home: true });
const chest = join(folder, "chest");
const run = join(folder, "run");
const out = (name: string) => join(folder, name);
const linesOf = (path: string) => readFileSync(path, "utf8").trimEnd().split("\n");

beforeAll(async () => {
  await makePhantom(
    chest,
    "--format",
    "dicom",
    "--subjects",
    "100",
    "--size",
    "16",
    "--association",
    "0.7",
  );
  writeFileSync(
    join(chest, "cohort.yml"),
    `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes: [{ name: marker, column: marker }]
preprocess: [{ name: percentile-clip }, { name: histogram-match }]
privacy: { ids: plain }
`,
  );
  writeFileSync(
    join(chest, "run.yml"),
    `data: { cohort: cohort.yml, attributes: [marker], cache: ../cache, workers: 0 }
model: { encoder: mlp, features: 2, head: none }
method: { name: multitask }
train: { epochs: 2, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
evaluation: { probes: false }
`,
  );
  await train("chest/run.yml", run);
}, 180_000);

describe("predict", () => {
  it("gives the scores of the run for the same files, the same bytes with any number of workers", async () => {
    const first = await unconfound(
      "predict",
      run,
      chest,
      "--out",
      out("one.csv"),
      "--workers",
      "1",
    );
    expect(first.err).toBe(`${skipped()} files that are no images by their names were skipped\n`);
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^predictions {2}\S+one\.csv {2}100 images in \d.*s\n$/);
    const table = ["predict", run, join(chest, "table.csv"), "--out", out("two.csv")];
    expect((await unconfound(...table, "--workers", "2")).code).toBe(0);
    expect(readFileSync(out("two.csv"), "utf8")).toBe(readFileSync(out("one.csv"), "utf8"));
    const [header, ...rows] = linesOf(out("one.csv"));
    expect(header).toBe("id,prediction,score");
    expect(rows.length).toBe(100);
    const scores = new Map(
      rows.map((row) => {
        const [id = "", prediction, score] = row.split(",");
        expect(prediction).toBe(Number(score) > 0.5 ? "positive" : "negative");
        return [id, Number(score)];
      }),
    );
    const known = linesOf(join(run, "predictions.csv")).slice(1);
    expect(known.length).toBeGreaterThan(20);
    for (const line of known) {
      const [, id = "", , , score] = line.split(",");
      expect(scores.get(id)).toBeCloseTo(Number(score), 6);
    }
  }, 180_000);

  it("names what cannot be read, and goes on", async () => {
    const mixed = out("mixed");
    mkdirSync(join(mixed, "deep"), { recursive: true });
    const [one = "", two = ""] = readdirSync(join(chest, "images")).sort();
    cpSync(join(chest, "images", one), join(mixed, "deep", "a b é.dcm"));
    cpSync(join(chest, "images", two), join(mixed, "cut.dcm"));
    truncateSync(join(mixed, "cut.dcm"), 700);
    writeFileSync(join(mixed, "notes"), "no image at all");
    writeFileSync(join(mixed, "notes.txt"), "skipped by its name");
    const { code, err } = await unconfound("predict", run, mixed, "--out", out("mixed.csv"));
    expect(code).toBe(0);
    expect(err).toMatch(/^2 images have no prediction:\n {2}cut\.dcm.*\n {2}notes, byte 0: .*\n/);
    expect(err).toMatch(/1 files that are no images by their names were skipped\n$/);
    expect(linesOf(out("mixed.csv")).slice(1)).toEqual([
      expect.stringMatching(/^deep\/a b é\.dcm,(positive|negative),0\.\d+$/),
    ]);
    const failed = linesOf(out("mixed.failed.csv"));
    expect(failed.map((line) => line.split(",")[0])).toEqual(["id", "cut.dcm", "notes"]);
  }, 180_000);

  it("leaves no list of failures from an earlier file of that name", async () => {
    const [one = ""] = readdirSync(join(chest, "images")).sort();
    writeFileSync(out("mixed.csv"), "old");
    writeFileSync(out("mixed.failed.csv"), "old");
    const image = join(chest, "images", one);
    const { code, err } = await unconfound("predict", run, image, "--out", "mixed.csv", "--force");
    expect([code, err]).toEqual([0, ""]);
    expect(linesOf(out("mixed.csv")).length).toBe(2);
    expect(existsSync(out("mixed.failed.csv"))).toBe(false);
  }, 180_000);

  it("says 1 where nothing could be predicted, and refuses what it cannot do", async () => {
    writeFileSync(out("none.csv"), "image\n../secret.dcm\nnowhere.dcm\n");
    const none = await unconfound("predict", run, out("none.csv"), "--out", out("no.csv"));
    expect(none.code).toBe(1);
    expect(linesOf(out("no.failed.csv"))).toEqual([
      "id,reason",
      expect.stringMatching(/^\.\.\/secret\.dcm,.*none\.csv row 2: the image path leaves the root/),
      expect.stringMatching(/^nowhere\.dcm,.*nowhere\.dcm: no such image/),
    ]);
    const again = await unconfound("predict", run, chest, "--out", out("no.csv"));
    expect(again.code).toBe(2);
    expect(again.err).toContain("--out: the file is there already");
    mkdirSync(out("empty"));
    expect((await unconfound("predict", run, out("empty"), "--out", out("x.csv"))).err).toBe(
      `error: input: no image in this folder: got ${out("empty")} (other files 0, links that were not followed 0)\n`,
    );
    expect(
      (await unconfound("predict", run, chest, "--column", "file", "--out", out("x.csv"))).err,
    ).toBe(`error: --column: goes with a table: got ${chest}\n`);
    expect(existsSync(out("x.csv"))).toBe(false);
    expect((await unconfound("predict", run, chest, "--out", out("empty"), "--force")).err).toBe(
      `error: --out: a folder, not a file: got ${out("empty")}. Name a file, such as predictions.csv in it.\n`,
    );
    const below = join(out("none.csv"), "x.csv");
    expect((await unconfound("predict", run, chest, "--out", below)).err).toBe(
      `error: --out: not a folder: got ${out("none.csv")}. Choose another folder.\n`,
    );
  }, 180_000);
});

/** Files of the phantom that are no images by their names. */
function skipped(): number {
  return readdirSync(chest, { recursive: true }).filter((name) =>
    /\.(csv|yml|md|json)$/.test(String(name)),
  ).length;
}
