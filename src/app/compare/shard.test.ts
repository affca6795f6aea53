import { describe, expect, it } from "vitest";
import { parseComparePlan } from "../../config/parse-compare.js";
import { cellConfig } from "./cell-configs.js";
import { cellsOf, trialCellsOf } from "./cells.js";
import { dealCells, parseShard } from "./shard.js";

const planOf = (block: string) =>
  parseComparePlan(
    `
data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: mimm-cnn, features: 2, head: none }
method: { name: mimm }
train: { epochs: 6, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: ${block}
`,
    "run.yml",
  );
const plain = planOf(
  "{ methods: [erm, multitask, mimm], seeds: 0..4, settings: [{ name: a }, { name: b }] }",
);
const searched = planOf(
  "{ methods: [erm, multitask, mimm], seeds: 0..4, search: { trials: 2, keys: { train.optimizer.lr: [0.1, 1] } } }",
);

const folded = parseComparePlan(
  `
data: { cohort: cohort.yml, attributes: [site] }
model: { encoder: mlp, features: 2, head: none }
method: { name: mimm }
train: { epochs: 6, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
compare: { methods: [erm, mimm], seeds: 0..2, folds: 5 }
`,
  "run.yml",
);

/** Folders of each shard. */
const foldersOf = (plan: typeof plain, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const { trials, cells } = dealCells(plan, { index: index + 1, count });
    return [...trials, ...cells].map(({ folder }) => folder);
  });

describe("dealCells", () => {
  it.each([1, 2, 3, 4, 7, 40, 100])("gives every run to exactly one of %i shards", (count) => {
    for (const plan of [plain, searched, folded]) {
      const all = [...trialCellsOf(plan), ...cellsOf(plan)].map(({ folder }) => folder);
      expect(new Set(all).size).toBe(all.length);
      expect(foldersOf(plan, count).flat().sort()).toEqual([...all].sort());
    }
  });

  it("shares a slow method out, and the numbers of runs differ by one at most", () => {
    for (const count of [2, 3, 4, 5]) {
      const folders = foldersOf(plain, count);
      const counts = folders.map((own) => own.length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      const slow = folders.map((own) => own.filter((name) => name.includes("/mimm/")).length);
      expect(Math.max(...slow) - Math.min(...slow)).toBeLessThanOrEqual(1);
    }
  });

  it("keeps the runs of a method with its trials", () => {
    for (const own of foldersOf(searched, 3)) {
      const methodOf = (folder: string) => folder.split("/")[2];
      const of = (part: string) => [
        ...new Set(own.filter((name) => name.startsWith(part)).map(methodOf)),
      ];
      expect(of("trials")).toEqual(of("cells"));
    }
  });

  it("has a run a fold, each with its fold in its configuration", () => {
    const cells = cellsOf(folded);
    expect(cells).toHaveLength(2 * 3 * 5);
    const cell = cells[7];
    expect(cell).toMatchObject({
      folder: "cells/default/erm/seed-1/fold-2",
      title: "erm seed 1 fold 2",
      fold: 2,
    });
    const config = cell && cellConfig(folded, [], cell);
    expect(config).toMatchObject({ seed: 1, data: { fold: { index: 2, of: 5 } } });
    const plainCell = cellsOf(plain)[0];
    expect(plainCell && cellConfig(plain, [], plainCell)).not.toHaveProperty("data.fold");
  });

  it("names folders by setting, method and seed", () => {
    expect(cellsOf(plain)[0]).toMatchObject({
      folder: "cells/a/erm/seed-0",
      title: "a erm seed 0",
    });
    expect(cellsOf(plain)).toHaveLength(2 * 4 * 5);
    expect(trialCellsOf(searched)[1]).toMatchObject({
      folder: "trials/default/erm/trial-2",
      title: "erm trial 2",
      seed: 5,
    });
  });
});

describe("parseShard", () => {
  it("reads i/n", () => expect(parseShard("2/4")).toEqual({ index: 2, count: 4 }));
  it.each(["0/4", "5/4", "2", "1/0", "a/b", "1/4/2", ""])("refuses %j", (text) => {
    expect(() => parseShard(text)).toThrow(
      `--shard: not a shard: expected i/n with i from 1 to n, e.g. 1/4, got ${text}`,
    );
  });
});
