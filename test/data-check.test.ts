/** What a person sees of a cohort before and after training, from the command line: a cohort with planted faults. */
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { NdArray } from "../src/base/ndarray.js";
import { encodePng } from "../src/data/formats/encode-png.js";
import { decodePng } from "../src/data/formats/png.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom } = openCommandLine("data-check", { home: true });
const chest = join(folder, "chest");
const cohort = join(chest, "cohort.yml");
const run = join(chest, "run.yml");
const side = 32;

/** Rows of the table by column name. */
let rows: Record<string, string>[] = [];

function readRows(): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(join(chest, "table.csv"), "utf8").trim().split("\n");
  const names = header.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, column) => [names[column] ?? "", cell])),
  );
}

/** Paths of images of training with this finding. */
function trainingImages(finding: string): string[] {
  return rows
    .filter((row) => row["split"] === "train" && row["finding"] === finding)
    .map((row) => row["image"] ?? "");
}

function pixelsOf(image: string): Uint8Array {
  return decodePng(new Uint8Array(readFileSync(join(chest, image))), image).samples
    .data as Uint8Array;
}

function writePicture(image: string, data: Uint8Array, width = side): void {
  const samples: NdArray = { dtype: "uint8", shape: [1, data.length / width, width], data };
  const picture = { samples, channels: "grey", spacingMm: null, affine: null } as const;
  writeFileSync(join(chest, image), encodePng(picture));
}

/** Files of the images' cache with their times: the same where nothing was made. */
function cached(): string[] {
  const place = join(folder, ".cache/unconfound/images");
  return readdirSync(place, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".f32"))
    .map((name) => `${name} ${statSync(join(place, name)).mtimeMs}`);
}

function writeCohort(more = ""): void {
  writeFileSync(
    cohort,
    `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes:
  - { name: site, column: site, missing: drop }
filters: [{ column: age, min: 50 }]
split: { column: split }
preprocess:
  - { name: resize, size: [${side}, ${side}], method: area }
  - { name: rescale, from: [0, 255], to: [0, 1] }
${more}`,
  );
}

