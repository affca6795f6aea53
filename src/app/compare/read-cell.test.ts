import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readRun, trainingAttributes } from "./read-cell.js";

const root = mkdtempSync(join(tmpdir(), "unconfound-read-cell-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Label of two values, `sex` of two and `site` of three; counts 0, 1, 2, … by group. */
const cells = ["clear", "lesion"].flatMap((label) =>
  ["f", "m"].flatMap((sex) =>
    ["a", "b", "c"].map((site) => ({ label, attributes: { sex, site } })),
  ),
);
const plan = {
  tables: [
    { label: "lesion", n: 66, cells: cells.map((cell, count) => ({ ...cell, count })) },
    { label: "lesion", n: 0, cells: [] },
  ],
};
const files = {
  "plan.json": JSON.stringify(plan),
  "results.json": JSON.stringify({ method: "erm", seconds: 12 }),
  "metrics.jsonl": `{"epoch":1,"encoderSteps":9,"terms":{"label":0.5},"validation":{"loss":0.4,"accuracy":0.9,"groups":[],"n":3}}\n`,
  // Columns in another order than the plan's attributes, and a missing value.
  "predictions.csv": [
    "split,id,subject,label,score,attr_site,attr_sex",
    "validation,v1,s0,0,0.1,a,f",
    "iid,i1,s1,1,0.75,c,m",
    "iid,i2,s1,0,0.25,,f",
    "balanced,i1,s1,1,0.5,b,f",
    "",
  ].join("\n"),
};
const folder = join(root, "run");
mkdirSync(folder);
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

describe("readRun", () => {
  it("gives the tests by name, groups numbered as in plan.json, and the curves", () => {
    const { predictions, epochs, results, groups } = readRun(folder);
    expect(Object.keys(predictions)).toEqual(["iid", "balanced"]);
    expect(predictions["iid"]).toMatchObject({
      id: ["i1", "i2"],
      subject: ["s1", "s1"],
      label: Int32Array.of(1, 0),
      classes: 2,
      probabilities: Float64Array.of(0.25, 0.75, 0.75, 0.25),
      // lesion, m, c is the last of 12 groups; a missing site has none.
      group: Int32Array.of(11, -1),
    });
    expect(predictions["balanced"]?.group).toEqual(Int32Array.of(7));
    expect(predictions["balanced"]?.groupNames[7]).toBe("lesion, f, b");
    expect(groups.variables).toEqual(["lesion", "sex", "site"]);
    expect(epochs).toEqual([
      { epoch: 1, terms: { label: 0.5 }, validation: { loss: 0.4, accuracy: 0.9 } },
    ]);
    expect(results.seconds).toBe(12);
  });

  it("makes rows of the training table", () => {
    const { label, attributes } = trainingAttributes(readRun(folder).groups);
    const rows = Array.from(label, (value, row) => [
      value,
      ...attributes.map((column) => column[row]),
    ]);
    expect(rows).toHaveLength(66);
    expect(rows[0]).toEqual([0, 0, 1]);
    expect(rows.filter(([y, sex, site]) => y === 1 && sex === 0 && site === 2)).toHaveLength(8);
  });

  it("says which file is missing", () => {
    rmSync(join(folder, "metrics.jsonl"));
    expect(() => readRun(folder)).toThrow(
      `${join(folder, "metrics.jsonl")}: a file of a finished run is missing. Copy the whole run folder, or delete it and run the comparison again.`,
    );
  });
});
