import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { parseComparePlan } from "../../config/parse-compare.js";
import { cellsOf } from "./cells.js";
import {
  checkComparedData,
  comparedDataName,
  hashComparedData,
  requireSameImages,
  writeComparedData,
} from "./compared-data.js";
import type { SurveyedCell } from "./survey.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-compared-data-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const runFile = (data: string) => `
data: ${data}
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: erm }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { methods: [erm, mimm], seeds: [0, 1], ceiling: false }
`;
const cohort = `tables: [{ file: rows.csv }]
images: { column: image }
subject: image
target: { column: finding, as: binary, positive: ["1"], negative: ["0"] }
attributes: [{ name: site, column: site }]
split: { kind: hash, validation: 0.2, test: 0.2 }
`;
const plan = parseComparePlan(
  runFile("{ cohort: cohort.yml, attributes: [site], plan: native }"),
  "run.yml",
  [],
  {},
);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A folder with a cohort of this table. */
function writeCohort(name: string, table: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "cohort.yml"), cohort);
  writeFileSync(join(folder, "rows.csv"), table);
  return folder;
}

describe("what a comparison learns from", () => {
  const chest = writeCohort("chest", "image,finding\na.png,1\n");
  const heart = writeCohort("heart", "image,finding\nb.png,1\n");
  const out = join(root, "out");
  mkdirSync(out);

  it("is the content of the cohort file and its tables, wherever they lie", () => {
    const data = hashComparedData(plan, chest);
    expect(data).toEqual({
      default: { "cohort.yml": sha256(cohort), "rows.csv": sha256("image,finding\na.png,1\n") },
    });
    expect(hashComparedData(plan, writeCohort("copy", "image,finding\na.png,1\n"))).toEqual(data);
    const phantom = parseComparePlan(runFile("{ dataset: phantom, attributes: [marker], plan: native }"), "run.yml", [], {}); // prettier-ignore
    expect(hashComparedData(phantom, chest)).toEqual({});
  });

  it("is refused where another data set has the same settings word for word, and where a file was changed", () => {
    checkComparedData(out, hashComparedData(plan, chest));
    writeComparedData(out, {});
    expect(existsSync(join(out, comparedDataName))).toBe(false);
    writeComparedData(out, hashComparedData(plan, chest));
    checkComparedData(out, hashComparedData(plan, chest));
    expect(() => checkComparedData(out, hashComparedData(plan, heart))).toThrow(
      `--out: the comparison in this folder learnt from other data (folder ${out}, setting default, other content rows.csv). Choose another --out`,
    );
    writeFileSync(
      join(chest, "cohort.yml"),
      `${cohort}filters: [{ column: image, is: [a.png] }]\n`,
    );
    expect(() => checkComparedData(out, hashComparedData(plan, chest))).toThrow(
      "other content cohort.yml",
    );
    writeFileSync(join(chest, "cohort.yml"), cohort);
  });

  it("must be the same images in all runs that are done, of one setting and fold", () => {
    const cells = cellsOf(plan);
    const surveyed = (hashes: readonly string[]): SurveyedCell[] =>
      cells.map((cell, index) => {
        const folder = join(out, cell.folder);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "env.json"), JSON.stringify({ dataHash: hashes[index] }));
        const config = plan.runConfig(cell.setting, cell.variant, cell.seed);
        return { cell, config, state: { status: "done" } };
      });
    requireSameImages(out, surveyed(["a", "a", "a", "a"]));
    const mixed = surveyed(["a", "a", "a", "b"]);
    expect(() => requireSameImages(out, mixed)).toThrow(
      `${out}: runs of this comparison learnt from different images: got erm seed 0 and mimm seed 1.`,
    );
    // One that is not done will learn anew.
    requireSameImages(out, [...mixed.slice(0, 3), { ...at(mixed, 3), state: { status: "stopped" } }]); // prettier-ignore
    const other = mixed.map((own, index) =>
      index < 3 ? own : { ...own, cell: { ...own.cell, fold: 1 } },
    );
    requireSameImages(out, other);
  });
});
