/** Every recipe on a small tree in its data set's layout: what the cohort is, and one epoch of training. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { makeAdni, makeNako, makeUkb } from "../fixtures/recipes/brains.js";
import { makeCheXpert, makeMimic, makeNih } from "../fixtures/recipes/chest.js";
import { makeMedMnist } from "../fixtures/recipes/medmnist.js";
import { makeEndo, makeHam, makeIsic, makeLgg, makeMured } from "../fixtures/recipes/pictures.js";
import { runTrainingRequest } from "../src/app/run-training.js";
import type { FromTraining } from "../src/app/training-process.js";
import { parseCohort } from "../src/config/parse-cohort.js";
import type { Cohort } from "../src/data/cohort/cohort.js";
import { readCohort } from "../src/data/cohort/read-cohort.js";

const recipes = fileURLToPath(new URL("../recipes", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "unconfound-recipes-"));
afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000);

/** A copy of the recipe with the tree that `make` writes as its `data`. */
async function copyRecipe(
  name: string,
  make: (data: string) => unknown,
  as = name,
): Promise<string> {
  const folder = join(root, as);
  cpSync(join(recipes, name), folder, { recursive: true });
  await make(join(folder, "data"));
  return folder;
}

/** Make the images of a cohort file `side` samples an axis. */
function shrinkImages(folder: string, side: number, name = "cohort.yml"): void {
  const file = join(folder, name);
  const small = (list: string) => list.replace(/\d+/g, String(side));
  writeFileSync(file, readFileSync(file, "utf8").replace(/(?<=size: )\[[^\]]+\]/g, small));
}

/** Rows by value name; those that are masked under `masked`. */
function rowsByValue(names: readonly string[], codes: Int32Array): Record<string, number> {
  const rows: Record<string, number> = {};
  for (const code of codes) {
    const name = names[code] ?? "masked";
    rows[name] = (rows[name] ?? 0) + 1;
  }
  return rows;
}

/** What a cohort is, in numbers of rows: after each step, by class, by value of each attribute. */
function numbersOf({ flow, target, attributes }: Cohort) {
  if (target.kind !== "classes") throw new Error("the target is no class");
  return {
    steps: flow.map(({ rows }) => rows),
    classes: rowsByValue(target.factor.valueNames, target.codes),
    attributes: Object.fromEntries(
      attributes.map(({ name, valueNames, codes }) => [name, rowsByValue(valueNames, codes)]),
    ),
  };
}

function subjectsOfSeveralParts({ subjects, parts }: Cohort): string[] {
  const partOf = new Map<string, string>();
  return subjects.filter((subject, row) => {
    const before = partOf.get(subject);
    partOf.set(subject, parts[row] ?? "");
    return before !== undefined && before !== parts[row];
  });
}

const rowsOf = ({ parts }: Cohort, part: string) => parts.filter((own) => own === part).length;

/** Train a run file for one epoch in this process; the last word. */
async function trainOnce(source: string, base: string, overrides: readonly string[]) {
  const messages: FromTraining[] = [];
  const request = {
    configText: readFileSync(source, "utf8"),
    source,
    overrides: [
      ...["model.encoder=mlp", "model.options={hidden: [8]}", "train.epochs=1", "train.batch=32"],
      ...["train.selection.burnIn=0", "evaluation.probes=false", "runtime.threads=1"],
      ...overrides,
    ],
    base,
    out: join(base, "run"),
    resume: false,
  };
  const channel = { send: (message: FromTraining) => messages.push(message), stopped: () => false };
  await runTrainingRequest(request, channel);
  return messages.at(-1);
}

/** `kaggle_3m` is a link, as the page has it: what a link leads to must be images.root, or the images are refused. */
const makeSlices = async (data: string) => {
  const elsewhere = `${data}-elsewhere`;
  await makeLgg(elsewhere);
  mkdirSync(data, { recursive: true });
  symlinkSync(join(elsewhere, "kaggle_3m"), join(data, "kaggle_3m"));
  const script = join(recipes, "tcga-lgg", "make-table.mjs");
  const made = spawnSync(process.execPath, [script, join(data, "kaggle_3m")], { encoding: "utf8" });
  expect(made.stdout).toMatch(/slices\.csv: 150 slices\n$/);
};

