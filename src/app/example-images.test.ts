import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openImages } from "../data/batch.js";
import type { DataSet } from "../data/dataset.js";
import { decodePng } from "../data/formats/png.js";
import type { ExampleImages } from "../report/example-images.js";
import { formatExampleImages, makeExampleImages, readShownExamples } from "./example-images.js";

const place = mkdtempSync(join(tmpdir(), "unconfound-examples-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const label = { name: "finding", valueNames: ["clear", "lesion"] };
const site = { name: "site", kind: "read", valueNames: ["a", "b"] } as const;
const rows = 12;

/** Row r has label r % 2 and site b in the last four rows; its values are r, r + 1, … tenths. */
function run(changes: Partial<DataSet> = {}) {
  const names = Array.from({ length: rows }, (_, row) => `secret-${row}`);
  const columns = {
    label: Int32Array.from(names, (_, row) => row % 2),
    site: Int32Array.from(names, (_, row) => (row < 8 ? 0 : 1)),
  };
  const pool = {
    ids: names,
    subjects: names,
    label: columns.label,
    attributes: { site: columns.site },
  };
  const dataset: DataSet = {
    name: "cohort",
    imageShape: [1, 2, 3],
    valueRange: null,
    label,
    attributes: [site],
    pools: { train: pool, test: null },
    writeImage(_pool, row, _planted, out, offset) {
      const pixels = (changes.imageShape ?? [1, 2, 3]).reduce(
        (product, extent) => product * extent,
        1,
      );
      for (let pixel = 0; pixel < pixels; pixel++) out[offset + pixel] = (row + pixel) / 10;
    },
    contentHash: "",
    ...changes,
  };
  const set = {
    ...{ name: "train", pool: "train" as const, rows: Int32Array.from(names, (_, row) => row) },
    ...{ label: columns.label, attributes: [columns.site] },
  };
  const train = openImages(dataset, ["site"], set);
  const factors = { label, attributes: [site] };
  return { dataset, job: { train, factors } };
}
const bytesOf = (png = "") => [
  ...decodePng(new Uint8Array(Buffer.from(png, "base64")), "a.png").samples.data,
];

describe("makeExampleImages", () => {
  it("has images of each group on one scale, by the words of the group tables", () => {
    const examples = makeExampleImages(run());
    expect(
      examples?.groups.map(({ label, attributes, n, images }) => [
        label,
        attributes,
        n,
        images.length,
      ]),
    ).toEqual([
      [0, { site: "a" }, 4, 4],
      [0, { site: "b" }, 2, 2],
      [1, { site: "a" }, 4, 4],
      [1, { site: "b" }, 2, 2],
    ]);
    // From 0 (row 0) to 1.6 (row 11, last pixel): tenth k is 255 k / 16.
    expect(examples?.range[0]).toBe(0);
    expect(examples?.range[1]).toBeCloseTo(1.6, 6);
    expect(examples?.rangeOf).toBe("examples");
    expect(bytesOf(examples?.groups[3]?.images[1]?.[0]?.png)).toEqual(
      [11, 12, 13, 14, 15, 16].map((tenths) => Math.round((255 * tenths) / 16)),
    );
  });

  it("goes by the data set's range where there is one, 0..1 unless it says so", () => {
    const { valueRange: _, ...plain } = run().dataset;
    const unit = makeExampleImages({ ...run(), dataset: plain });
    expect([unit?.range, unit?.rangeOf]).toEqual([[0, 1], "data set"]);
    expect(makeExampleImages(run({ valueRange: [-1, 3] }))?.range).toEqual([-1, 3]);
  });

  it("shows two volumes of a group in three upright planes", () => {
    const examples = makeExampleImages(run({ imageShape: [1, 2, 3, 4], orientation: "ras" }));
    const [first] = examples?.groups ?? [];
    expect(first?.images.map((planes) => planes.map(({ plane }) => plane))).toEqual([
      ["axial", "coronal", "sagittal"],
      ["axial", "coronal", "sagittal"],
    ]);
  });

  it("names no image and no subject, and is the same twice", () => {
    const text = JSON.stringify(makeExampleImages(run()));
    expect(text).not.toContain("secret");
    expect(JSON.stringify(makeExampleImages(run()))).toBe(text);
  });

  it("has none of features, nor of images whose owner says so", () => {
    expect(makeExampleImages(run({ imageShape: [6] }))).toBe(null);
    expect(makeExampleImages(run({ exampleImages: false }))).toBe(null);
  });

  it("leaves small groups out where counts are hidden", () => {
    const examples = makeExampleImages(run({ smallestCell: 3 }));
    expect([examples?.groups.length, examples?.tooSmall]).toEqual([0, 4]);
  });
});

describe("readShownExamples", () => {
  it("gives back what a folder has, or says why there is none", () => {
    const shape = [1, 2, 3];
    expect(readShownExamples(place, shape, true)).toEqual({
      reason: "Left out: this run keeps no images.",
    });
    const examples = makeExampleImages(run()) as ExampleImages;
    writeFileSync(join(place, "examples.json"), formatExampleImages(examples));
    expect(readShownExamples(place, shape, true)).toEqual(examples);
    expect(readShownExamples(place, shape, false)).toEqual({
      reason: "Left out of this page (--no-images).",
    });
    expect(readShownExamples(place, [6], false)).toBe(undefined);
  });
});
