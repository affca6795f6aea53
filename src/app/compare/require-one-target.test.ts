import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parseComparePlan } from "../../config/parse-compare.js";
import { requireOneTarget } from "./require-one-target.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-classes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = (data: string, compare = "methods: [erm], seeds: [0]") =>
  parseComparePlan(
    `data: ${data}
model: { encoder: mlp, features: 2 }
method: { name: erm }
train: { epochs: 2, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { ${compare} }
`,
    "run.yml",
  );

const cohort = (target: string) =>
  `tables: [{ file: t.csv }]
images: { column: image }
subject: none
target: ${target}
attributes: [{ name: site, column: site }]
split: { kind: folds, folds: 2, fold: 0, validation: 0.2 }
`;
writeFileSync(join(folder, "number.yml"), cohort("{ column: age, as: number }"));
writeFileSync(join(folder, "other.yml"), cohort("{ column: weight, as: number }"));
writeFileSync(join(folder, "classes.yml"), cohort("{ column: age, as: classes }"));
const asked = (file: string, compare?: string) => () =>
  requireOneTarget(plan(`{ cohort: ${file}.yml, attributes: [site] }`, compare), folder);

it("takes classes, and a number", () => {
  expect(asked("classes")).not.toThrow();
  expect(asked("number")).not.toThrow();
  const phantom = plan(
    "{ dataset: phantom, target: heart-size, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }",
  );
  expect(() => requireOneTarget(phantom, folder)).not.toThrow();
});

it("refuses folds of a number by name, and takes those of classes", () => {
  const folds = "methods: [erm], seeds: [0], folds: 2, ceiling: false";
  expect(asked("classes", folds)).not.toThrow();
  expect(asked("number", folds)).toThrow(
    "compare.folds: pools what folds say of classes, not of a number: got target age, a number. Leave compare.folds out",
  );
});

it("refuses settings of several targets", () => {
  const settings = (file: string) =>
    `methods: [erm], seeds: [0], settings: [{ name: one }, { name: two, data.cohort: ${file}.yml }]`;
  for (const file of ["classes", "other"]) {
    expect(asked("number", settings(file))).toThrow(
      "compare.settings: the settings do not learn the same kind of target: expected classes in all settings, the same number in all, or the same labels in all",
    );
  }
  expect(asked("number", settings("number"))).not.toThrow();
});

it("takes several answers of yes or no, folds of a cohort too, and not beside classes", () => {
  writeFileSync(
    join(folder, "labels.yml"),
    cohort("{ columns: [a, b], as: labels, positive: ['1'], negative: ['0'] }"),
  );
  expect(() => requireOneTarget(plan("{ dataset: canvas }"), folder)).not.toThrow();
  expect(asked("labels")).not.toThrow();
  expect(asked("labels", "methods: [erm], seeds: [0], folds: 2, ceiling: false")).not.toThrow();
  const settings = "settings: [{ name: one }, { name: two, data.cohort: classes.yml }]";
  expect(asked("labels", `methods: [erm], seeds: [0], ${settings}`)).toThrow(
    "compare.settings: the settings do not learn the same kind of target",
  );
});