/** So few rows have no room for 90 in 100; the law of the tests is the recipe's. */
const weaker = "data.plan={train: 0.6, tests: {iid: 0.6, inverted: invert, balanced: balanced}}";
/** A split whose small validation part has every group. */
const fullParts = "data.splitSeed=24";
interface RecipeCase {
  readonly name: string;
  readonly side: number;
  readonly make: (data: string) => unknown;
  readonly numbers: ReturnType<typeof numbersOf>;
  /** Rows of the test, where the data set has an official one. */
  readonly test?: number;
  readonly overrides?: readonly string[];
}

/** The set in either of its sizes, which differ by the name of its folder. */
const cheXpert = (name: string, release: string): RecipeCase => ({
  name,
  side: 16,
  make: (data) => makeCheXpert(data, release),
  numbers: {
    // All, frontal, AP, sure of effusion, not 51 to 59, labelled, of known sex.
    steps: [174, 172, 170, 166, 164, 164, 162],
    classes: { negative: 81, positive: 81 },
    attributes: { sex: { female: 82, male: 80 }, age: { "<55": 82, ">=55": 80 } },
  },
  overrides: [weaker, fullParts],
});

const cases: readonly RecipeCase[] = [
  cheXpert("chexpert", "CheXpert-v1.0"),
  cheXpert("chexpert-small", "CheXpert-v1.0-small"),
  {
    name: "nih-chestxray14",
    side: 16,
    make: makeNih,
    numbers: {
      // All, with an image, of an age that people have, labelled.
      steps: [178, 177, 176, 176],
      classes: { negative: 96, positive: 80 },
      attributes: {
        view: { AP: 88, PA: 88 },
        sex: { female: 88, male: 88 },
        age: { "<40": 60, "40..60": 60, ">=60": 56 },
      },
    },
    test: 48,
  },
  {
    name: "mimic-cxr",
    side: 16,
    make: makeMimic,
    numbers: {
      // All, frontal, in the split, labelled, of known sex and age.
      steps: [320, 160, 160, 160, 158, 158],
      classes: { masked: 17, negative: 70, positive: 71 },
      attributes: {
        view: { AP: 78, PA: 80 },
        sex: { female: 80, male: 78 },
        age: { "<50": 54, "50..70": 52, ">=70": 52 },
      },
    },
    test: 30,
  },
  {
    name: "ham10000",
    side: 16,
    make: makeHam,
    numbers: {
      steps: [201, 200, 200],
      classes: { negative: 100, positive: 100 },
      attributes: {
        source: { rosendahl: 56, vidir_modern: 48, vidir_molemax: 48, vienna_dias: 48 },
        age: { masked: 5, "<60": 100, ">=60": 95 },
        sex: { masked: 3, female: 98, male: 99 },
        site: { masked: 32, "head and neck": 68, other: 100 },
      },
    },
  },
  {
    name: "isic-2019",
    side: 16,
    make: makeIsic,
    numbers: {
      steps: [180, 175, 175],
      classes: { negative: 87, positive: 88 },
      attributes: {
        source: { BCN: 59, HAM: 60, MSK: 56 },
        age: { masked: 6, "<60": 84, ">=60": 85 },
        sex: { female: 88, male: 87 },
      },
    },
  },
  {
    name: "tcga-lgg",
    side: 16,
    make: makeSlices,
    numbers: {
      steps: [150, 150],
      classes: { negative: 75, positive: 75 },
      attributes: {
        institution: { masked: 6, CS: 36, DU: 36, FG: 36, HT: 36 },
        height: { "<0.25": 25, "0.25..0.85": 100, ">=0.85": 25 },
        sex: { masked: 6, female: 90, male: 54 },
      },
    },
  },
  {
    name: "mured",
    side: 16,
    make: makeMured,
    numbers: {
      steps: [160, 160, 160],
      classes: { negative: 80, positive: 80 },
      attributes: { format: { png: 120, tif: 40 } },
    },
    test: 40,
  },
  {
    name: "endo",
    side: 16,
    make: makeEndo,
    numbers: {
      steps: [160, 160],
      classes: { negative: 80, positive: 80 },
      attributes: { device: { A: 80, B: 80 } },
    },
  },
  {
    name: "adni",
    side: 8,
    make: makeAdni,
    numbers: {
      // All, with an image, AD or CN, first visits, labelled.
      steps: [300, 299, 199, 100, 100],
      classes: { negative: 50, positive: 50 },
      attributes: { sex: { female: 50, male: 50 }, age: { "<75": 52, ">=75": 48 } },
    },
  },
  {
    name: "uk-biobank",
    side: 8,
    make: makeUkb,
    numbers: {
      steps: [188, 180, 180],
      classes: { "<55": 90, ">=55": 90 },
      attributes: {
        sex: { female: 90, male: 90 },
        centre: { Cheadle: 60, Reading: 60, Newcastle: 60 },
      },
    },
    overrides: [weaker],
  },
  {
    name: "nako",
    side: 8,
    make: makeNako,
    numbers: {
      steps: [184, 180, 180],
      classes: { "<55": 90, ">=55": 90 },
      attributes: {
        sex: { female: 90, male: 90 },
        centre: { 11: 36, 12: 36, 13: 36, 14: 36, 15: 36 },
      },
    },
    overrides: [weaker],
  },
];

