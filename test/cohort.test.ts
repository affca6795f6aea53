/** A cohort of a user's own files from the command line: what is trained on, what is written, what is told to nobody. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { readTags } from "../src/data/formats/dicom.js";
import { decodePng } from "../src/data/formats/png.js";
import { pngMagic } from "../src/data/formats/png/chunks.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, train } = openCommandLine("cohort", { home: true });
const chest = join(folder, "chest");
const subjects = 120;

/** Cohort and run file for the phantom; `more` are keys of the cohort. */
function writeFiles(name: string, more = ""): string {
  writeFileSync(
    join(chest, `${name}-cohort.yml`),
    `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes:
  - { name: marker, column: marker }
  - { name: device, tag: ManufacturerModelName }
preprocess:
  - { name: percentile-clip, low: 0, high: 100 }
  - { name: resize, size: [16, 16], method: area }
${more}`,
  );
  const run = join(chest, `${name}.yml`);
  writeFileSync(
    run,
    `data: { cohort: ${name}-cohort.yml, attributes: [marker, device], cache: cache, workers: 1 }
model: { encoder: mlp, features: 2, head: none }
method: { name: multitask }
train: { epochs: 2, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: 1 }
`,
  );
  return run;
}

/** Every file below a folder. */
function filesIn(place: string): string[] {
  return readdirSync(place, { recursive: true })
    .map((name) => join(place, String(name)))
    .filter((path) => statSync(path).isFile());
}

/** The bytes of a file, and of what is packed in it: pictures in text, members of a ZIP archive with one way of packing. */
function allBytes(path: string): Buffer {
  const bytes = readFileSync(path);
  if (/\.(json|html)$/.test(path)) return Buffer.concat([bytes, ...picturesIn(bytes.toString())]);
  if (!path.endsWith(".npz")) return bytes;
  const parts = [bytes];
  for (let start = bytes.indexOf("PK\x03\x04"); start >= 0;) {
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    if (bytes.readUInt16LE(start + 8) === 8) parts.push(inflateRawSync(bytes.subarray(data)));
    start = bytes.indexOf("PK\x03\x04", data);
  }
  return Buffer.concat(parts);
}