/** The images that are planted, in the order of their faults. */
let planted: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const small = ["--format", "png", "--size", String(side), "--subjects", "240"];
  await makePhantom(chest, ...small, "--association", "0.7", "--split");
  rows = readRows().filter((row) => Number(row["age"]) >= 50);
  const [a = "", b = "", c = "", d = "", e = "", f = ""] = trainingImages("1");
  const [g = "", h = "", i = "", j = "", k = "", l = "", m = ""] = trainingImages("0");
  planted = { a, b, c, d, e, f, g, h, i, j };
  truncateSync(join(chest, a), 300);
  rmSync(join(chest, b));
  copyFileSync(join(chest, c), join(chest, d));
  writePicture(
    f,
    pixelsOf(e).map((sample) => Math.min(255, Math.round(1.01 * sample) + 1)),
  );
  const moved = pixelsOf(g);
  writePicture(
    h,
    moved.map((_, place) => moved[place - side] ?? moved[place] ?? 0),
  );
  writePicture(i, new Uint8Array(side * side).fill(70));
  const taller = pixelsOf(j);
  writePicture(j, Uint8Array.from([...taller, ...taller.subarray(0, 8 * side)]));
  // A site of three rows, all without the finding and in training.
  const table = readFileSync(join(chest, "table.csv"), "utf8");
  const rare = new Set([k, l, m]);
  const lines = table
    .split("\n")
    .map((line) =>
      rare.has(line.split(",")[0] ?? "") ? line.replace(/,(north|south),/, ",east,") : line,
    );
  writeFileSync(join(chest, "table.csv"), lines.join("\n"));
  writeCohort();
  writeFileSync(
    run,
    `data: { cohort: cohort.yml, attributes: [site], workers: 1, plan: native }
model: { encoder: mlp, features: 2, head: linear }
method: { name: multitask }
train: { epochs: 1, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
}, 120_000);

describe("data check of a cohort file", () => {
  it("names what is planted, each with its severity and advice", async () => {
    const { code, out, err } = await unconfound("data", "check", cohort, "--json", "check.json");
    expect(err).toBe("");
    expect(code).toBe(0);
    const { a, b, c, d, e, f, g, h, i, j } = planted;
    expect(out).toContain(`warning: 1 image is missing\n  ${b}: no such image`);
    expect(out).toContain(`warning: 1 image cannot be read\n  ${a}`);
    expect(out).toContain(
      `warning: 1 group of files with the same bytes of different subjects\n  ${[c, d].sort().join(" = ")} (other subjects)\n  They are learnt twice, and a new split may part them: give them one subject.`,
    );
    expect(out).toMatch(
      new RegExp(
        `warning: 2 groups of near duplicates of different subjects\n  .*(${e} = ${f}|${g} = ${h})`,
      ),
    );
    expect(out).toContain(`${e} = ${f} (other subjects)`);
    expect(out).toContain(`${g} = ${h} (other subjects)`);
    expect(out).toContain(
      `warning: 1 image shows nothing: all samples are equal\n  ${i} (in the file)`,
    );
    expect(out).toContain(
      `note: 1 file has another size than most (1x${side}x${side}); there are 2 sizes\n  ${j} (1x${side + 8}x${side})`,
    );
    expect(out).toContain(
      "warning: 1 cell of label and attributes without a training row\n  positive, east",
    );
    expect(out).toContain("negative, east in train: 3");
    expect(out.trim().split("\n").at(-1)).toMatch(/^0 errors, 6 warnings, [23] notes$/);
  });

  it("tells in JSON the same, by pseudonym", () => {
    const text = readFileSync(join(folder, "check.json"), "utf8");
    const report = JSON.parse(text) as {
      findings: { kind: string; severity: string; count: number; items: { rows: string[] }[] }[];
      flow: { steps: { what: string; count: string }[] };
    };
    expect(report.findings.slice(0, 6).map(({ kind, count }) => [kind, count])).toEqual([
      ["same-bytes-across-subjects", 1],
      ["near-across-subjects", 2],
      ["missing-files", 1],
      ["unreadable-files", 1],
      ["constant-images", 1],
      ["empty-cells", 1],
    ]);
    expect(report.findings[0]?.items[0]?.rows).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
    for (const image of Object.values(planted)) expect(text).not.toContain(image);
    expect(report.flow.steps.at(-1)?.what).toBe("the image can be read");
  });

  it("shows no count below the smallest cell, and none that tells it", async () => {
    writeCohort("privacy: { smallestCell: 5 }");
    const { out } = await unconfound("data", "check", cohort);
    writeCohort();
    expect(out).toMatch(/^negative\s+east\s+<5\s/m);
    expect(out).toMatch(/^negative\s+(north|south)\s+\*\s/m);
    expect(out).toContain("negative, east in train: <5");
    // Two images that cannot be read: the step is put together with the one before.
    expect(out).toMatch(/^age at least 50; .*the image can be read: \d+ rows of/m);
  });
});

describe("a run of it", () => {
  const out = join(folder, "trained");

  it("is checked with its sets, then trained without making an image again", async () => {
    const check = await unconfound("data", "check", run);
    expect(check.err).toBe("");
    expect(check.code).toBe(0);
    expect(check.out).toMatch(/train \(pool train\): \d+ rows/);
    expect(check.out).toMatch(
      /warning: \d groups of label and attributes of the run without an image in training or validation\n {2}positive, east in train\n {2}negative, east in validation\n/,
    );
    expect(check.out).toContain("\n  negative, east in train: 3\n");
    expect(check.out).toContain('validation has no image of "negative, east" and "positive, east"');
    const before = cached();
    expect(before.length).toBeGreaterThan(0);
    const { code, err } = await unconfound("train", run, "--out", out);
    expect(err).not.toMatch(/^error/m);
    expect(code).toBe(0);
    expect(cached()).toEqual(before);
  });

  it("has its flow of exclusions in report and model card", () => {
    const page = readFileSync(join(out, "report.html"), "utf8");
    expect(page).toContain(
      '<title id="flow-title">From the tables to training, validation and test</title>',
    );
    expect(page).toMatch(/>2 rows left out<.*>the image cannot be read</);
    const card = readFileSync(join(out, "MODEL_CARD.md"), "utf8");
    expect(card).toMatch(/^- table\.csv: 240 rows of 240 subjects$/m);
    expect(card).toMatch(
      /^- the image can be read: \d+ rows of \d+ subjects \(2 rows left out; the image cannot be read\)$/m,
    );
  });

  it("has its report written again without the data, the same bytes", async () => {
    const page = readFileSync(join(out, "report.html"), "utf8");
    expect(await unconfound("report", out, "--out", "again.html")).toMatchObject({
      code: 0,
      out: "report  again.html\n",
    });
    expect(readFileSync(join(folder, "again.html"), "utf8")).toBe(page);
    expect(page).toContain('src="data:image/png;base64,');
    expect(await unconfound("report", join(folder, "none"))).toMatchObject({ code: 2 });
  });

  it("says nothing of few people anywhere that it is shown", async () => {
    writeCohort("privacy: { smallestCell: 5 }");
    const private_ = join(folder, "private");
    const { code, err } = await unconfound("train", run, "--out", private_);
    writeCohort();
    expect(code).toBe(0);
    expect(err).toMatch(/^negative\s+east\s+<5\s/m);
    const page = readFileSync(join(private_, "report.html"), "utf8");
    const card = readFileSync(join(private_, "MODEL_CARD.md"), "utf8");
    for (const text of [page, card]) {
      expect(text).toMatch(/negative\s+east\s+(<|&lt;)5\s/);
      expect(text).not.toContain("site=east, n");
    }
    expect(page).toContain("site=north: example 1 of 4");
    expect(page).not.toContain("site=east: example");
    expect(readFileSync(join(private_, "examples.json"), "utf8")).not.toContain("east");
    expect(card).toContain("Counts below 5 are shown as &lt;5");
    // The files of a row a person have all of it.
    const plan = JSON.parse(readFileSync(join(private_, "plan.json"), "utf8")) as {
      smallestCell: number;
      tables: { cells: { attributes: { site: string }; count: number }[] }[];
    };
    expect(plan.smallestCell).toBe(5);
    const east = plan.tables[0]?.cells.filter(({ attributes }) => attributes.site === "east");
    expect(east?.map(({ count }) => count)).toEqual([3, 0]);
  });
});

describe("a test that sees its training images", () => {
  it("is an error, named first", async () => {
    const test = rows.find((row) => row["split"] === "test" && row["finding"] === "1");
    copyFileSync(join(chest, planted["e"] ?? ""), join(chest, test?.["image"] ?? ""));
    const { code, out } = await unconfound("data", "check", cohort);
    expect(code).toBe(1);
    const first = out.split("\n\n").find((block) => /^(error|warning|note):/.test(block));
    expect(first).toMatch(
      /^error: 1 group of files with the same bytes in several parts of the split\n {2}\S+ = \S+ \(other parts, other subjects\)\n {2}A test would see/,
    );
  });
});
