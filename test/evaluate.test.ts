/** `unconfound evaluate` as a user meets it: the run's own scores again, another hospital, and what is refused. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../src/app/evaluate/evaluate-run.js";
import { openExternal } from "../src/app/evaluate/open-external.js";
import { openRun, type OpenedRun } from "../src/app/open-run.js";
import { parsePredictions } from "../src/evaluation/parse-predictions.js";
import type { ExternalResults } from "../src/evaluation/external/external-results.js";
import type { RunResults } from "../src/evaluation/results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, writeCohort, train } = openCommandLine("evaluate", {
  home: true,
});
const run = join(folder, "run");

/** A cohort file of phantom images. */
function cohort(
  place: string,
  name: string,
  changes: Readonly<Record<string, string>> = {},
): string {
  return writeCohort(place, name, {
    images: "{ column: image }",
    subject: "patient_id",
    target: '{ column: finding, as: binary, positive: ["1"], negative: ["0"] }',
    attributes: "[{ name: marker, column: marker }, { name: site, column: site }]",
    preprocess: "[{ name: z-score }, { name: resize, size: [16, 16], method: area }]",
    ...changes,
  });
}

const evaluate = (file: string, out: string) =>
  unconfound("evaluate", run, "--cohort", file, "--out", join(folder, out));
const resultsOf = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, "results.json"), "utf8")) as ExternalResults;
const predictionsOf = (place: string) =>
  parsePredictions(readFileSync(join(place, "predictions.csv"), "utf8"), place);

