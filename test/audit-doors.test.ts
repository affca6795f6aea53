/** `unconfound audit` of a run and of an ONNX model, as a user meets it: what is used, and what is refused. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { requireData } from "../src/app/require-data.js";
import type { AuditResults, AuditVerdict } from "../src/evaluation/audit/audit-results.js";
import type { SaliencyResults } from "../src/evaluation/audit/saliency-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, makePhantom, writeCohort, train } = openCommandLine("audit-doors", {
  home: true,
});
const run = join(folder, "run");

function results(out: string): AuditResults {
  return JSON.parse(readFileSync(join(folder, out, "audit.json"), "utf8")) as AuditResults;
}

function verdictOf({ targets }: AuditResults, attribute: string): AuditVerdict {
  const found = targets[0]?.attributes.find(({ name }) => name === attribute)?.verdict;
  if (found === undefined || found === null) throw new Error(`no verdict on ${attribute}`);
  return found;
}

function saliencyOf({ saliency }: AuditResults): SaliencyResults {
  if (saliency === undefined || "reason" in saliency) throw new Error("no saliency");
  return saliency;
}

const runFile = (data: string, epochs: number, probes = false) => `data: ${data}
model: { encoder: mlp, features: 2, head: none }
method: { name: erm }
train: { epochs: ${epochs}, batch: 20, optimizer: { name: adam, lr: 3e-3 } }
evaluation: { probes: ${probes} }
runtime: { threads: 1 }
`;

beforeAll(async () => {
  const png = ["--format", "png", "--size", "32"];
  const strong = ["--subjects", "400", "--association", "0.9"];
  await makePhantom("here", ...png, ...strong);
  await makePhantom("there", ...png, ...strong, "--seed", "7");
  const spec = {
    images: "{ column: image }",
    subject: "patient_id",
    target: '{ column: finding, as: binary, positive: ["1"], negative: ["0"] }',
    attributes: "[{ name: marker, column: marker }, { name: site, column: site }]",
    preprocess: "[{ name: resize, size: [16, 16], method: area }]",
    split: "{ kind: hash, validation: 0.2, test: 0.4 }",
  };
  writeCohort("here", "cohort.yml", spec);
  writeCohort("there", "cohort.yml", spec);
  const cohort = "{ cohort: cohort.yml, attributes: [marker, site], workers: 0 }";
  writeFileSync(join(folder, "here", "run.yml"), runFile(cohort, 15));
  await train("here/run.yml", run);
  const phantom = "{ dataset: phantom, size: 16, train: 600, test: 300, attributes: [marker], plan: { train: 0.95, tests: { iid: 0.95, inverted: invert } } }"; // prettier-ignore
  writeFileSync(join(folder, "planted.yml"), runFile(phantom, 15, true));
  await train("planted.yml", join(folder, "planted"));
  writeFileSync(
    join(folder, "parts.yml"),
    runFile(phantom, 15)
      .replace("erm", "multitask")
      .replace("batch:", "selection: { rule: last }, batch:"),
  );
  await train("parts.yml", join(folder, "parts"));
}, 240_000);

describe("audit of a run", () => {
  it("finds that the marker is used, by parts of pictures, and writes the page", async () => {
    const { code, out } = await unconfound(
      ...["audit", run, join(folder, "here", "run.yml"), "--out", join(folder, "own")],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/marker +used, (weak|strong)/);
    const verdict = verdictOf(results("own"), "marker");
    expect(verdict.tiers.used.evidence).toMatch(/^(tone|frame|corners) of pictures with marker/);
    // The run has no probes of its own: its features are probed now. Two features hold the marker, which its pictures show.
    const { encoded } = verdict.tiers;
    expect(encoded.state).not.toBe("not examined");
    expect(encoded.evidence).toContain("the features of finding");
    expect(encoded.dependence).toMatchObject({ information_at_most: Math.LN2 });
    expect(results("own")).toMatchObject({ door: "model", source: "run", split: "iid" });
    const page = readFileSync(join(folder, "own", "audit.html"), "utf8");
    expect(page).toContain("Audit of run");
    expect(page).toContain("Pictures behind the groups");
    expect(page).toMatch(/<img [^>]*alt="[^"]*, 1 wrongly answered 0: 1 of /);
    expect(Buffer.byteLength(page)).toBeLessThan(5e6);
    expect(results("own").targets[0]?.recalibration).toMatchObject({ split: "validation" });
  });

  it("puts a planted marker in and takes it out, and stops a pipeline", async () => {
    const { code } = await unconfound(
      ...["audit", join(folder, "planted"), "--out", join(folder, "put"), "--fail-on", "used"],
      "--no-images",
    );
    expect(code).toBe(3);
    expect(readFileSync(join(folder, "put", "audit.html"), "utf8")).not.toContain("<img");
    const { used, encoded } = verdictOf(results("put"), "marker").tiers;
    // Its probes, and measures on the set that they took.
    expect(encoded).toMatchObject({ state: "found", dependence: { permutations: 999 } });
    expect(encoded.evidence).toMatch(/^read off the features of/);
    expect(used.state).toBe("found");
    expect(used.evidence).toMatch(/^marker \w+ put in or taken out: P\(/);
  });

  it("looks where the marker is more than at chance, and more than a network that learnt nothing", () => {
    const saliency = saliencyOf(results("put"));
    expect(saliency.methods.map(({ method }) => method)).toEqual(["gradient", "integrated_gradients", "occlusion"]); // prettier-ignore
    expect(saliency).toMatchObject({ pictures: 16, randomised: "weights drawn anew" });
    for (const { method, planted, randomised } of saliency.methods) {
      const [marker] = planted;
      expect(marker?.share, method).toBeGreaterThan(2 * (marker?.area ?? NaN));
      expect(marker?.share, method).toBeGreaterThan(1.5 * Number(marker?.randomised));
      expect("mean" in randomised ? randomised.mean : null, method).toBeLessThan(0.8);
    }
    const integrated = saliency.methods[1];
    expect(integrated?.incompleteness).toBeGreaterThan(0);
    expect(integrated?.incompleteness).toBeLessThan(0.03);
    const page = readFileSync(join(folder, "put", "audit.html"), "utf8");
    expect(page).toContain("A map is no evidence of use by itself");
    expect(page).toContain("Pictures are left out of this page (--no-images).");
    // Of another run, with pictures: right and wrong of two classes, the picture and three maps of two networks.
    const shown = readFileSync(join(folder, "own", "audit.html"), "utf8");
    const [, section = ""] = shown.split("<h2>Where the model looks</h2>");
    expect(section.match(/<img /g)).toHaveLength(4 * 7);
    expect(Buffer.byteLength(shown)).toBeLessThan(5e6);
  });

  it("exchanges parts of the features: each head follows its own part, and none the other's, to the last bit", async () => {
    const { out } = await unconfound(
      ...["audit", join(folder, "parts"), "--out", join(folder, "parted"), "--no-images"],
    );
    const { exchange } = verdictOf(results("parted"), "marker").tiers.encoded;
    if (exchange === undefined || "reason" in exchange) throw new Error("nothing exchanged");
    const { own_part: own, label_part: label } = exchange;
    expect(own.on_label).toMatchObject({ class: "lesion", reads: false, effect: { value: 0 } });
    expect(label.on_attribute).toMatchObject({ class: "present", reads: false, effect: { value: 0 } }); // prettier-ignore
    const { effect, reads } = own.on_attribute;
    if ("reason" in effect || "reason" in effect.interval) throw new Error("no interval");
    expect(reads).toBe(true);
    expect(effect.interval.low).toBeGreaterThan(0.3);
    expect(out).toContain("features exchanged, label equal: the attribute's part moves P(lesion) not at all"); // prettier-ignore
    // A method without parts has nothing to exchange.
    expect(verdictOf(results("put"), "marker").tiers.encoded).not.toHaveProperty("exchange");
  });

  it("says where the data of the run were looked for", async () => {
    const { code, err } = await unconfound("audit", run, "--out", join(folder, "lost"));
    expect(code).toBe(2);
    expect(err).toContain("audit: the data of the run are not found from here");
    expect(err).toContain("unconfound audit RUN FILE.yml");
    expect(existsSync(join(folder, "lost"))).toBe(false);
    expect(() => {
      requireData("audit", { dataset: "phantom" } as Parameters<typeof requireData>[1], folder);
    }).not.toThrow();
  });
});

describe("audit of a model", () => {
  const model = ["audit", "--model", join(run, "model.onnx")];
  const cohort = ["--cohort", join(folder, "there", "cohort.yml")];

  it("finds the same of the file alone, which says its own outputs, on all rows of another cohort", async () => {
    const { code, out, err } = await unconfound(
      ...[...model, ...cohort, "--out", join(folder, "foreign")],
    );
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(out).toMatch(/marker +used/);
    expect(out + err).not.toContain("makes pictures otherwise");
    const found = results("foreign");
    expect(found).toMatchObject({ door: "model", source: "model.onnx", rows: 400 });
    expect(verdictOf(found, "marker").tiers.encoded.evidence).toContain("features");
    expect(found.targets[0]?.threshold).toEqual({ rule: "half", split: null, value: 0.5 });
  });

  it("says where the pictures are made otherwise than those that the model learnt from", async () => {
    const other = readFileSync(join(folder, "there", "cohort.yml"), "utf8").replace("method: area", "method: cubic"); // prettier-ignore
    writeFileSync(join(folder, "there", "cubic.yml"), other);
    const { code, out, err } = await unconfound(
      ...[...model, "--cohort", join(folder, "there", "cubic.yml"), "--resamples", "50"],
      ...["--no-images", "--out", join(folder, "cubic")],
    );
    expect(code).toBe(0);
    expect(out + err).toContain(
      "than those that the model learnt from (preprocess.steps.0.method)",
    );
  });

  it("takes quantiles of these rows, and does not read attributes that it is not asked for", async () => {
    const halves = "{ name: age, column: age, bins: { quantiles: 2 } }";
    const other = readFileSync(join(folder, "there", "cohort.yml"), "utf8").replace(
      "attributes: [",
      `attributes: [${halves}, { name: gone, column: gone }, `,
    );
    writeFileSync(join(folder, "there", "halves.yml"), other);
    const ask = (attributes: string, out: string) =>
      unconfound(
        ...[...model, "--cohort", join(folder, "there", "halves.yml"), "--resamples", "50"],
        ...["--attributes", attributes, "--no-images", "--out", join(folder, out)],
      );
    const { code, out, err } = await ask("age,marker", "halves");
    expect([code, err]).toEqual([0, expect.any(String)]);
    const [, edge = ""] =
      /bins of age are quantiles of these rows: <(\d+), >=\1;/.exec(out + err) ?? [];
    const ages = readFileSync(join(folder, "there", "table.csv"), "utf8").trim().split("\n").slice(1).map((line) => Number(line.split(",")[4])); // prettier-ignore
    expect(Number(edge)).toBe(ages.toSorted((a, b) => a - b)[ages.length / 2]);
    const { attributes } = results("halves").targets[0] ?? {};
    expect(attributes?.map(({ name }) => name)).toEqual(["age", "marker"]);
    expect((await ask("gone", "none")).err).toContain("table.csv has no such column");
  });

  it("looks by occlusion, beside the same file with its weights shuffled", () => {
    const saliency = saliencyOf(results("foreign"));
    expect(saliency).toMatchObject({ pictures: 16, randomised: "weights shuffled" });
    // Nothing is planted in files: there is no footprint.
    expect(saliency.methods).toMatchObject([
      { method: "occlusion", settings: { patch: [2, 2], stride: [2, 2] }, planted: [] },
    ]);
    const randomised = saliency.methods[0]?.randomised;
    expect(randomised).toMatchObject({ n: 16 });
    const page = readFileSync(join(folder, "foreign", "audit.html"), "utf8");
    expect(page).toContain("the same network with weights shuffled.");
    const [, section = ""] = page.split("<h2>Where the model looks</h2>");
    expect(section.match(/<img /g)?.length).toBeGreaterThanOrEqual(6);
  });

  it.each([
    [["audit"], "audit: one of a run, --predictions, --embeddings and --model is audited"],
    [["audit", run, "--predictions", "p.csv"], "audit: one of a run, --predictions, --embeddings and --model is audited"], // prettier-ignore
    [model, "--model: needs the pictures that it is asked about"],
    [["audit", run, ...cohort], "--cohort: goes with --model"],
    [[...model, ...cohort, "--output", "logits"], "--output: the model has none of this name"],
    [[...model, ...cohort, "--split", "iid"], "--model: all rows of the cohort are audited"],
    [[...model, ...cohort, "--classes", "a,b"], "--classes: not the classes of the cohort file"], // prettier-ignore
    [[...model, ...cohort, "--attributes", "sex"], "--attributes: no such attribute in the cohort file"], // prettier-ignore
    [[...model, ...cohort, "--scale", "x"], "--scale: not a number"],
  ])("refuses %j", async (arguments_, message) => {
    const { code, err } = await unconfound(...arguments_, "--out", join(folder, "refused"));
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(join(folder, "refused"))).toBe(false);
  });
});
