import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkRun } from "../src/config/check-run.js";
import { parseComparePlan } from "../src/config/parse-compare.js";
import { parseRunConfig } from "../src/config/parse-config.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const filesOf = (folder: string) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yml") && !name.endsWith("cohort.yml"))
    .map((name) => `${folder}/${name}`);
const files = ["examples", "presets", "experiments", "recipes"].flatMap(filesOf);

it("finds the run files that it reads", () => {
  expect(files).toContain("examples/morpho-mnist-mimm-x.yml");
  expect(files).toContain("experiments/morpho-mnist-two-factors/compare.yml");
  expect(files.filter((file) => file.startsWith("presets/")).length).toBeGreaterThan(7);
  expect(files).toContain("recipes/chexpert/run.yml");
});

// Data are not opened here: they need not be on this machine.
it.each(files)("%s is a run file without a fault", (file) => {
  const text = readFileSync(`${root}/${file}`, "utf8");
  checkRun(parseRunConfig(text, file));
  if (/^compare:/m.test(text)) parseComparePlan(text, file);
});

it.each([
  // Mohan 2024, experiment E2.
  [
    "mimm-2-confounder-thesis",
    { epochs: 200, batch: 500 },
    { hidden: 400, pairs: "all", lambda: 1 },
  ],
  // Fay et al. 2023, code: N_B 3, λ 0.3 and 0.5 on the sum of two losses.
  ["mimm-2023-morpho-mnist", { epochs: 3000, batch: 850 }, { criticSteps: 2, lambda: 0.15 }],
  ["mimm-2023-fashion-mnist", { epochs: 3000, batch: 10 }, { criticSteps: 2, lambda: 0.25 }],
])("presets/%s has the published settings, which defaults do not touch", (name, train, method) => {
  const file = `presets/${name}.yml`;
  const config = parseRunConfig(readFileSync(`${root}/${file}`, "utf8"), file);
  expect(config.data).toMatchObject({ grey: "bytes" });
  expect(config.train).toMatchObject({ ...train, optimizer: { name: "adam", lr: 1e-5 } });
  expect(config.method).toMatchObject({
    ...method,
    ...{ warmUp: 0, standardise: false, clampPenalty: false, criticBatches: "own" },
  });
});
