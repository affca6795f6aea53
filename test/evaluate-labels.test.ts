/** `unconfound evaluate` of a run whose target is several labels: its own rows again, another hospital, and what is refused. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type {
  LabelsExternalResults,
  MeasuredLabelsSet,
} from "../src/evaluation/external/labels-external-results.js";
import type { LabelsRunResults } from "../src/evaluation/labels/labels-results.js";
import { parseLabelsPredictions } from "../src/evaluation/labels/parse-labels-predictions.js";
import { openCommandLine } from "./command-line.js";
import { writeGreyPictures } from "./grey-pictures.js";

const { folder, unconfound, train } = openCommandLine("evaluate-labels", { home: true });
const run = join(folder, "run");

const target = (columns: string) =>
  `{ as: labels, columns: [${columns}], positive: ["1"], negative: ["0"], uncertain: { values: ["?"], policy: ignore } }`;

/** A cohort file of little pictures in PLACE, beside its table.csv. */
function cohort(place: string, name: string, changes: Readonly<Record<string, string>> = {}) {
  const keys = {
    tables: "[{ file: table.csv }]",
    images: "{ column: file, channels: grey }",
    subject: "person",
    target: target("mass, fluid, node"),
    attributes: "[{ name: site, column: site }]",
    preprocess: "[{ name: rescale, from: [0, 255] }]",
    split: "{ kind: hash, validation: 0.3, test: 0.3 }",
    ...changes,
  };
  const lines = Object.entries(keys).map(([key, value]) => `${key}: ${value}`);
  writeFileSync(join(folder, place, name), `${lines.join("\n")}\n`);
  return join(folder, place, name);
}

/** Pictures of persons, two each; the answers of the last one are uncertain. */
function writeTable(place: string, count: number, first: number): void {
  const home = join(folder, place);
  mkdirSync(home);
  writeGreyPictures(home, first + count, 8);
  const lines = Array.from({ length: count }, (_, index) => {
    const row = first + index;
    const answers = index === count - 1 ? "?,?,?" : `${row % 2},${row % 3 === 0 ? 1 : 0},${row % 5 === 0 ? 1 : 0}`; // prettier-ignore
    return `${row}.png,p${row >> 1},${answers},${row % 4 < 2 ? "north" : "south"}`;
  });
  writeFileSync(join(home, "table.csv"), ["file,person,mass,fluid,node,site", ...lines, ""].join("\n")); // prettier-ignore
}

const evaluate = (file: string, out: string) =>
  unconfound("evaluate", run, "--cohort", file, "--out", join(folder, out));
const resultsOf = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, "results.json"), "utf8")) as LabelsExternalResults;
const predictionsOf = (place: string) =>
  parseLabelsPredictions(readFileSync(join(place, "predictions.csv"), "utf8"), place);
const stored = () =>
  JSON.parse(readFileSync(join(run, "results.json"), "utf8")) as LabelsRunResults;

