/** From a table and a folder of images to a run, without a line written: init, then train on the cohort file. */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom } = openCommandLine("init", { home: true });
const chest = join(folder, "chest");

beforeAll(async () => {
  const small = ["--format", "dicom", "--size", "16", "--subjects", "160"];
  await makePhantom(chest, ...small, "--association", "0.7", "--split");
}, 120_000);

const read = (name: string) => readFileSync(join(chest, name), "utf8");

describe("init", () => {
  it("guesses what a table means, and says so", async () => {
    const { code, out, err } = await unconfound("init", join(chest, "table.csv"));
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}subject {5}column patient_id: 160 subjects in 160 rows$/m);
    expect(out).toMatch(
      /^ {2}attribute {3}site, V 0\.\d\d: (north|south) \d+, (north|south) \d+$/m,
    );
    expect(parse(read("cohort.yml"))).toMatchObject({
      tables: [{ file: "table.csv" }],
      images: { column: "image" },
      subject: "patient_id",
      target: { as: "binary", column: "finding", positive: ["1"], negative: ["0"] },
      split: { kind: "column", column: "split" },
      preprocess: [{ name: "percentile-clip" }, { name: "resize", size: [32, 32] }],
    });
  });

  it("starts with a number, or with several labels, and trains on what it wrote", async () => {
    const quick = ["train.epochs=1", "train.selection.burnIn=0", "data.attributes=[marker]"];
    const numbers = join(folder, "numbers");
    await makePhantom(
      numbers,
      "--format",
      "png",
      "--size",
      "16",
      "--subjects",
      "80",
      "--target",
      "heart-size",
    );
    const [header = "", ...rows] = readFileSync(join(numbers, "table.csv"), "utf8")
      .trim()
      .split("\n");
    const more = rows.map((row, index) => `${row},${index % 3 === 0 ? "yes" : "no"}`);
    writeFileSync(join(numbers, "table.csv"), [`${header},edema`, ...more].join("\n"));
    for (const [target, spec, result] of [
      ["heart_size", { as: "number", column: "heart_size" }, "mae"],
      ["finding,edema", { as: "labels", columns: ["finding", "edema"] }, "mAP"],
    ] as const) {
      const start = await unconfound(
        "init",
        join(numbers, "table.csv"),
        "--target",
        target,
        "--force",
      );
      expect(start.err).toBe("");
      expect(parse(readFileSync(join(numbers, "cohort.yml"), "utf8"))).toMatchObject({ target: spec }); // prettier-ignore
      const out = join(folder, target);
      const { code } = await unconfound(
        "train",
        join(numbers, "train.yml"),
        ...quick,
        "--out",
        out,
      );
      expect(code).toBe(0);
      expect(readFileSync(join(out, "results.json"), "utf8")).toContain(`"${result}"`);
    }
  }, 120_000);

  it("measures tags beside the label of their own row where an image is missing", async () => {
    const associations = async () => {
      const { out } = await unconfound("init", join(chest, "table.csv"), "--force");
      return [...out.matchAll(/(ViewPosition|ManufacturerModelName), V (\d\.\d\d)/g)].map(
        ([, name, value]) => ({ name, value: Number(value) }),
      );
    };
    const whole = await associations();
    expect(whole.length).toBe(2);
    const [, first = ""] = read("table.csv").split("\n");
    const image = join(chest, first.split(",")[0] ?? "");
    renameSync(image, `${image}.away`);
    const lacking = await associations();
    renameSync(`${image}.away`, image);
    for (const { name, value } of whole) {
      // One file of 60 moves V by a few hundredths; a shift by a row takes nearly all of it.
      const now = lacking.find((one) => one.name === name)?.value ?? 0;
      expect(Math.abs(now - value), name).toBeLessThan(0.1);
    }
  });

  it("says where a table is looked for", async () => {
    expect(await unconfound("init", "chest/tabel.csv")).toEqual({
      ...{ code: 2, out: "" },
      err: `error: chest/tabel.csv: no such table (looked for ${join(process.cwd(), "chest", "tabel.csv")}). Check the path; it starts from where you are.\n`,
    });
  });

  it("refuses to write over a start, and writes over it when told to", async () => {
    writeFileSync(join(chest, "train.yml"), "mine");
    const again = await unconfound("init", join(chest, "table.csv"));
    expect(again.code).toBe(2);
    expect(again.err).toBe(
      `error: init: there is a start already: got [${join(chest, "cohort.yml")},${join(chest, "train.yml")}]. Move these files away, or write over them with --force.\n`,
    );
    expect(read("train.yml")).toBe("mine");
    expect((await unconfound("init", join(chest, "table.csv"), "--force")).code).toBe(0);
    expect(parse(read("train.yml"))).toMatchObject({ data: { cohort: "cohort.yml" } });
  });

  it("finds images in another folder, and leaves nothing where it finds none", async () => {
    const apart = join(folder, "apart.csv");
    copyFileSync(join(chest, "table.csv"), apart);
    renameSync(join(chest, "images"), join(folder, "images"));
    try {
      const lost = await unconfound("init", apart, "--images", chest);
      expect(lost.code).toBe(2);
      expect(lost.err).toContain("apart.csv: no column leads to image files");
      expect(existsSync(join(folder, "cohort.yml"))).toBe(false);
      expect((await unconfound("init", apart, "--images", join(folder, "images"))).code).toBe(0);
      const { images } = parse(readFileSync(join(folder, "cohort.yml"), "utf8")) as {
        images: object;
      };
      expect(images).toEqual({ column: "image" });
      const none = await unconfound("init", apart, "--images", join(folder, "no"), "--force");
      expect(none.err).toBe(`error: --images: no such folder: got ${join(folder, "no")}\n`);
    } finally {
      renameSync(join(folder, "images"), join(chest, "images"));
    }
  });
});

describe("train on a cohort file", () => {
  it("takes default settings, those of train.yml", async () => {
    const out = join(folder, "run");
    const quick = ["train.epochs=1", "train.selection.burnIn=0", "evaluation.probes=false"];
    const { code, err } = await unconfound(
      "train",
      join(chest, "cohort.yml"),
      ...quick,
      "--out",
      out,
    );
    expect(err).toContain("cohort.yml: a cohort file; default settings, without ");
    expect(err).not.toMatch(/^error/m);
    expect(code).toBe(0);
    const config = parse(readFileSync(join(out, "config.yml"), "utf8")) as Record<string, unknown>;
    const { data, model, method, sampling } = parse(read("train.yml")) as Record<string, unknown>;
    expect(config).toMatchObject({ data, model, method, sampling });
    expect(config).toMatchObject({ method: { name: "mimm-x" }, sampling: "rebalance" });
  });
});