describe.each(cases)("recipe $name", ({ name, side, make, numbers, test, overrides = [] }) => {
  it("is the cohort that its tree says, and trains an epoch", async () => {
    const folder = await copyRecipe(name, make);
    shrinkImages(folder, side);
    const spec = parseCohort(readFileSync(join(folder, "cohort.yml"), "utf8"), "cohort.yml");
    const { cohort } = await readCohort(spec, { folder, splitSeed: 0 });
    expect(numbersOf(cohort)).toEqual(numbers);
    expect(subjectsOfSeveralParts(cohort)).toEqual([]);
    expect(rowsOf(cohort, "validation")).toBeGreaterThan(0);
    if (test !== undefined) expect(rowsOf(cohort, "test")).toBe(test);
    const source = join(folder, "run.yml");
    const end = await trainOnce(source, folder, [
      "data.cache=cache",
      "data.workers=0",
      ...overrides,
    ]);
    expect(end).toMatchObject({ type: "finished", already: false });
  }, 120_000);
});

describe.each([
  { name: "medmnist-2d", file: "pneumoniamnist.npz", axes: 2 },
  { name: "medmnist-3d", file: "nodulemnist3d.npz", axes: 3 },
] as const)("recipe $name", ({ name, file, axes }) => {
  it("trains an epoch on the authors' parts", async () => {
    const folder = await copyRecipe(name, (data) => makeMedMnist(join(data, file), axes));
    const end = await trainOnce(join(folder, "run.yml"), folder, [weaker]);
    expect(end).toMatchObject({ type: "finished", already: false });
    const plan = JSON.parse(readFileSync(join(folder, "run", "plan.json"), "utf8")) as {
      shares: { part: string; pool: string; rows: number }[];
    };
    expect(plan.shares.map(({ part, pool, rows }) => [part, pool, rows])).toEqual([
      ["train", "train", 80],
      ["validation", "train", 40],
      ["test", "test", 40],
    ]);
  }, 120_000);
});

it("MuReD has all labels at once in a file of its own, and trains them", async () => {
  const folder = await copyRecipe("mured", makeMured, "mured-labels");
  shrinkImages(folder, 28, "labels-cohort.yml");
  const text = readFileSync(join(folder, "labels-cohort.yml"), "utf8");
  const { cohort } = await readCohort(parseCohort(text, "labels-cohort.yml"), {
    folder,
    splitSeed: 0,
  });
  if (cohort.target.kind !== "labels") throw new Error("not labels");
  const { names, codes } = cohort.target;
  expect([names.length, names[0], names[19]]).toEqual([20, "DR", "OTHER"]);
  const positive = codes.map((label) => label.filter((code) => code === 1).length);
  expect(positive.slice(0, 3)).toEqual([80, 5, 5]);
  const small = ["data.cache=cache", "data.workers=0", "model.encoder=mimm-cnn", "model.options={}", "method={name: ibca, heads: 2, width: 8}"]; // prettier-ignore
  const done = await trainOnce(join(folder, "labels-run.yml"), folder, small);
  expect(done).toMatchObject({ type: "finished" });
}, 120_000);

describe("recipes", () => {
  it("have a page each, one line that says what a file is, and a row in the table of data sets", () => {
    const table = readFileSync(new URL("../docs/data-sets.md", import.meta.url), "utf8");
    const entries = readdirSync(recipes, { withFileTypes: true });
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      const files = readdirSync(join(recipes, name)).filter((file) => file.endsWith(".yml"));
      expect(readFileSync(join(recipes, name, "README.md"), "utf8")).toMatch(/^# /);
      for (const file of files) {
        expect(readFileSync(join(recipes, name, file), "utf8")).toMatch(/^# .{20,150}\n[a-z]/);
      }
      expect(table, name).toContain(`](../recipes/${name}/README.md)`);
    }
  });
});
