/** `unconfound audit` of features with a table and of a model's inner tensor, as a user meets it. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../src/base/rng.js";
import { encodePng } from "../src/data/formats/encode-png.js";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, writeCohort } = openCommandLine("audit-features", { home: true });
const quick = ["--resamples", "100"];
const n = 1000;

const resultsOf = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, "audit.json"), "utf8")) as AuditResults;

function verdictOf(out: string, attribute: string) {
  const found = resultsOf(out).targets[0]?.attributes.find(({ name }) => name === attribute);
  if (found?.verdict === undefined || found.verdict === null) throw new Error(attribute);
  return found.verdict;
}

/** Features of the finding and of the site, not of sex; the site goes with the finding. Rows of features in another order. */
function writeFeatures(): void {
  const rng = createRng("features");
  const rows = Array.from({ length: n }, (_, row) => {
    const finding = rng.integer(2);
    const site = rng.uniform() < 0.8 ? finding : 1 - finding;
    const age = 20 + rng.integer(60);
    const score = 1 / (1 + Math.exp(-(2 * finding - 1 + rng.normal())));
    const features = [2 * finding + rng.normal(), 2 * site + rng.normal(), rng.normal()];
    return { id: `r${row}`, patient: `p${row >> 1}`, finding: finding === 1 ? "yes" : "no", site: site === 1 ? "Ü" : "A", sex: rng.integer(2) === 1 ? "m" : "f", age, score, features }; // prettier-ignore
  });
  const table = rows.map(({ id, patient, finding, site, sex, age, score }) =>
    [id, patient, finding, site, sex, age, score].join(","),
  );
  writeFileSync(
    join(folder, "rows.csv"),
    `id,patient,finding,site,sex,age,risk\n${table.join("\n")}\n`,
  );
  const embeddings = rows.toReversed().map(({ id, features }) => [id, ...features].join(","));
  writeFileSync(
    join(folder, "theirs.csv"),
    `id,embedding_0,embedding_1,embedding_2\n${embeddings.join("\n")}\n`,
  );
}

/** Red pictures at one site, blue ones at the other; for the model that PyTorch wrote. */
function writePictures(): void {
  const rng = createRng("pictures");
  mkdirSync(join(folder, "cohort"));
  const lines = Array.from({ length: 240 }, (_, row) => {
    const [label, site] = [row & 1, (row >> 1) & 1];
    const data = Uint8Array.from({ length: 768 }, (_, index) => {
      const channel = Math.floor(index / 256);
      return 60 + rng.integer(60) + (channel === 0 && site === 1 ? 100 : 0) + (channel === 2 && site === 0 ? 100 : 0); // prettier-ignore
    });
    const samples = { dtype: "uint8", shape: [3, 16, 16], data } as const;
    const png = encodePng({ samples, channels: "rgb", spacingMm: null, affine: null });
    writeFileSync(join(folder, "cohort", `${row}.png`), png);
    return `${row},${row}.png,${label},${site === 1 ? "red" : "blue"}`;
  });
  writeFileSync(join(folder, "cohort", "table.csv"), `id,image,label,site\n${lines.join("\n")}\n`);
  writeCohort("cohort", "cohort.yml", {
    images: "{ column: image, channels: rgb }",
    subject: "id",
    target: '{ column: label, as: binary, positive: ["1"], negative: ["0"] }',
    attributes: "[{ name: site, column: site }]",
    split: "{ kind: hash, validation: 0.2, test: 0.4 }",
  });
  for (const name of ["foreign.onnx", "escaped.onnx", "unknown-operator.onnx"]) {
    const source = fileURLToPath(new URL(`../fixtures/audit/${name}`, import.meta.url));
    copyFileSync(source, join(folder, name));
  }
}

beforeAll(() => {
  writeFeatures();
  writePictures();
});

