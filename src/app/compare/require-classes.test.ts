import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseComparePlan } from "../../config/parse-compare.js";
import { requireClasses } from "./require-classes.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-classes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = (data: string) =>
  parseComparePlan(
    `data: ${data}
model: { encoder: mlp, features: 2 }
method: { name: erm }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { methods: [erm], seeds: [0] }
`,
    "run.yml",
  );

it("refuses targets that are numbers, of a cohort file and of the phantom", () => {
  const cohort = (target: string) =>
    `tables: [{ file: t.csv }]
images: { column: image }
subject: none
target: ${target}
attributes: [{ name: site, column: site }]
split: { kind: hash, validation: 0.2, test: 0.2 }
`;
  writeFileSync(join(folder, "number.yml"), cohort("{ column: age, as: number }"));
  writeFileSync(join(folder, "classes.yml"), cohort("{ column: age, as: classes }"));
  expect(() => requireClasses(plan("{ cohort: number.yml, attributes: [site] }"), folder)).toThrow(
    "compare: compares accuracies of classes, not errors of a number: got target age, a number.",
  );
  expect(() =>
    requireClasses(plan("{ cohort: classes.yml, attributes: [site] }"), folder),
  ).not.toThrow();
  const phantom = (target: string) =>
    `{ dataset: phantom, target: ${target}, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }`;
  expect(() => requireClasses(plan(phantom("heart-size")), folder)).toThrow("target heart-size");
  expect(() => requireClasses(plan(phantom("lesion")), folder)).not.toThrow();
});