/** PNG files in base64, and their pixels. */
function picturesIn(text: string): Uint8Array[] {
  const [start] = Buffer.from(pngMagic).toString("base64").split("=");
  return [...text.matchAll(new RegExp(`${start?.slice(0, -1)}[A-Za-z0-9+/=]*`, "g"))].flatMap(
    ([base64]) => {
      const png = new Uint8Array(Buffer.from(base64, "base64"));
      const { data } = decodePng(png, "a picture").samples;
      return [png, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
    },
  );
}

const images = () => readdirSync(join(chest, "images")).sort();

beforeAll(async () => {
  const small = ["--format", "dicom", "--size", "32", "--subjects", String(subjects)];
  await makePhantom(chest, ...small, "--association", "0.7");
}, 120_000);

describe("a cohort of DICOM files", () => {
  it("is trained on, its rows are locked, and how images are made goes into the model's files", async () => {
    const out = join(folder, "run");
    const { code, err } = await unconfound("train", writeFiles("plain"), "--out", out);
    expect(err).not.toMatch(/^error/m);
    expect(code).toBe(0);
    const lock = JSON.parse(readFileSync(join(out, "cohort.lock.json"), "utf8")) as {
      rows: { id: string; image: string; part: string; label: string }[];
    };
    expect(lock.rows.length).toBe(subjects);
    expect(new Set(lock.rows.map(({ part }) => part))).toEqual(
      new Set(["train", "validation", "test"]),
    );
    const ids = new Set(lock.rows.map(({ id }) => id));
    const [header = "", ...rows] = readFileSync(join(out, "predictions.csv"), "utf8")
      .trim()
      .split("\n");
    expect(header).toBe("split,id,subject,label,score,attr_marker,attr_device");
    expect(rows.length).toBe(lock.rows.filter(({ part }) => part !== "train").length);
    expect(rows.every((row) => ids.has(row.split(",")[1] ?? ""))).toBe(true);
    const { preparation } = JSON.parse(readFileSync(join(out, "method.json"), "utf8")) as {
      preparation: { preprocess: { steps: { name: string }[] }; imageShape: number[] };
    };
    expect(preparation.imageShape).toEqual([1, 16, 16]);
    expect(preparation.preprocess.steps.map(({ name }) => name)).toEqual([
      "percentile-clip",
      "resize",
    ]);
    expect(readFileSync(join(out, "model.onnx")).includes("unconfound.preparation")).toBe(true);
  });

  it("tells no name, id, date or path to a run, a cache or an export", async () => {
    const names = images();
    const first = new Uint8Array(readFileSync(join(chest, "images", names[0] ?? "")));
    const tags = readTags(first, ["PatientName", "PatientID", "PatientBirthDate", "StudyDate"], {
      source: "first",
    });
    const canaries = [...tags.values()].flatMap(({ value }) =>
      value.kind === "text" ? value.values : [],
    );
    expect(canaries.length).toBe(4);
    const out = join(folder, "exported");
    expect(
      (await unconfound("export", join(folder, "run"), "--out", out, "--safetensors")).code,
    ).toBe(0);
    for (const place of [join(folder, "run"), out, join(chest, "cache")]) {
      const files = filesIn(place);
      expect(files.length).toBeGreaterThan(2);
      for (const path of files) {
        const bytes = allBytes(path);
        for (const canary of [...canaries, ...names]) {
          expect(bytes.includes(canary), `${path} has ${canary}`).toBe(false);
        }
      }
    }
    // The page has what examples.json has, and the search looked into both: 16 x 16 pixels each.
    const shown = ["examples.json", "report.html"].map((name) =>
      picturesIn(readFileSync(join(folder, "run", name), "utf8")),
    );
    expect(shown[0]?.length).toBeGreaterThan(16);
    expect(shown[0]?.[1]?.length).toBe(256);
    expect(shown[1]).toEqual(shown[0]);
    // The search finds what is there: the table has them.
    expect(readFileSync(join(chest, "table.csv")).includes(canaries[1] ?? "")).toBe(true);
  });

  it("leaves images out of a page, and out of the run where the cohort says so", async () => {
    const page = join(folder, "page.html");
    expect(
      (await unconfound("report", join(folder, "run"), "--no-images", "--out", page)).code,
    ).toBe(0);
    const text = readFileSync(page, "utf8");
    expect(text).not.toContain("data:image");
    expect(text).not.toContain("<img");
    expect(text).toContain("Left out of this page (--no-images).");
    const out = join(folder, "unseen");
    const file = writeFiles("unseen", "privacy: { exampleImages: false }\n");
    await train(file, out, "train.epochs=1");
    expect(existsSync(join(out, "examples.json"))).toBe(false);
    for (const path of filesIn(out)) {
      expect(readFileSync(path).includes("data:image"), path).toBe(false);
    }
    const report = readFileSync(join(out, "report.html"), "utf8");
    expect(report).toContain("Left out: this run keeps no images.");
    expect((await unconfound("report", out, "--out", page)).code).toBe(0);
    expect(readFileSync(page, "utf8")).toBe(report);
  });

  it("may not use a tag that identifies a person, unless it is allowed by name", async () => {
    const run = writeFiles("named");
    const cohort = join(chest, "named-cohort.yml");
    const text = readFileSync(cohort, "utf8").replace("ManufacturerModelName", "InstitutionName");
    writeFileSync(cohort, text);
    expect((await unconfound("train", run, "--out", "none")).err).toMatch(
      /error: .*named-cohort\.yml: attributes: the DICOM tag may identify a person: got InstitutionName\. Choose another, or name it under privacy\.allow\./,
    );
  });

  it("goes on without a broken file and a missing one, and names both", async () => {
    const [one = "", two = ""] = images();
    truncateSync(join(chest, "images", one), 700);
    rmSync(join(chest, "images", two));
    // Tags are asked of every file, so this cohort asks for none.
    const run = writeFiles("broken");
    const cohort = join(chest, "broken-cohort.yml");
    const text = readFileSync(cohort, "utf8").replace(/ {2}- \{ name: device.*\n/, "");
    writeFileSync(cohort, text);
    writeFileSync(run, readFileSync(run, "utf8").replace("[marker, device]", "[marker]"));
    const out = join(folder, "broken-run");
    const { code, err } = await unconfound("train", run, "--out", out);
    expect(code).toBe(0);
    expect(err).toMatch(/2 images are left out:/);
    expect(err).toContain(`images/${one}`);
    expect(err).toMatch(new RegExp(`images/${two}.*no such image`));
    const lock = readFileSync(join(out, "cohort.lock.json"), "utf8");
    expect(lock.match(/"excluded":"the image cannot be read"/g)?.length).toBe(2);
  });

  it("is refused where too many images are missing", async () => {
    for (const name of images().slice(0, 8)) rmSync(join(chest, "images", name));
    const { code, err } = await unconfound("train", join(chest, "broken.yml"), "--out", "none");
    expect(code).toBe(2);
    expect(err).toMatch(
      /error: table\.csv: too many images are missing or damaged: expected at most 5 % of 120, got \d+ \(first \[/,
    );
  });
});

describe("a cohort evaluated by subject", () => {
  it("gives each subject the mean of what the same model says of its images", async () => {
    const place = join(folder, "visits");
    const small = ["--format", "png", "--size", "16", "--subjects", "60", "--visits", "2"];
    await makePhantom(place, ...small, "--association", "0.7");
    const run = async (unit: "image" | "subject") => {
      writeFileSync(
        join(place, "cohort.yml"),
        `tables: [{ file: table.csv }]
images: { column: image }
subject: patient_id
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes: [{ name: marker, column: marker }]
preprocess: [{ name: rescale, from: [0, 255] }]
privacy: { ids: plain }
unit: ${unit}
`,
      );
      const file = join(place, "run.yml");
      writeFileSync(
        file,
        `data: { cohort: cohort.yml, attributes: [marker], cache: cache }
model: { encoder: mlp, features: 2, head: none }
method: { name: multitask }
train: { epochs: 1, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
evaluation: { probes: false }
`,
      );
      const out = join(folder, `by-${unit}`);
      await train(file, out);
      const lines = readFileSync(join(out, "predictions.csv"), "utf8").trim().split("\n").slice(1);
      return lines.map((line) => {
        const [split = "", id = "", subject = "", , score = ""] = line.split(",");
        return { key: `${split} ${subject}`, id, subject, score: Number(score) };
      });
    };
    const [images, subjects] = [await run("image"), await run("subject")];
    expect(images.length).toBe(2 * subjects.length);
    for (const { key, id, subject, score } of subjects) {
      expect(id).toBe(subject);
      const own = images.filter((image) => image.key === key).map((image) => image.score);
      expect(own.length).toBe(2);
      expect(score).toBeCloseTo(((own[0] ?? NaN) + (own[1] ?? NaN)) / 2, 6);
    }
  }, 180_000);
});
