import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cohortOptions } from "../../../../fixtures/cohort/open-options.js";
import { encodePng } from "../../formats/encode-png.js";
import { decodeIdx } from "../../formats/idx.js";
import { preprocessConfig } from "../../preprocess/preprocess-spec.js";
import type { MaskSpec } from "../../cohort/spec.js";
import { openCohort } from "../cohort.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "masks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function png(data: Uint8Array, side: number): Uint8Array {
  return encodePng({
    samples: { dtype: "uint8", shape: [1, side, data.length / side], data },
    ...{ channels: "grey", spacingMm: null, affine: null },
  });
}

/** Rows of a test part and two of a training part; pictures and masks in folders of their own. */
function open(masks: readonly MaskSpec[], rows: readonly string[], steps: readonly object[] = []) {
  writeFileSync(join(folder, "table.csv"), ["image,mask,label,part", ...rows, ""].join("\n"));
  const options = cohortOptions(folder, { root: "pictures" });
  return openCohort({
    ...options,
    spec: { ...options.spec, masks },
    preprocess: preprocessConfig.parse({ channels: "grey", steps }),
  });
}

describe("masks of a cohort", () => {
  beforeEach(() => {
    for (const place of ["pictures", "masks"]) mkdirSync(join(folder, place));
    for (const [index, name] of ["a", "b", "c", "d", "e", "f"].entries()) {
      const data = Uint8Array.of(0, 9, 9, index);
      writeFileSync(join(folder, "pictures", `${name}.png`), png(data, 2));
    }
    writeFileSync(join(folder, "masks", "a.png"), png(Uint8Array.of(0, 255, 0, 0), 2));
    writeFileSync(join(folder, "masks", "b.png"), png(Uint8Array.of(1, 0, 0, 0), 2));
    writeFileSync(join(folder, "masks", "wrong.png"), png(Uint8Array.of(1, 0, 0, 0, 1, 1), 2));
  });
  const rows = ["a.png,a.png,1,train", "b.png,,0,train", "f.png,,1,val", "e.png,,0,val", "c.png,gone.png,1,test", "d.png,wrong.png,0,test"]; // prettier-ignore

  it("are read from their files by row, and change nothing of the data set", async () => {
    const plain = await open([], rows);
    expect(plain.masks).toBeUndefined();
    const dataset = await open([{ name: "lesion", column: "mask", root: "masks" }], rows);
    expect(dataset.contentHash).toBe(plain.contentHash);
    const [mask] = dataset.masks ?? [];
    expect(mask?.name).toBe("lesion");
    expect(await mask?.read("train", 0)).toEqual(Uint8Array.of(0, 1, 0, 0));
    expect(await mask?.read("train", 1)).toBe(null);
    await expect(mask?.read("test", 0)).rejects.toThrow("gone.png: no such image");
    await expect(mask?.read("test", 1)).rejects.toThrow(
      "wrong.png: a mask has the extents of its image: expected 2 x 2 of d.png, got 2 x 3",
    );
  });

  it("have files that are there where a pattern names them, and the grid of the preprocessed image", async () => {
    const steps = [{ name: "resize", size: [4, 4] }];
    const dataset = await open([{ name: "m", pattern: "{image}", root: "masks" }], rows, steps);
    const [mask] = dataset.masks ?? [];
    expect([...((await mask?.read("train", 1)) ?? [])].join("")).toBe("1100110000000000");
    expect(await mask?.read("test", 0)).toBe(null);
  });
});

const lgg = new URL("../../../../../shared/data/lgg-mri-64/", import.meta.url);
const hasLgg = existsSync(lgg);

describe.skipIf(!hasLgg)("masks of LGG slices (needs ../shared/data/lgg-mri-64)", () => {
  it("are those of the array, and half as fine by nearest neighbour", async () => {
    const arrayOf = (name: string) =>
      decodeIdx(new Uint8Array(gunzipSync(readFileSync(new URL(name, lgg)))), name);
    const [pictures, masks] = [arrayOf("flair-images-idx3-ubyte.gz"), arrayOf("masks-idx3-ubyte.gz")]; // prettier-ignore
    const size = 64 * 64;
    const sliceOf = ({ data }: typeof pictures, row: number) => Uint8Array.from({ length: size }, (_, index) => Number(data[row * size + index])); // prettier-ignore
    for (const place of ["pictures", "masks"]) mkdirSync(join(folder, place));
    const insideOf = (row: number) => sliceOf(masks, row).filter((value) => value > 0).length;
    const withTumour = Array.from({ length: 200 }, (_, row) => row).filter((row) => insideOf(row) > 100).slice(0, 6); // prettier-ignore
    expect(withTumour).toHaveLength(6);
    const lines = withTumour.map((row, index) => {
      writeFileSync(join(folder, "pictures", `${row}.png`), png(sliceOf(pictures, row), 64));
      writeFileSync(join(folder, "masks", `${row}.png`), png(sliceOf(masks, row), 64));
      return `${row}.png,${row}.png,${index % 2},${["train", "val", "test"][index >> 1]}`;
    });
    const steps = [{ name: "resize", size: [32, 32] }];
    const dataset = await open([{ name: "tumour", column: "mask", root: "masks" }], lines, steps);
    for (const [row, own] of [0, 1, 2, 3].entries()) {
      const mask = await dataset.masks?.[0]?.read("train", row);
      const whole = sliceOf(masks, withTumour[own] ?? -1);
      // The middle of a sample of 2 x 2 lies between four; nearest takes the lower right one.
      expect([...(mask ?? [])]).toEqual(
        Array.from({ length: 32 * 32 }, (_, index) =>
          Number((whole[(2 * Math.floor(index / 32) + 1) * 64 + 2 * (index % 32) + 1] ?? 0) > 0),
        ),
      );
    }
  });
});