beforeAll(async () => {
  const png = ["--format", "png", "--size", "32"];
  await makePhantom("here", ...png, "--subjects", "90", "--association", "0.7");
  await makePhantom("there", ...png, "--subjects", "40", "--association", "0.5", "--seed", "7");
  cohort("here", "cohort.yml", { split: "{ kind: hash, validation: 0.2, test: 0.3 }" });
  writeFileSync(
    join(folder, "here", "run.yml"),
    `data: { cohort: cohort.yml, attributes: [marker, site], workers: 0 }
model: { encoder: mlp, features: 2, head: none }
method: { name: multitask }
train: { epochs: 1, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
  await train("here/run.yml", run);
}, 240_000);

describe("evaluate", () => {
  it("gives the run's own scores for the run's own rows, and says that they are not external", async () => {
    const { code, err } = await evaluate(join(folder, "here", "cohort.yml"), "own");
    expect(err).toMatch(
      /warning: \d+ of 90 rows show a subject or an image that the run was trained or selected on: this is NOT an external cohort\n/,
    );
    expect(code).toBe(0);
    const [stored, found] = [predictionsOf(run), predictionsOf(join(folder, "own"))];
    expect(new Set(found.split)).toEqual(new Set(["external"]));
    expect(found.id.length).toBe(90);
    const scoreOf = new Map(found.id.map((id, row) => [id, found.probabilities[2 * row + 1]]));
    for (const [row, id] of stored.id.entries()) {
      expect(scoreOf.get(id)).toBe(stored.probabilities[2 * row + 1]);
    }
    const { overlap, tests, threshold } = resultsOf("own");
    const iid = stored.split.filter((name) => name === "iid").length;
    expect(overlap).toEqual({
      learnt: 90 - iid,
      tested: iid,
      learnt_by_subject: 90 - iid,
      learnt_by_image: 90 - iid,
    });
    const results = JSON.parse(readFileSync(join(run, "results.json"), "utf8")) as RunResults;
    expect(tests.iid).toMatchObject(results.tests["iid"] ?? {});
    // The images of training are used again, and not made anew.
    const caches = readdirSync(join(folder, ".cache", "unconfound", "images"));
    expect(caches.filter((name) => /^[0-9a-f]{32}$/.test(name)).length).toBe(1);
    expect(threshold.n).toBe(stored.split.filter((name) => name === "validation").length);
  });

  it("measures another cohort beside the run's own test, with nothing chosen on it", async () => {
    const before = readdirSync(run, { recursive: true }).map(String).sort();
    // Neither preprocessing nor a split need be said.
    const file = cohort("there", "other.yml", { preprocess: "[]" });
    const { code, out, err } = await evaluate(file, "other");
    expect(code).toBe(0);
    expect(err).toBe(
      "warning: subjects could not be compared with those of training, images were: the pseudonyms of the two cohorts were made with two keys\n",
    );
    expect(out).toMatch(/^run on other\.yml: 40 rows, 40 subjects\n\n +own iid test +external/);
    expect(out).toMatch(/\nauroc +0\.\d{3} +0\.\d{3} \(0\.\d{3}–[01]\.\d{3}\) +[+-]?0\.\d{3}\n/);
    expect(readdirSync(join(folder, "other")).sort()).toEqual([
      "cohort.lock.json",
      "predictions.csv",
      "results.json",
    ]);
    expect(readdirSync(run, { recursive: true }).map(String).sort()).toEqual(before);
    const { threshold, tests, cohort: described, shift } = resultsOf("other");
    expect(threshold).toEqual(resultsOf("own").threshold);
    expect(described).toEqual({
      name: "other.yml",
      rows: 40,
      subjects: 40,
      label_masked: 0,
      absent_classes: [],
      absent_attributes: [],
    });
    expect(tests.external.n).toBe(40);
    expect(shift.auroc.external).toBe(tests.external.auroc);
    const lock = readFileSync(join(folder, "other", "cohort.lock.json"), "utf8");
    expect(lock.match(/"part":"test"/g)?.length).toBe(40);
    expect(lock).not.toMatch(/P\d{4}/);
  });

  it("has reasons in the place of what a cohort cannot tell", async () => {
    const file = cohort("there", "sick.yml", {
      filters: '[{ column: finding, is: ["1"] }]',
      attributes:
        "[{ name: marker, column: marker }, { name: view, column: sex }, { name: age, column: age, bins: { quantiles: 3 } }]",
    });
    const { code, out, err } = await evaluate(file, "sick");
    expect(code).toBe(0);
    expect(err).toMatch(/attributes that the run does not have are not used: view, age\n/);
    expect(out).toMatch(/\nno row of class negative\nno attribute site\n/);
    const { external } = resultsOf("sick").tests;
    expect(external.auroc).toEqual({ value: null, reason: "no negatives" });
    const lacking = { value: null, reason: "the cohort has no attribute site" };
    expect(external.worst_group_accuracy).toEqual(lacking);
    expect(external.attributes["site"]).toEqual({ accuracy: { value: null, reason: "no rows" } });
    expect(external.operating_point).toMatchObject({
      sensitivity: { n: external.n },
      specificity: { value: null, reason: "no negatives" },
    });
  });

  it("refuses other preprocessing, and a folder that exists, before anything is read", async () => {
    const refused = (file: string, out: string) =>
      expect(
        evaluateRun({
          ...{ run, cohort: file, out: join(folder, out), cacheFolder: undefined },
          onProgress: () => undefined,
        }),
      ).rejects;
    const resized = "[{ name: z-score }, { name: resize, size: [16, 8], method: area }]";
    await refused(cohort("there", "resized.yml", { preprocess: resized }), "none").toThrow(
      "resized.yml: preprocess: is not that of the run, which is what its model knows (first difference 1.size.1, the run's [z-score,resize]). Leave preprocess out: the run's own is used.",
    );
    const images = "{ column: image, channels: rgb }";
    await refused(cohort("there", "rgb.yml", { images }), "none").toThrow(
      "rgb.yml: images.channels: is not that of the run, which is what its model knows: expected grey, got rgb. Say images.channels: grey.",
    );
    const attributes = "[{ name: age, column: age, bins: { quantiles: 2 } }, { name: site, column: age, bins: { quantiles: 2 } }]"; // prettier-ignore
    await refused(cohort("there", "halves.yml", { attributes }), "none").toThrow(
      "halves.yml: attributes (entry 2).bins: quantiles of other rows are other bins: got quantiles: 2. Give edges, such as [40, 60]; those of the run are in the names of its bins, such as <40.",
    );
    await refused(join(folder, "there", "none.yml"), "none").toThrow(
      /none\.yml: the cohort file cannot be read: got ENOENT/,
    );
    expect(existsSync(join(folder, "none"))).toBe(false);
    await refused(join(folder, "there", "other.yml"), "other").toThrow(
      `--out: the folder exists: got ${join(folder, "other")}. Choose another folder.`,
    );
  });

  it("refuses a run that was not trained on a cohort", async () => {
    const phantom = { ...openRun(run), config: { data: { dataset: "phantom" } } } as OpenedRun;
    const file = join(folder, "there", "other.yml");
    const options = {
      file,
      splitSeed: 0,
      cacheFolder: folder,
      workers: 0,
      onProgress: () => undefined,
    };
    await expect(openExternal(phantom, options)).rejects.toThrow(
      "run: it was not trained on a cohort: how its images are made is not known: expected a run with data.cohort, got data set phantom",
    );
  });
});