describe("audit of features", () => {
  const features = ["audit", "--embeddings", "theirs.csv", "--table", "rows.csv"];
  const named = ["--target", "finding", "--subject", "patient"];

  it("says what is encoded, with chance and the label beside it; disparity was not examined", async () => {
    const { code, out, err } = await unconfound(
      ...[...features, ...named, "--attributes", "site,sex,age", "--out", "bare"],
    );
    expect([code, err]).toEqual([0, expect.stringContaining("matched by id (id)")]);
    expect(err).toContain("age has no bins in the file: cut at");
    expect(out).toMatch(/^theirs.csv, split all rows: 1000 rows of 500 subjects\n/);
    expect(out).toMatch(/\nsite +encoded only +1000 +2 +n\/a\n/);
    const { tiers } = verdictOf("bare", "site");
    expect(tiers.encoded.evidence).toMatch(
      /^read off the features with balanced accuracy 0\.[78]\d \(kNN\) and 0\.[78]\d \(linear\), chance 0\.50, \d+ rows; label itself 0\.[78]\d and 0\.[78]\d$/,
    );
    expect(tiers.disparity).toEqual({ state: "not examined", evidence: "needs predictions of the model" }); // prettier-ignore
    expect(verdictOf("bare", "sex").tiers.encoded.state).not.toBe("found");
    expect(verdictOf("bare", "age").tiers.encoded.evidence).toContain("chance 0.33");
    const results = resultsOf("bare");
    expect(results).toMatchObject({ door: "features", split: "all rows", rows: n });
    expect(results.targets[0]).toMatchObject({ name: "finding", classes: ["no", "yes"], overall: {} }); // prettier-ignore
    const page = readFileSync(join(folder, "bare", "audit.html"), "utf8");
    expect(page).toContain("features and table (this audit)");
    expect(page).not.toMatch(/>undefined|NaN|<h4>Gaps|orange diamond/);
  });

  it("says of a table with scores what their disparity is", async () => {
    const { code, out } = await unconfound(
      ...[...features, ...named, "--attributes", "site", "--score", "risk", "--out", "scored"],
      ...["--fail-on", "disparity", ...quick],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/threshold 0\.500/);
    const { tiers } = verdictOf("scored", "site");
    expect(tiers.encoded.state).toBe("found");
    expect(tiers.disparity.state).not.toBe("not examined");
    expect(Object.keys(resultsOf("scored").targets[0]?.overall ?? {})).toContain("auroc");
  });

  it("takes a target that is a number, with and without predictions", async () => {
    const number = ["--target", "age", "--as", "number", "--subject", "patient"];
    const { code, out, err } = await unconfound(
      ...[...features, ...number, "--attributes", "site,sex", "--out", "number"],
    );
    expect([code, err]).toEqual([0, expect.stringContaining("age has no bins in the file: cut at")]); // prettier-ignore
    expect(out).toMatch(/\nsite +encoded only +1000 +2 +n\/a\n/);
    expect(verdictOf("number", "site").tiers.disparity.state).toBe("not examined");
    expect(verdictOf("number", "sex").tiers.encoded.state).not.toBe("found");
    expect(resultsOf("number").targets[0]).toMatchObject({ name: "age", overall: {} });
    // Younger than they are at one site.
    const rows = readFileSync(join(folder, "rows.csv"), "utf8").trimEnd().split("\n");
    const said = rows.map((line, row) => {
      const [, , , site, , age] = line.split(",");
      return `${line},${row === 0 ? "said" : Number(age) - (site === "A" ? 10 : 0) + (row % 7)}`;
    });
    writeFileSync(join(folder, "aged.csv"), `${said.join("\n")}\n`);
    const aged = [
      ...features.slice(0, 3),
      "--table",
      "aged.csv",
      ...number,
      "--prediction",
      "said",
    ];
    const predicted = await unconfound(
      ...[...aged, "--attributes", "site,sex", "--out", "predicted", ...quick],
    );
    expect([predicted.code, predicted.err]).toEqual([0, expect.stringContaining("said is taken for what is predicted of age, a number")]); // prettier-ignore
    expect(verdictOf("predicted", "site").tiers).toMatchObject({
      encoded: { state: "found" },
      disparity: { state: "found" },
    });
    expect(verdictOf("predicted", "sex").kind).not.toBe("disparity");
    expect(resultsOf("predicted").targets[0]).toMatchObject({ kind: "number", name: "age" });
    const alone = [
      "audit",
      "--predictions",
      "aged.csv",
      ...number,
      "--attributes",
      "site",
      ...quick,
    ];
    const { code: asked } = await unconfound(...alone, "--prediction", "said", "--out", "alone");
    expect(asked).toBe(0);
    expect(verdictOf("alone", "site").tiers.disparity.state).toBe("found");
    expect((await unconfound(...alone, "--out", "refused")).err).toContain(
      "--prediction: aged.csv has no column prediction",
    );
  });

  it.each([
    [["--target", "findin", "--attributes", "site"], "--target: rows.csv has no such column: expected id, patient, finding, site, sex, age, risk, got findin. Did you mean finding?"],
    [["--target", "finding"], "--attributes: rows.csv has no columns attr_<name>. Name the columns of the attributes: --attributes sex,site."],
    [[...named, "--attributes", "sight"], "--attributes: rows.csv has no such column"],
    [[...named, "--attributes", "finding"], "--attributes: the target is no attribute: got finding"],
    [[...named, "--attributes", "site", "--threshold", "0.4"], "--threshold: there are no scores"],
    [["--target", "site", "--attributes", "sex", "--score", "age"], "rows.csv row 2, column age: not a probability"],
    [["--target", "age", "--attributes", "sex", "--score", "risk"], "rows.csv, column risk: one score is of two classes"],
    [[...named, "--attributes", "site", "--mean", "0"], "--mean: goes with --model"],
  ])("refuses %j", async (options, message) => {
    const { code, err } = await unconfound(...features, ...options, "--out", "refused");
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(join(folder, "refused"))).toBe(false);
  }); // prettier-ignore

  it("refuses features that do not match the table: rows, ids; and arrays without one", async () => {
    const lines = readFileSync(join(folder, "theirs.csv"), "utf8").trimEnd().split("\n");
    writeFileSync(join(folder, "short.csv"), `${lines.slice(0, -1).join("\n")}\n`);
    writeFileSync(join(folder, "other.csv"), `${lines.join("\n").replace("\nr7,", "\nr07,")}\n`);
    const auditOf = async (file: string) => {
      const table = ["--table", "rows.csv", ...named, "--attributes", "site"];
      const { code, err } = await unconfound("audit", "--embeddings", file, ...table, "--out", "no"); // prettier-ignore
      expect(code).toBe(2);
      return err;
    };
    expect(await auditOf("short.csv")).toContain(
      "short.csv: features and table differ in their number of rows (features 999, table 1000, file rows.csv)",
    );
    expect(await auditOf("other.csv")).toContain(
      "other.csv: no features for an id of the table: got r7 (table rows.csv)",
    );
    const { code, err } = await unconfound("audit", "--embeddings", "a.npz");
    expect([code, err]).toEqual([2, expect.stringContaining("--table: is missing")]);
    expect((await unconfound("audit", "--predictions", "p.csv", "--table", "t.csv")).err).toContain(
      "--table: goes with --embeddings",
    );
    expect(existsSync(join(folder, "no"))).toBe(false);
  });
});

