import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CohortSpec } from "../data/cohort/spec.js";
import { isCohortText, parseCohort } from "./parse-cohort.js";

const text = `
tables: [{ file: train.csv }]
images: { column: Path }
subject: patient
target: { column: sick, as: binary, positive: [1], negative: [0] }
attributes: [{ name: age, column: Age, bins: [50] }]
`;
const parse = (changes: readonly string[] = [], source = text) =>
  parseCohort(source, "cohort.yml", changes);
const advice = ". docs/cohort.md has examples, docs/configuration.md every key.";
const failing = (changes: readonly string[], source = text) => {
  try {
    parse(changes, source);
  } catch (error) {
    return (error as Error).message.replace(advice, "");
  }
  return "no error";
};

describe("parseCohort", () => {
  it("fills in defaults and freezes; the result is what the cohort is built from", () => {
    const config = parse();
    const spec: CohortSpec = config;
    expect(spec).toEqual({
      tables: [{ file: "train.csv" }],
      images: { column: "Path", root: ".", channels: "grey", series: false, voi: "none" },
      masks: [],
      subject: "patient",
      target: { column: "sick", as: "binary", positive: [1], negative: [0], blank: "missing" },
      attributes: [{ name: "age", column: "Age", bins: [50], as: "classes", missing: "mask" }],
      visits: { keep: "all" },
      unit: "image",
      aggregate: "mean",
      filters: [],
      split: { kind: "hash", validation: 0.15, test: 0.2 },
      preprocess: [],
      privacy: { ids: "pseudonym", allow: [], smallestCell: 1, exampleImages: true },
    });
    expect(Object.isFrozen(config.attributes[0])).toBe(true);
  });

  it("knows a split by its column, and takes overrides", () => {
    expect(parse(["split={column: fold, test: [9]}"]).split).toEqual({
      kind: "column",
      column: "fold",
      test: [9],
    });
    expect(parse(["images.root=../pictures"]).images.root).toBe("../pictures");
  });

  it.each<[string, string]>([
    ["subjekt=x", "command line: unknown key subjekt (did you mean subject?)"],
    ["images.colum=x", "command line: unknown key images.colum (did you mean images.column?)"],
    [
      "target.policy=ones",
      "command line: unknown key target.policy (did you mean target.uncertain.policy?)",
    ],
    [
      "target.uncertain={values: [-1], policy: one}",
      "command line: target.uncertain.policy: expected ones, zeros, ignore or class, got one (did you mean ones?)",
    ],
    [
      "filters=[{column: Age, outsid: [50, 60]}]",
      "command line: unknown key filters (entry 1).outsid (did you mean filters (entry 1).outside?)",
    ],
    [
      "filters=[{column: Age, outside: [50]}]",
      "command line: filters (entry 1).outside: expected a list of 2 number, got [50]",
    ],
    [
      "split={kind: fold, folds: 5, fold: 0, validation: 0.1}",
      "command line: split.kind: expected column, hash, folds or leave-out, got fold (did you mean folds?)",
    ],
    [
      "split={kind: hash, validation: 0.1, test: 1}",
      "command line: split.test: expected a number > 0 and < 1, got 1",
    ],
    ["tables=[]", "command line: tables: expected a list of 1 or more map of keys, got []"],
    [
      "attributes=[{column: a}]",
      "command line: attributes (entry 1).name is missing: expected a text",
    ],
  ])("says what is wrong with %s", (change, message) => {
    expect(failing([change])).toBe(message);
  });

  it("asks for what has no default, and says where text is no YAML", () => {
    expect(failing([], "tables: [{file: a.csv}]")).toBe(
      "cohort.yml: images is missing: expected a map of keys; subject is missing: expected a text or a map of keys; target is missing: expected a map of keys",
    );
    expect(failing([], "tables: [1\nimages: x")).toMatch(/^cohort\.yml:2:1: /);
    expect(failing([], "")).toBe(
      "cohort.yml: the file is empty. docs/cohort.md has cohort files to start from.",
    );
    expect(failing([], "- a")).toBe(
      "cohort.yml: a cohort file is a map of keys: got a list. docs/cohort.md has cohort files to start from.",
    );
  });
});

it("tells a cohort file from a run file by its tables", () => {
  expect(isCohortText("tables: []")).toBe(true);
  expect(isCohortText("data: { cohort: cohort.yml }")).toBe(false);
  expect(isCohortText("- tables")).toBe(false);
  expect(isCohortText("tables: [1")).toBe(false);
});

describe("docs/cohort.md", () => {
  it("has three complete cohort files, each legal", () => {
    const page = readFileSync(new URL("../../docs/cohort.md", import.meta.url), "utf8");
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
    const whole = blocks.filter((block) => block.startsWith("tables:"));
    expect(whole.length).toBe(3);
    for (const block of whole) expect(failing([], block)).toBe("no error");
  });
});
