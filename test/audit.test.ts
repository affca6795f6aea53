/** `unconfound audit` as a user meets it: another program's file, what is written, the gate, and what is refused. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../src/base/rng.js";
import type { AuditResults } from "../src/evaluation/audit/audit-results.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound } = openCommandLine("audit");
const quick = ["--resamples", "200"];

/** Answers that lean on the site, not on sex; a file with a BOM and CRLF, columns in another order. */
function writePredictions(name: string, shift: number): string {
  const rng = createRng(name);
  const lines = Array.from({ length: 900 }, (_, row) => {
    const label = rng.integer(2);
    const site = rng.uniform() < (label === 1 ? 0.7 : 0.3) ? 1 : 0;
    const logit = 2 * label - 1 + shift * (2 * site - 1) + rng.normal();
    const sex = rng.integer(2) === 0 ? "f" : "<b>m</b>";
    const split = row < 200 ? "validation" : "test";
    return `${1 / (1 + Math.exp(-logit))},${label},s${row},${row},${split},${site === 1 ? "Ü-Klinik" : "A"},${sex}`;
  });
  const file = join(folder, name);
  const header = "score,label,subject,id,split,attr_site,attr_sex";
  writeFileSync(file, `\uFEFF${[header, ...lines].join("\r\n")}\r\n`);
  return file;
}

const resultsOf = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, "audit.json"), "utf8")) as AuditResults;

beforeAll(() => {
  writePredictions("theirs.csv", 0.6);
  writePredictions("clean.csv", 0);
});

