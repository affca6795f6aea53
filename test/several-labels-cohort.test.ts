/** A cohort whose target is several answers of yes or no, with an attribute, from tables and files to results. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import type { LabelsRunResults, LabelsSetResult } from "../src/evaluation/labels/labels-results.js";
import { encodePng } from "../src/data/formats/encode-png.js";
import { openCommandLine } from "./command-line.js";
import { writeGreyPictures } from "./grey-pictures.js";

const { folder, unconfound } = openCommandLine("labels-cohort");

/** Pictures of 32 x 32 with two findings, of two sites; the findings of the last person are uncertain. */
function writeCohort(): void {
  const home = join(folder, "chest");
  mkdirSync(home);
  writeGreyPictures(home, 40, 32);
  const lines = Array.from({ length: 40 }, (_, row) => {
    const findings = row === 39 ? "?,?" : `${row % 2},${row % 3 === 0 ? 1 : 0}`;
    const part = row < 20 ? "train" : row < 30 ? "validation" : "test";
    return `${row}.png,p${row},${findings},${row % 4 < 2 ? "north" : "south"},${part}`;
  });
  const header = "file,person,mass,fluid,site,part";
  writeFileSync(join(home, "table.csv"), [header, ...lines, ""].join("\n"));
  writeFileSync(
    join(home, "cohort.yml"),
    `tables: [{ file: table.csv }]
images: { column: file, channels: grey }
subject: person
target:
  as: labels
  columns: [mass, fluid]
  positive: ["1"]
  negative: ["0"]
  uncertain: { values: ["?"], policy: ignore }
attributes: [{ name: site, column: site }]
split: { column: part }
preprocess: [{ name: rescale, from: [0, 255] }]
`,
  );
}

const runFile = `data: { cohort: chest/cohort.yml, attributes: [site], cache: cache }
model: { encoder: mimm-cnn, features: 4 }
method: { name: mimm }
sampling: rebalance
train: { epochs: 1, batch: 5, optimizer: { name: adam, lr: 3e-3 } }
runtime: { threads: 1 }
`;

beforeAll(() => {
  writeCohort();
  writeFileSync(join(folder, "run.yml"), runFile);
});

