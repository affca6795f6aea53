import { describe, expect, it } from "vitest";
import { messageOf, toyAttribute, toyFactor, toyPool } from "../../fixtures/sampling/toy-source.js";
import {
  cacheImages,
  countEvaluationBatches,
  countTrainingBatches,
  createBatch,
  fillBatch,
  openImages,
} from "./batch.js";
import type { DataSet, SampledSet } from "./dataset.js";

/** Images [1, 2, 1]: the row number, then 10 · marker of that row in this set. */
function toyDataSet(): DataSet & { readonly written: () => number } {
  let count = 0;
  return {
    name: "toy",
    imageShape: [1, 2, 1],
    label: toyFactor("digit", 2),
    attributes: [toyAttribute("site", "read", 2), toyAttribute("marker", "planted", 3)],
    pools: { train: toyPool("p", ["site"], []), test: null },
    writeImage(_pool, row, planted, out, offset) {
      count += 1;
      out[offset] = row;
      out[offset + 1] = 10 * (planted["marker"] ?? 0);
    },
    contentHash: "toy",
    written: () => count,
  };
}

const set: SampledSet = {
  name: "train",
  pool: "train",
  rows: Int32Array.of(7, 3, 9, 4, 8),
  label: Int32Array.of(0, 1, 0, 1, 1),
  attributes: [Int32Array.of(1, -1, 0, 0, 1), Int32Array.of(2, 0, 1, 0, 2)],
};
const names = ["site", "marker"];

describe("fillBatch", () => {
  it("writes images with their planted values, labels and attributes, missing as -1", () => {
    const images = openImages(toyDataSet(), names, set);
    const batch = createBatch(images, 2);
    expect(batch.imageShape).toEqual([2, 1, 2, 1]);
    expect(fillBatch(batch, images, Int32Array.of(4, 1, 0, 2, 3), 0)).toBe(2);
    expect([...batch.images]).toEqual([8, 20, 3, 0]);
    expect([...batch.label]).toEqual([1, 1]);
    expect(batch.attributes.map((column) => [...column])).toEqual([
      [1, -1],
      [2, 0],
    ]);
  });

  it("fills the same buffers again, and pads the last batch with the first row", () => {
    const images = openImages(toyDataSet(), names, set);
    const batch = createBatch(images, 3);
    const { images: pixels, label } = batch;
    const order = Int32Array.of(0, 1, 2, 3, 4);
    expect(fillBatch(batch, images, order, 0)).toBe(3);
    expect([...batch.images]).toEqual([7, 20, 3, 0, 9, 10]);
    expect(fillBatch(batch, images, order, 1)).toBe(2);
    expect(batch.images).toBe(pixels);
    expect([...pixels]).toEqual([4, 0, 8, 20, 7, 20]);
    expect([...label]).toEqual([1, 1, 0]);
    expect(messageOf(() => fillBatch(batch, images, order, 2))).toBe(
      "DataError: set train: no rows for this batch (batch 2, batchSize 3, rows 5)",
    );
  });
});

describe("several answers a row", () => {
  const answers = (rows: number) =>
    Int32Array.from({ length: 3 * rows }, (_, index) => (index % 3 === 2 ? -1 : index));
  const several = (labelAnswers?: Int32Array): DataSet => {
    const toy = toyDataSet();
    const label = { ...toyFactor("labels", 1), labels: ["mass", "fluid", "nodule"] };
    const train = { ...toy.pools.train, ...(labelAnswers && { labelAnswers }) };
    return { ...toy, label, pools: { train, test: null } };
  };

  it("go with their rows, into the batch too", () => {
    const images = cacheImages(openImages(several(answers(10)), names, set), 1e9);
    expect([...(images.labelAnswers ?? [])].slice(0, 6)).toEqual([21, 22, -1, 9, 10, -1]);
    const batch = createBatch(images, 2);
    fillBatch(batch, images, Int32Array.of(4, 1), 0);
    expect([...(batch.labelAnswers ?? [])]).toEqual([24, 25, -1, 9, 10, -1]);
    fillBatch(batch, images, Int32Array.of(0), 0);
    expect([...(batch.labelAnswers ?? [])]).toEqual([21, 22, -1, 21, 22, -1]);
  });

  it("are null where the label is one answer, and must be there where it is several", () => {
    expect(createBatch(openImages(toyDataSet(), names, set), 2).labelAnswers).toBeNull();
    expect(messageOf(() => openImages(several(), names, set))).toBe(
      "InternalError: toy: no answers of several labels: got labels",
    );
  });
});

describe("cacheImages", () => {
  it("gives the same bytes and makes each image once", () => {
    const dataset = toyDataSet();
    const images = cacheImages(openImages(dataset, names, set), 5 * 2 * 4);
    expect(images.cached).toBe(true);
    expect(dataset.written()).toBe(5);
    const direct = openImages(toyDataSet(), names, set);
    const [cachedBatch, directBatch] = [createBatch(images, 5), createBatch(direct, 5)];
    const order = Int32Array.of(2, 2, 0, 4, 1);
    fillBatch(cachedBatch, images, order, 0);
    fillBatch(directBatch, direct, order, 0);
    expect(cachedBatch).toEqual(directBatch);
    expect(dataset.written()).toBe(5);
  });

  it("leaves the images as they are where they do not fit, by one byte", () => {
    const images = openImages(toyDataSet(), names, set);
    expect(cacheImages(images, 5 * 2 * 4 - 1)).toBe(images);
  });
});

describe("batch counts", () => {
  it("drop the partial batch in training and keep it in evaluation", () => {
    expect([1, 2, 3, 5].map((size) => countTrainingBatches(set, size))).toEqual([5, 2, 1, 1]);
    expect([1, 2, 3, 5, 6].map((size) => countEvaluationBatches(set.rows.length, size))).toEqual([
      5, 3, 2, 1, 1,
    ]);
  });

  it("refuse a training batch larger than the set", () => {
    expect(messageOf(() => countTrainingBatches(set, 6))).toBe(
      "DataError: set train: the batch is larger than the set (rows 5, batch 6). " +
        "Set train.batch to at most 5, or ask the plan for more rows.",
    );
  });
});

describe("openImages", () => {
  it("refuses names that do not match the set or the data set", () => {
    expect(messageOf(() => openImages(toyDataSet(), ["site"], set))).toBe(
      "DataError: set train: number of attribute columns: expected 1, got 2",
    );
    expect(messageOf(() => openImages(toyDataSet(), ["site", "sex"], set))).toBe(
      "DataError: toy: unknown attribute: expected site | marker, got sex",
    );
  });
});

describe("masks", () => {
  it("are those of the row at a position of the set, kept where images are; none where there are none", () => {
    const dataset: DataSet = {
      ...toyDataSet(),
      writeMask: (pool, row, label, out) => out.set([row, label, Number(pool === "train")]),
    };
    const out = new Uint8Array(3);
    const images = cacheImages(openImages(dataset, names, set), 1e6);
    images.writeMask?.(2, 6, out);
    expect([...out]).toEqual([9, 6, 1]);
    expect(openImages(toyDataSet(), names, set)).not.toHaveProperty("writeMask");
  });
});