describe("audit of a model with an inner tensor", () => {
  const modelOf = (name: string) => ["audit", "--model", name, "--cohort", "cohort/cohort.yml"];

  it("reads the colour of the site off the tensor", async () => {
    const { code } = await unconfound(
      ...[...modelOf("foreign.onnx"), "--embedding", "places", "--out", "tensor", ...quick],
    );
    expect(code).toBe(0);
    expect(verdictOf("tensor", "site").tiers.encoded).toMatchObject({
      state: "found",
      evidence: expect.stringMatching(
        /^read off tensor places \(6 numbers, mean over 4 x 4 places\) with balanced accuracy (1\.00|0\.9\d) \(kNN\)/,
      ) as string,
    });
  });

  it.each([
    [[...modelOf("foreign.onnx"), "--embedding", "pooledd"], 2, "Did you mean pooled?"],
    [[...modelOf("foreign.onnx"), "--pooling", "mean"], 2, "--pooling: goes with --embedding"],
    [modelOf("escaped.onnx"), 2, "escaped.onnx: weights in a file outside the folder of the model: got ../external.bin"],
    [modelOf("unknown-operator.onnx"), 1, "unknown-operator.onnx: the model does not load"],
  ])("refuses %j", async (line, expected, message) => {
    const { code, err } = await unconfound(...line, "--out", "refused");
    expect(err).toContain(message);
    expect(code).toBe(expected);
    expect(existsSync(join(folder, "refused"))).toBe(false);
  }); // prettier-ignore
});