describe("a cohort of several labels", () => {
  it("has one test, the test part as it is, without rows whose answers are all masked", async () => {
    const { code, err } = await unconfound("train", "run.yml", "--out", "whole");
    expect([code, err]).toEqual([0, expect.any(String)]);
    const text = readFileSync(join(folder, "whole", "results.json"), "utf8");
    const results = JSON.parse(text) as LabelsRunResults;
    expect(Object.keys(results.tests)).toEqual(["iid"]);
    const iid = results.tests["iid"] as LabelsSetResult;
    expect(iid.n).toBe(9);
    expect(iid.labels.map(({ positives }) => positives)).toEqual([4, 3]);
    expect(iid.groups.map(({ name, n }) => [name, n])).toEqual([
      ["north", 4],
      ["south", 5],
    ]);
    const card = readFileSync(join(folder, "whole", "MODEL_CARD.md"), "utf8");
    expect(card).not.toMatch(/turned round|reverses/);
    expect(card).toContain("none turns an association round");
  }, 120_000);

  it("learns its attribute beside the labels, and keeps their features apart", async () => {
    const penalty = "{ measure: { name: mine, hidden: 4 }, gradientScaling: clip-shared }";
    const method = `method={ name: ibca, heads: 2, width: 4, penalty: ${penalty} }`;
    const { code, err } = await unconfound("train", "run.yml", method, "--out", "apart");
    expect([code, err]).toEqual([0, expect.any(String)]);
    const read = (file: string) => readFileSync(join(folder, "apart", file), "utf8");
    const { tests } = JSON.parse(read("results.json")) as LabelsRunResults;
    const { attributes } = tests["iid"] as LabelsSetResult;
    expect(attributes).toEqual({ site: { accuracy: expect.any(Number) as number } });
    const [epoch = ""] = read("metrics.jsonl").split("\n");
    const { terms } = JSON.parse(epoch) as { terms: Record<string, number> };
    expect(Object.keys(terms)).toEqual(
      expect.arrayContaining(["labels", "site", "divergence", "mine.labels.site", "penaltyScale"]),
    );
    expect(Object.values(terms).every(Number.isFinite)).toBe(true);
    // Pictures are letters too, in any order.
    expect(read("report.html").replace(/base64,[^"']*/g, "")).not.toMatch(/NaN|undefined/);
  }, 120_000);

  it("is audited: each answer is a target whose features and pictures are examined", async () => {
    for (const run of ["whole", "apart"]) {
      const { code, err } = await unconfound("audit", run, "run.yml", "--resamples", "50");
      expect([code, err]).toEqual([0, expect.any(String)]);
      const text = readFileSync(join(folder, "audits", run, "audit.json"), "utf8");
      const { targets, saliency } = JSON.parse(text) as AuditResults;
      expect(targets.map(({ name }) => name)).toEqual(["mass", "fluid"]);
      // Called as in the run's own report.
      const { thresholds } = JSON.parse(readFileSync(join(folder, run, "results.json"), "utf8")) as LabelsRunResults; // prettier-ignore
      if ("reason" in thresholds) throw new Error("no thresholds");
      expect(targets.map(({ threshold }) => threshold)).toEqual(
        thresholds.map(({ threshold: value }) => ({ rule: "f1", split: "validation", value })),
      );
      if (saliency === undefined || "reason" in saliency) throw new Error("no maps");
      expect(saliency).toMatchObject({ score: "log odds of the label", labels_left_out: [] });
      const kinds = ["gradient", "integrated_gradients", "grad_cam", "occlusion"];
      expect(saliency.methods.map(({ label, method }) => [label, method])).toEqual(
        ["mass", "fluid"].flatMap((label) => kinds.map((method) => [label, method])),
      );
      const page = readFileSync(join(folder, "audits", run, "audit.html"), "utf8");
      expect(page).toContain("Score: log odds of yes for that label, whichever the answer.");
      expect(page.replace(/base64,[^"']*/g, "")).not.toMatch(/NaN|>undefined/);
      for (const { attributes } of targets) {
        const tiers = attributes[0]?.verdict?.tiers;
        // Nine rows of two sites say nothing, and say so.
        expect(tiers?.encoded.evidence).toBe("fewer than two values have 20 subjects");
        expect([tiers?.encoded.state, tiers?.used.state]).toEqual(["cannot tell", "cannot tell"]);
      }
    }
  }, 120_000);

  it("is audited as a model of others too, with its answers in the order that is said", async () => {
    const scoreOf = async (out: string, ...more: string[]) => {
      const { code, err } = await unconfound(
        ...["audit", "--model", "whole/model.onnx", "--cohort", "chest/cohort.yml", ...more],
        ...["--output", "logits/labels", "--resamples", "50", "--out", out],
      );
      expect([code, err]).toEqual([0, expect.any(String)]);
      const text = readFileSync(join(folder, out, "audit.json"), "utf8");
      const { targets, saliency } = JSON.parse(text) as AuditResults;
      expect(targets.map(({ name, n }) => [name, n])).toEqual([["mass", 39], ["fluid", 39]]); // prettier-ignore
      if (saliency === undefined || "reason" in saliency) throw new Error("no maps");
      expect(saliency.methods.map(({ label, method }) => [label, method])).toEqual([["mass", "occlusion"], ["fluid", "occlusion"]]); // prettier-ignore
      const used = targets[0]?.attributes[0]?.verdict?.tiers.used;
      expect(used?.evidence).toMatch(/P\(mass\)|^no exchange|^the model says nearly the same/);
      return targets[0]?.overall["brier"];
    };
    const plain = await scoreOf("plain");
    expect(await scoreOf("same", "--classes", "mass,fluid")).toEqual(plain);
    expect(await scoreOf("swapped", "--classes", "fluid,mass")).not.toEqual(plain);
  }, 120_000);

  it("says with masks where each answer comes from, and which share of its maps lies inside", async () => {
    const home = join(folder, "chest");
    mkdirSync(join(home, "masks"));
    const data = Uint8Array.from({ length: 32 * 32 }, (_, place) => 255 * Number(place < 320 && place % 32 < 10)); // prettier-ignore
    const bytes = encodePng({
      samples: { dtype: "uint8", shape: [1, 32, 32], data },
      ...{ channels: "grey", spacingMm: null, affine: null },
    });
    for (let row = 0; row < 40; row += 2) writeFileSync(join(home, "masks", `${row}.png`), bytes);
    const cohort = readFileSync(join(home, "cohort.yml"), "utf8");
    const masks = "masks: [{ name: corner, pattern: '{file}', root: masks }]\n";
    writeFileSync(join(home, "masked.yml"), cohort + masks);
    const { code, err } = await unconfound(
      ...["audit", "--model", "whole/model.onnx", "--cohort", "chest/masked.yml"],
      ...["--output", "logits/labels", "--resamples", "50", "--out", "masked"],
    );
    expect([code, err]).toEqual([0, expect.any(String)]);
    const text = readFileSync(join(folder, "masked", "audit.json"), "utf8");
    const { masks: found = [], saliency } = JSON.parse(text) as AuditResults;
    expect(found).toMatchObject(
      ["mass", "fluid"].map((label) => ({
        ...{ name: "corner", label, pictures: 20, area: 100 / 1024 },
        left_out: { no_mask: 19, unknown: 0 },
      })),
    );
    const [mass, fluid] = found.map(({ groups }) => groups[0]?.moved.inside);
    expect(mass?.value).toBeGreaterThan(0);
    expect(mass).not.toEqual(fluid);
    if (saliency === undefined || "reason" in saliency) throw new Error("no maps");
    for (const { inside } of saliency.methods) {
      expect(inside).toMatchObject([{ mask: "corner", share: { n: 16 } }]);
    }
    const page = readFileSync(join(folder, "masked", "audit.html"), "utf8");
    expect(page).toContain("Answers where what is inside corner, mass is taken out");
    expect(page.replace(/base64,[^"']*/g, "")).not.toMatch(/NaN|>undefined/);
  }, 120_000);

  it.each([
    ["method={name: mimm-x, given: label}", "several labels are no one label to be given"],
    [
      "method={name: mimm-x, distribution: independent}",
      "method.distribution: of several labels cells are those of attributes",
    ],
    ["data.plan={train: 0.9, tests: {iid: 0.9}}", "several labels have no one association"],
  ])(
    "refuses %s",
    async (override, words) => {
      const { code, err } = await unconfound("train", "run.yml", override, "--out", "no");
      expect([code, err]).toEqual([2, expect.stringContaining(words)]);
    },
    120_000,
  );
});
