import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseRunConfig } from "../config/parse-config.js";
import { readRunFile } from "./read-run-file.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-read-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let told = "";
const context = {
  terminal: { interactive: false, columns: 80, write: (text: string) => void (told += text) },
};
const failing = (file: string) => {
  try {
    return readRunFile(context, file);
  } catch (error) {
    return (error as Error).message;
  }
};

describe("readRunFile", () => {
  it("reads text", () => {
    const file = join(folder, "run.yml");
    writeFileSync(file, "seed: 1\n");
    expect(readRunFile(context, file)).toBe("seed: 1\n");
    expect(told).toBe("");
  });

  it("takes a cohort file for its default run, and says so", () => {
    const file = join(folder, "lungs.yml");
    const attributes = ["sex", "site", "age"].map((name) => `{ name: ${name}, column: ${name} }`);
    writeFileSync(
      file,
      `tables: [{ file: t.csv }]
images: { column: image }
subject: none
target: { as: classes, column: dx }
attributes: [${attributes.join(", ")}]
preprocess: [{ name: resize, size: [224, 224] }]
`,
    );
    const config = parseRunConfig(readRunFile(context, file), file);
    expect(told).toBe(`${file}: a cohort file; default settings, without age\n`);
    expect(config.data).toMatchObject({
      dataset: "cohort",
      cohort: "lungs.yml",
      attributes: ["sex", "site"],
      plan: "native",
    });
    expect(config.model.encoder).toBe("resnet-18");
    expect([config.method.name, config.sampling]).toEqual(["mimm-x", "rebalance"]);
  });

  it("says what is wrong with a cohort file", () => {
    const file = join(folder, "bare.yml");
    const start = "tables: [{ file: t.csv }]\nimages: { column: image }\nsubject: none\n";
    writeFileSync(file, `${start}target: { as: classes, column: dx }\n`);
    expect(failing(file)).toBe(
      "bare.yml: the cohort has no attributes. Name possible shortcuts (sex, scanner, view) under attributes: docs/cohort.md.",
    );
    writeFileSync(file, `${start}target: { as: classes, column: dx }\nsplits: hash\n`);
    expect(failing(file)).toContain("splits");
  });

  it("says what is wrong with a path that is no file", () => {
    expect(failing("nowhere.yml")).toBe(
      "nowhere.yml: the run file cannot be read: got ENOENT. examples/ has run files to start from.",
    );
    expect(failing(folder)).toBe(
      `${folder}: the run file cannot be read: got EISDIR. It is a folder; give a YAML file: examples/ has run files to start from.`,
    );
  });
});