beforeAll(async () => {
  writeTable("here", 100, 0);
  writeTable("there", 41, 100);
  cohort("here", "cohort.yml");
  writeFileSync(
    join(folder, "here", "run.yml"),
    `data: { cohort: cohort.yml, attributes: [site], workers: 0 }
model: { encoder: mlp, features: 4, options: { hidden: [8] } }
method: { name: multitask }
train: { epochs: 4, batch: 10, optimizer: { name: adam, lr: 1e-2 }, selection: { rule: last } }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
  await train("here/run.yml", run);
}, 240_000);

describe("evaluate, of several labels", () => {
  it("gives the run's own numbers for the run's own rows", async () => {
    const { code, err } = await evaluate(join(folder, "here", "cohort.yml"), "own");
    expect(err).toMatch(/this is NOT an external cohort\n/);
    expect(code).toBe(0);
    const [before, found] = [predictionsOf(run), predictionsOf(join(folder, "own"))];
    const scoreOf = new Map(found.id.map((id, row) => [id, found.probabilities[3 * row]]));
    for (const [row, id] of before.id.entries()) {
      expect(scoreOf.get(id)).toBe(before.probabilities[3 * row]);
    }
    const { tests, target: own, thresholds, cohort: described } = resultsOf("own");
    const results = stored();
    const { labels, ...iid } = tests.iid as MeasuredLabelsSet;
    const { labels: ownLabels, ...ownIid } = results.tests["iid"] as MeasuredLabelsSet;
    expect(iid).toMatchObject(ownIid);
    expect(labels).toMatchObject(ownLabels as object[]);
    expect(own).toEqual({ name: "labels", labels: ["mass", "fluid", "node"] });
    expect(thresholds).toEqual(results.thresholds);
    expect(described).toMatchObject({ rows: 99, label_masked: 1, absent_classes: [] });
  });

  it("measures another cohort at the thresholds of the run's own validation, labels by name", async () => {
    const file = cohort("there", "other.yml", {
      target: target("fluid, mass"),
      preprocess: "[]",
      attributes: "[]",
    });
    const { code, out } = await evaluate(file, "other");
    expect(code).toBe(0);
    const { tests, shift, thresholds, cohort: described } = resultsOf("other");
    expect(described).toMatchObject({ rows: 40, label_masked: 1 });
    expect(described).toMatchObject({ absent_classes: ["node"], absent_attributes: ["site"] });
    const { labelNames, answers, probabilities, id } = predictionsOf(join(folder, "other"));
    expect(labelNames).toEqual(["mass", "fluid", "node"]);
    // The rows of the table in their order: 100 is even, and no multiple of 3.
    expect([...answers.slice(0, 6)]).toEqual([0, 0, -1, 1, 0, -1]);
    // The greatest F1 on validation rows by hand, over all scores as thresholds.
    const own = predictionsOf(run);
    const rows = [...own.split.keys()].filter((row) => own.split[row] === "validation");
    const f1At = (threshold: number) => {
      const is = (row: number) => own.answers[3 * row] === 1;
      const called = rows.filter((row) => (own.probabilities[3 * row] ?? 0) >= threshold);
      return (2 * called.filter(is).length) / (called.length + rows.filter(is).length);
    };
    const best = Math.max(...rows.map((row) => f1At(own.probabilities[3 * row] ?? 0)));
    if ("reason" in thresholds) throw new Error(thresholds.reason);
    const mass = thresholds[0]?.threshold ?? NaN;
    expect(f1At(mass)).toBeCloseTo(best, 12);
    const { external } = tests;
    const yes = id.map((_, row) => row).filter((row) => answers[3 * row] === 1);
    const found = yes.filter((row) => (probabilities[3 * row] ?? 0) >= mass);
    expect(external.labels[0]?.operating_point).toMatchObject({
      sensitivity: { value: found.length / yes.length, n: 20 },
    });
    expect(external.labels[0]?.at_chosen?.recall).toBeCloseTo(found.length / yes.length, 12);
    expect(external.labels[2]).toMatchObject({ name: "node", n: 0, positives: 0 });
    expect(external.worst_group_auroc).toEqual({ value: null, reason: "the cohort has no attribute site" }); // prettier-ignore
    expect(shift.compared).toEqual(["mass", "fluid"]);
    // Of the run's own test too the mean is over the two labels that the other cohort has.
    const iid = tests.iid as MeasuredLabelsSet;
    const two = iid.labels.slice(0, 2).map(({ auroc }) => Number(auroc));
    expect(shift.overall["macro_auroc"]?.iid).toBeCloseTo(((two[0] ?? 0) + (two[1] ?? 0)) / 2, 12);
    expect(shift.overall["macro_auroc"]?.external).toBe(external.macro_auroc);
    expect(out).toMatch(/^run on other\.yml: 40 rows, 20 subjects\nno known answer to node\nno attribute site\n1 row without a label left out\n/); // prettier-ignore
    expect(out).toMatch(/\nmeans over labels +own iid test +external \(95 %\) +difference\nmAP +[\d.]+ +[\d.]+ \([\d.]+–[\d.]+\) +[+-]?[\d.]+\n/); // prettier-ignore
    expect(out).toContain(
      "the 2 of 3 labels that both have rows of yes and of no of: mass, fluid\n",
    );
    expect(out).toMatch(/\nnode +[\d.]+ +n\/a/);
  });

  it("refuses what are not the run's labels", async () => {
    const refused = async (changed: string) => {
      const file = cohort("there", "refused.yml", { target: changed });
      const { code, err } = await evaluate(file, "none");
      expect(code).toBe(2);
      expect(existsSync(join(folder, "none"))).toBe(false);
      return err;
    };
    expect(await refused(target("mass, site"))).toContain(
      "error: refused.yml: target: a label that the run does not know: expected mass, fluid, node, got site. Labels are matched by name",
    );
    expect(await refused("{ column: site, as: classes }")).toBe(
      "error: refused.yml: target: is not several labels, as that of the run is: expected as: labels, columns: [mass, fluid, node], got as: classes\n",
    );
  });
});