describe("audit", () => {
  it("says its verdicts, writes a folder, and ends with 3 where the gate fails", async () => {
    const { code, out } = await unconfound(
      ...["audit", "--predictions", "theirs.csv", "--fail-on", "disparity", ...quick],
      ...["--intersections", "site*sex"],
    );
    expect(code).toBe(3);
    expect(out).toMatch(
      /^theirs.csv, split test: 700 rows of 700 subjects; threshold 0\.\d+, by Youden's J on split validation\n/,
    );
    expect(out).toMatch(
      /\nsite +disparity, cause open +700 +2 +0\.\d+ (A|Ü-Klinik), 0\.\d+ (A|Ü-Klinik)\n/,
    );
    expect(out).toMatch(/\nsex +(nothing found|cannot tell)/);
    expect(out).toContain("Predictions alone show a disparity at most");
    expect(readdirSync(join(folder, "audits/theirs")).sort()).toEqual([
      "MODEL_CARD.md",
      "audit.html",
      "audit.json",
      "audit.md",
    ]);
    const results = resultsOf("audits/theirs");
    expect(results.schema).toBe(1);
    expect(results.targets[0]?.attributes.map(({ name }) => name)).toEqual([
      "site",
      "sex",
      "site × sex",
    ]);
    expect(readFileSync(join(folder, "audits/theirs/audit.md"), "utf8")).not.toContain("<b>");
  });

  it("takes another program's file whose columns are named, with the same numbers", async () => {
    const [header = "", ...lines] = readFileSync(join(folder, "theirs.csv"), "utf8").split("\r\n");
    const [first = ""] = header.replace("\uFEFF", "").split(",subject");
    expect(first).toBe("score,label");
    const renamed = ["y_prob;y_true;patient;image;split;site;sex", ...lines.map((line) => line.replaceAll(",", ";"))]; // prettier-ignore
    writeFileSync(join(folder, "renamed.csv"), renamed.join("\n"));
    const named = [
      "--target",
      "y_true",
      "--score",
      "y_prob",
      "--subject",
      "patient",
      "--id",
      "image",
    ];
    const { code, err } = await unconfound(
      ...["audit", "--predictions", "renamed.csv", ...named, "--attributes", "site,sex", ...quick],
    );
    expect(err).toBe("y_prob is taken for the probability of 1\n");
    expect(code).toBe(0);
    // Permutations are drawn by the name of the target: it alone is the same.
    writeFileSync(
      join(folder, "plain.csv"),
      [header.replace(",label,", ",y_true,"), ...lines].join("\n"),
    );
    await unconfound(
      ...["audit", "--predictions", "plain.csv", "--target", "y_true", "--attributes", "site,sex"],
      ...["--out", "plainly", ...quick],
    );
    const { source: _, ...results } = resultsOf("audits/renamed");
    const { source: __, ...expected } = resultsOf("plainly");
    expect(results).toEqual(expected);
    const unnamed = await unconfound("audit", "--predictions", "renamed.csv", "--out", "unnamed");
    expect(unnamed.code).toBe(2);
    expect(unnamed.err).toBe(
      "error: --target: renamed.csv has no column label: got y_prob, y_true, patient, image, split, site, sex. Name the column of the true answer, --target COLUMN; answers alone cannot be audited: join it to them, as a column label.\n",
    );
    const scoreless = ["--target", "y_true", "--attributes", "site", "--out", "scoreless"];
    expect((await unconfound("audit", "--predictions", "renamed.csv", ...scoreless)).err).toBe(
      "error: --score: renamed.csv has no column score or score_<class>. Name the probability of the second of two classes: --score COLUMN.\n",
    );
  });

  it("takes the answers of predict with labels joined, and says that they have none before", async () => {
    const rows = readFileSync(join(folder, "theirs.csv"), "utf8").trim().split("\r\n").slice(1).map((line) => line.split(",")); // prettier-ignore
    const write = (name: string, header: string, cells: (row: readonly string[]) => string) =>
      writeFileSync(join(folder, name), [header, ...rows.map(cells)].join("\n"));
    const word = (score = "") => (Number(score) > 0.5 ? "positive" : "negative");
    write("answers.csv", "id,prediction,score", ([score, , , id]) => `${id},${word(score)},${score}`); // prettier-ignore
    write("joined.csv", "id,prediction,score,label,attr_site", ([score, label, , id, , site]) => `${id},${word(score)},${score},${label},${site}`); // prettier-ignore
    write("bare.csv", "id,score,label,attr_site", ([score, label, , id, , site]) => `${id},${score},${label},${site}`); // prettier-ignore
    write("whole.csv", "split,id,subject,prediction,score,label,attr_site", ([score, label, who, id, , site]) => `test,${id},${who},${word(score)},${score},${label},${site}`); // prettier-ignore
    write("ages.csv", "id,prediction,label,attr_site", ([score, label, , id, , site]) => `${id},${40 + 9 * Number(score)},${Number(label) + Number(id) / 90},${site}`); // prettier-ignore
    for (const name of ["joined", "bare", "whole", "ages"]) {
      const said = await unconfound("audit", "--predictions", `${name}.csv`, ...quick);
      expect([name, said.code], said.err).toEqual([name, 0]);
    }
    const { source: _, ...joined } = resultsOf("audits/joined");
    const { source: __, ...bare } = resultsOf("audits/bare");
    expect(joined).toEqual(bare);
    expect(resultsOf("audits/whole").targets[0]).toMatchObject({ kind: "classes" });
    expect(resultsOf("audits/ages").targets[0]).toMatchObject({ kind: "number" });
    const { code, err } = await unconfound("audit", "--predictions", "answers.csv", ...quick);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: --target: answers\.csv has no column label: got id, prediction, score\./,
    );
  });

  it("is the same twice, and passes the gate of what it cannot show", async () => {
    const line = ["audit", "--predictions", "theirs.csv", "--fail-on", "used", ...quick];
    const { code } = await unconfound(...line, "--out", "one");
    expect(code).toBe(0);
    await unconfound(...line, "--out", "two");
    expect(resultsOf("two")).toEqual(resultsOf("one"));
  });

  it("sets two audits side by side, and refuses a folder without one", async () => {
    await unconfound("audit", "--predictions", "theirs.csv", ...quick, "--out", "before");
    await unconfound("audit", "--predictions", "clean.csv", ...quick, "--out", "after");
    const { code, out } = await unconfound("compare-audits", "before", "after");
    expect(code).toBe(0);
    expect(out).toMatch(/\nsite +disparity, cause open +(nothing found|cannot tell)/);
    expect(out).toContain(join("after", "compared.html"));
    expect(readFileSync(join(folder, "after", "compared.html"), "utf8")).toContain("Two audits");
    const refused = await unconfound("compare-audits", "before", ".");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("compare-audits: no audit in this folder: got .");
  });

  it("finds nothing where there is nothing", async () => {
    const { code } = await unconfound(
      ...[
        "audit",
        "--predictions",
        "clean.csv",
        "--fail-on",
        "disparity",
        "--out",
        "clean",
        ...quick,
      ],
    );
    expect(code).toBe(0);
  });

  it.each([
    [
      "a folder that exists",
      ["--out", "."],
      "--out: the folder exists: got .. Choose another folder.",
    ],
    [
      "an attribute that there is not",
      ["--attributes", "sx"],
      "--attributes: no such attribute in the file: expected site | sex, got sx. Did you mean sex?",
    ],
    ["an empty name", ["--attributes", "sex,"], "--attributes: an empty name: got sex,"],
    [
      "two thresholds",
      ["--threshold", "0.5", "--threshold-split", "test"],
      "--threshold: cannot be given beside --threshold-split. Give one of them.",
    ],
    [
      "a threshold that is none",
      ["--threshold", "1.5"],
      "--threshold: not a score: expected a number in 0..1, got 1.5",
    ],
    [
      "a seed that is none",
      ["--seed", "x"],
      "--seed: not a whole number: expected 0 or more, got x",
    ],
  ])("refuses %s, and writes nothing", async (_, more, message) => {
    const before = readdirSync(folder).length;
    const { code, err } = await unconfound(
      "audit",
      "--predictions",
      "theirs.csv",
      "--out",
      "refused",
      ...more,
    );
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(readdirSync(folder).length).toBe(before);
  });

  it("names the file, row and column of a bad field, and a file that is not there", async () => {
    const good = readFileSync(join(folder, "theirs.csv"), "utf8");
    const lines = good.split("\r\n");
    const [header = "", first = "", second = ""] = lines;
    const cases: [string, string][] = [
      [
        good.replace(first, first.replace(/^[^,]+/, "1.2")),
        "bad.csv row 2, column score: not a probability: expected a number in 0..1, got 1.2",
      ],
      [
        good.replace(first, first.replace(/^[^,]+/, "NaN")),
        "bad.csv row 2, column score: not a probability",
      ],
      [
        [header, first, first, second].join("\r\n"),
        "bad.csv row 3, column id: twice in split validation",
      ],
      [good.replace("attr_site", "site"), "bad.csv row 1: unknown column"],
    ];
    for (const [text, message] of cases) {
      writeFileSync(join(folder, "bad.csv"), text);
      const { code, err } = await unconfound("audit", "--predictions", "bad.csv", "--out", "bad");
      expect(code).toBe(2);
      expect(err).toContain(message);
    }
    const { err } = await unconfound("audit", "--predictions", "none.csv");
    expect(err).toContain("none.csv: cannot be read: got ENOENT");
    expect(existsSync(join(folder, "bad"))).toBe(false);
  });
});
