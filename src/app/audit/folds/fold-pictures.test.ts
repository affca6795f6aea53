/** Two folds whose models read nothing but the picture and who they are, on pictures that say which row they are of. */
import { describe, expect, it } from "vitest";
import { messageOf } from "../../../../fixtures/sampling/toy-source.js";
import { at } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { openImages, type SetImages } from "../../../data/batch.js";
import type { DataSet } from "../../../data/dataset.js";
import type { AnyAnsweredPictures } from "../answered-pictures.js";
import { examineUse } from "../examine-use.js";
import { intervenedImages } from "../intervened-images.js";
import { foldPictures } from "./fold-pictures.js";

const rows = 60;
const side = 16;
const every = Array.from({ length: rows }, (_, row) => row);

/** Row r is 1 + r everywhere, and of site r mod 2. */
const dataset: DataSet = {
  name: "toy",
  imageShape: [1, side, side],
  valueRange: null,
  label: { name: "finding", valueNames: ["no", "yes"] },
  attributes: [{ name: "site", kind: "read", valueNames: ["north", "south"] }],
  pools: {
    train: {
      subjects: every.map((row) => `s${row}`),
      ids: every.map((row) => `i${row}`),
      label: new Int32Array(rows),
      attributes: { site: Int32Array.from(every, (row) => row % 2) },
    },
    test: null,
  },
  writeImage: (_pool, row, _planted, out, offset) =>
    void out.fill(1 + row, offset, offset + side * side),
  contentHash: "toy",
};

/** A model that knows the pictures that it was asked about. */
function foldOf(index: number, own: readonly number[], asked: number[] = []) {
  const set = {
    ...({ name: "iid", pool: "train", rows: Int32Array.from(own) } as const),
    label: new Int32Array(own.length),
    attributes: [Int32Array.from(own, (row) => row % 2)],
  };
  const pictures: AnyAnsweredPictures = {
    kind: "classes",
    classNames: ["no", "yes"],
    images: openImages(dataset, ["site"], set),
    subjects: own.map((row) => `s${row}`),
    attributes: dataset.attributes,
    answer: (images: SetImages) => {
      const picture = new Float32Array(side * side);
      const said = Array.from(images.set.rows.keys()).flatMap((position) => {
        images.writeImage(position, picture, 0);
        asked.push(at(picture, 0) - 1);
        const corner = at(picture, 0) / 1000 + index / 2;
        return [1 - corner, corner];
      });
      return Promise.resolve(Float64Array.from(said));
    },
    dispose: () => Promise.resolve(),
  };
  return pictures;
}

const first = every.filter((row) => row % 4 < 2);
const second = every.filter((row) => row % 4 >= 2);

describe("foldPictures", () => {
  it("answers each picture by the model of its fold, in the order that is asked", async () => {
    const pictures = foldPictures("x", [foldOf(0, first), foldOf(1, second)]);
    expect([...pictures.images.set.rows]).toEqual(every);
    expect(pictures.subjects).toEqual([...first, ...second].map((row) => `s${row}`));
    const said = await pictures.answer(pictures.images);
    expect(said).toHaveLength(2 * rows);
    for (const [position, row] of [...first, ...second].entries()) {
      const expected = (1 + row) / 1000 + (row % 4 < 2 ? 0 : 0.5);
      expect(said[2 * position + 1]).toBeCloseTo(expected, 6);
      expect(said[2 * position]).toBeCloseTo(1 - expected, 6);
    }
    // The last first, one twice, with a corner of the first: the model is that of the picture that takes.
    const [last, one] = [rows - 1, 3];
    const takes = [last, one, one].map((row) => ({ row, donor: 0 }));
    const changed = intervenedImages(pictures.images, takes, (picture, donor) => {
      const made = picture.slice();
      made[0] = at(donor, 0);
      return made;
    });
    const again = await pictures.answer(changed);
    expect([1, 3, 5].map((entry) => Number(again[entry]?.toFixed(6)))).toEqual([0.501, 0.001, 0.001]); // prettier-ignore
  });

  it("exchanges parts inside folds alone", async () => {
    const asked: [number[], number[]] = [[], []];
    const folds = [foldOf(0, first, asked[0]), foldOf(1, second, asked[1])];
    const pictures = foldPictures("x", folds);
    const said = await pictures.answer(pictures.images);
    await examineUse(pictures, said, ["site"], createRng(0));
    // The corner of an exchanged frame is the donor's: no model has met a picture of the other fold.
    expect(new Set(asked[0].filter(Number.isInteger))).toEqual(new Set(first));
    expect(new Set(asked[1].filter(Number.isInteger))).toEqual(new Set(second));
    // Without the groups they would have.
    const { apart: _, ...together } = pictures;
    await examineUse(together, said, ["site"], createRng(0));
    expect(asked[0].some((row) => second.includes(row))).toBe(true);
  });

  it("refuses a subject that two folds have", () => {
    expect(messageOf(() => foldPictures("seed-0", [foldOf(0, [0, 1]), foldOf(1, [1, 2])]))).toBe(
      "DataError: seed-0: a subject is in the tests of two folds: got s1 (folds [0,1]). The runs are not of one split: delete them, and run the comparison again.",
    ); // prettier-ignore
  });
});
