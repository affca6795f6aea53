import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../base/rng.js";
import { parseRunConfig } from "../config/parse-config.js";
import type { DataSet } from "../data/dataset.js";
import type { LabelsRunResults } from "../evaluation/labels/labels-results.js";
import { bottleneckAttention } from "../methods/multi-label/bottleneck-attention.js";
import { loadBackend } from "../runtime/load.js";
import { makeAttentionImages } from "./attention-images.js";
import { prepareRun, type PreparedRun } from "./prepare-run.js";

const config = parseRunConfig(
  `data:
  dataset: canvas
  objects: shapes
  size: 32
  train: 30
  test: 20
  attributes: []
  plan: native
model: { encoder: mimm-cnn, features: 8 }
method: { name: pooled }
train: { epochs: 1, batch: 10, optimizer: { name: adam, lr: 1e-3 } }
seed: 3
runtime: { threads: 1 }
`,
  "run.yml",
);
const bottleneck = bottleneckAttention.config.parse({
  name: "bottleneck-attention",
  components: 2,
});
let run: PreparedRun;
beforeAll(async () => {
  run = await prepareRun(config, ".", await loadBackend(), () => undefined);
});

/** Results of twenty rows, of which label k is yes in `positives` of k. */
const resultsWith = (positives: (label: number) => number): LabelsRunResults => {
  const names = run.dataset.label.labels ?? [];
  const labels = names.map((name, label) => ({ name, n: 20, positives: positives(label) }));
  const tests: Record<string, object> = { iid: { n: 20, labels, groups: [] } };
  return { tests } as LabelsRunResults;
};
const imagesOf = (changes: Partial<DataSet>, seed: string, results = resultsWith(() => 10)) => {
  const state = run.job.method.initialState(createRng(3).child(seed));
  const own = { ...run, dataset: { ...run.dataset, ...changes } };
  return makeAttentionImages(own, config, state, results);
};

describe("makeAttentionImages", () => {
  it("compares with the network as the run's seed draws it anew, and with no other", async () => {
    const same = await imagesOf({}, "randomised-network");
    expect(same?.agreement).toMatchObject({ mean: 1, absolute: 1, images: 20 });
    expect(same?.pictures).toHaveLength(6);
    const other = await imagesOf({}, "init");
    expect(Number(other?.agreement.absolute)).toBeLessThan(0.999);
    for (const [index, { picture, labels }] of (other?.pictures ?? []).entries()) {
      expect(picture).toEqual(same?.pictures[index]?.picture);
      for (const [place, { trained, randomised }] of labels.entries()) {
        const before = same?.pictures[index]?.labels[place];
        expect(before?.trained).toEqual(before?.randomised);
        expect(randomised).toEqual(before?.randomised);
        expect(trained).not.toEqual(randomised);
      }
    }
  });

  it("has the further maps of a method that shows some, and the complement; none of another", async () => {
    const own = { ...config, method: bottleneck };
    const prepared = await prepareRun(own, ".", await loadBackend(), () => undefined);
    const state = prepared.job.method.initialState(createRng(3));
    const results = resultsWith(() => 10);
    const images = await makeAttentionImages(prepared, own, state, results);
    const labels = images?.pictures.flatMap((picture) => picture.labels) ?? [];
    expect(labels.length).toBeGreaterThan(5);
    // Of 64 places that share an attention of 1 the complement is 1 but for a little everywhere.
    expect(labels.every(({ nearlyEven }) => nearlyEven?.includes("complement"))).toBe(true);
    for (const { trained, further = [] } of labels) {
      expect(further.map(({ map }) => map)).toEqual(["complement", "component-1", "component-2"]);
      const pngs = new Set(
        [trained, ...further.map(({ picture }) => picture)].map(({ png }) => png),
      );
      expect(pngs.size).toBe(4);
    }
    const plain = await imagesOf({}, "init");
    expect(JSON.stringify(plain)).not.toContain('"further"');
  });

  it("shows nothing where the owner keeps images, and no label that results hide", async () => {
    expect(await imagesOf({ exampleImages: false }, "init")).toBeNull();
    const rare = resultsWith((label) => (label < 5 ? 2 : 10));
    const few = await imagesOf({ smallestCell: 3 }, "init", rare);
    const shown = few?.pictures.flatMap(({ labels }) => labels.map(({ name }) => name)) ?? [];
    expect(shown.length).toBeGreaterThan(0);
    const hidden = (run.dataset.label.labels ?? []).slice(0, 5);
    expect(shown.filter((name) => hidden.includes(name))).toEqual([]);
  });
});
