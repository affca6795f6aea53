import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { audit } from "../../evaluation/audit/audit.js";
import { auditHtml } from "../../report/audit/audit-html.js";
import type { GroupPictures, ShownCells } from "../../report/audit/group-pictures.js";
import type {
  AnsweredPictures,
  NumberedPictures,
  SeveralAnsweredPictures,
} from "./answered-pictures.js";
import { pictureOf } from "../example-images.js";
import { makeGroupPictures } from "./make-group-pictures.js";

const rng = createRng("group pictures");
const n = 400;
const labels = Int32Array.from({ length: n }, () => rng.integer(2));
const scores = Array.from(labels, (label) => 1 / (1 + Math.exp(-(2 * label - 1 + rng.normal()))));
const probabilities = Float64Array.from(scores.flatMap((score) => [1 - score, score]));

/** Attributes of `values` values each; pictures are noise, so that PNG cannot make them small. */
function auditOf(values: number, count: number, side: number) {
  const names = Array.from({ length: count }, (_, index) => `attribute ${index}`);
  const columns = names.map(() => Int32Array.from(labels, () => rng.integer(values)));
  const valueNames = Array.from({ length: values }, (_, value) => `v${value}`);
  const attributes = names.map((name, index) => ({ name, valueNames, values: at(columns, index) }));
  const subjects = Array.from(labels, (_, row) => `s${row}`);
  const results = audit({
    ...{ door: "model", source: "m.onnx", split: "all rows", subjects, attributes },
    targets: [
      {
        ...{ kind: "classes", name: "label", classes: ["healthy", "ill"], labels, probabilities },
        threshold: { rule: "half", split: null, value: 0.5 },
      },
    ],
    settings: { resamples: 10, permutations: 9, smallestGroup: 10 },
  });
  const pictures: AnsweredPictures = {
    images: {
      set: {
        ...({ name: "all rows", pool: "test", label: labels } as const),
        ...{ rows: Int32Array.from(labels.keys()), attributes: columns },
      },
      ...{ imageShape: [1, side, side], cached: true },
      writeImage(position, out, offset) {
        const noise = createRng(position);
        for (let place = 0; place < side * side; place++) out[offset + place] = noise.uniform();
      },
    },
    ...{ kind: "classes", subjects, classNames: ["healthy", "ill"] },
    attributes: names.map((name) => ({ name, valueNames, kind: "read" })),
    answer: () => Promise.resolve(probabilities),
    dispose: () => Promise.resolve(),
  };
  return { results, pictures };
}

function cellsOf(shown: GroupPictures): ShownCells {
  if ("reason" in shown) throw new Error(shown.reason);
  return shown;
}

const law = { dataset: { smallestCell: 1 }, withImages: true };

describe("makeGroupPictures", () => {
  const { results, pictures } = auditOf(3, 2, 8);
  const shown = cellsOf(makeGroupPictures(results, pictures, probabilities, law));

  it("has two right and two wrong of each label in each group, the worst group of every attribute first", () => {
    expect(shown).toMatchObject({ perCell: 2, leftOut: 0 });
    expect(shown.cells).toHaveLength(2 * 3 * 2 * 2);
    const worst = results.targets[0]?.attributes.map(
      ({ gaps }) => gaps.find(({ measure }) => measure === "auroc")?.worst,
    );
    expect([shown.cells[0]?.group, shown.cells[4]?.group]).toEqual(worst);
    expect(shown.cells[4]?.attribute).toBe("attribute 1");
    for (const { pictures: own, label, kind } of shown.cells) {
      expect(own).toHaveLength(2);
      for (const picture of own) {
        if (!("answered" in picture)) throw new Error("no answer");
        expect(picture.answered === label).toBe(kind === "right");
        expect(picture.probability).toBeGreaterThanOrEqual(0.5);
        expect(picture.planes).toMatchObject([{ width: 8, height: 8 }]);
      }
    }
  });

  it("is the same twice", () => {
    expect(makeGroupPictures(results, pictures, probabilities, law)).toEqual(shown);
  });

  it("stops at 2.5 MB, whole cells, and says how many are left out", () => {
    const large = auditOf(10, 20, 64);
    const some = cellsOf(makeGroupPictures(large.results, large.pictures, probabilities, law));
    const bytes = some.cells
      .flatMap(({ pictures: own }) => own.flatMap(({ planes }) => planes))
      .reduce((sum, { png }) => sum + png.length, 0);
    expect(some.leftOut).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(2.4e6);
    expect(bytes).toBeLessThanOrEqual(2.5e6);
    const page = auditHtml(large.results, { pictures: some });
    expect(Buffer.byteLength(page)).toBeLessThan(4.5e6);
    // The worst groups of all attributes have room.
    expect(new Set(some.cells.map(({ attribute }) => attribute)).size).toBe(20);
  });

  it("makes larger pictures small, and shows nothing where that is not wanted or allowed", () => {
    const wide = auditOf(2, 1, 128);
    const [first] = cellsOf(makeGroupPictures(wide.results, wide.pictures, probabilities, law)).cells; // prettier-ignore
    expect(first?.pictures[0]?.planes[0]).toMatchObject({ width: 64, height: 64 });
    expect(makeGroupPictures(results, pictures, probabilities, { ...law, withImages: false })).toEqual({ reason: "Left out of this page (--no-images)." }); // prettier-ignore
    const kept = { withImages: true, dataset: { exampleImages: false } };
    expect(makeGroupPictures(results, pictures, probabilities, kept)).toEqual({ reason: "The owner of the data keeps pictures from being shown." }); // prettier-ignore
    const small = { withImages: true, dataset: { smallestCell: 200 } };
    expect(makeGroupPictures(results, pictures, probabilities, small)).toMatchObject({ cells: [] });
  });

  it("of several answers has those of each, by its own target; what is not known is not shown", () => {
    const { kind: _, classNames: _names, ...own } = pictures;
    const several: SeveralAnsweredPictures = {
      ...{ ...own, kind: "labels", labelNames: ["mass", "fluid"] },
      // The second answer is known of every other row alone.
      images: { ...own.images, labelAnswers: Int32Array.from({ length: 2 * n }, (_, entry) => entry % 4 === 3 ? -1 : at(labels, entry >> 1)) }, // prettier-ignore
    };
    const said = Float64Array.from({ length: 2 * n }, (_, entry) => at(scores, entry >> 1));
    const [target] = results.targets;
    if (target === undefined) throw new Error("no target");
    const targets = ["mass", "fluid"].map((name) => ({ ...target, name, classes: ["no", "yes"] }));
    const { cells } = cellsOf(makeGroupPictures({ ...results, targets }, several, said, law));
    expect(cells).toHaveLength(2 * 2 * 3 * 2 * 2);
    // Worst groups of both answers come first.
    expect(cells.slice(0, 16).map(({ target: name }) => name)).toEqual([
      ...Array.from({ length: 8 }, () => "mass"),
      ...Array.from({ length: 8 }, () => "fluid"),
    ]);
    const pngs = (name: string) => cells.filter((cell) => cell.target === name).flatMap((cell) => cell.pictures.flatMap(({ planes }) => planes.map(({ png }) => png))); // prettier-ignore
    const odd = new Set<string>();
    for (let row = 1; row < n; row += 2) {
      const values = new Float32Array(64);
      pictures.images.writeImage(row, values, 0);
      odd.add(pictureOf({ data: values, width: 8, height: 8, channels: 1 } as never, [0, 1], 64).png); // prettier-ignore
    }
    expect(pngs("fluid").some((png) => odd.has(png))).toBe(false);
    expect(pngs("mass").some((png) => odd.has(png))).toBe(true);
  });

  it("of a number has those too high and too low by most, and that of median error, of each group", () => {
    const { kind: _, classNames: _names, ...own } = pictures;
    const truth = Float64Array.from(labels, (label, row) => 40 + 20 * label + (row % 7));
    const errors = Float64Array.from(labels, (_, row) => ((row * 37) % 101) - 50);
    const numbered: NumberedPictures = {
      ...{ ...own, kind: "number", name: "age", binNames: ["<50", ">=50"] },
      images: { ...own.images, labelNumbers: truth },
    };
    const said = truth.map((value, row) => value + at(errors, row));
    const audited = auditOfNumber(truth, said, pictures);
    const { cells } = cellsOf(makeGroupPictures(audited, numbered, said, law));
    expect(cells).toHaveLength(2 * 3 * 3);
    for (const { attribute, group, kind, pictures: shownOnes } of cells) {
      const index = pictures.attributes.findIndex(({ name }) => name === attribute);
      const value = ["v0", "v1", "v2"].indexOf(group);
      const column = at(pictures.images.set.attributes, index);
      const inGroup = [...errors].filter((_, row) => column[row] === value).sort((a, b) => a - b);
      const found = shownOnes.map((picture) => ("error" in picture ? picture.error : NaN));
      const expected = {
        over: inGroup.slice(-2).toReversed(),
        under: inGroup.slice(0, 2),
        median: [at(inGroup, (inGroup.length - 1) >> 1)],
      }[kind as "over"];
      for (const [place, error] of found.entries()) expect(error).toBeCloseTo(at(expected, place), 9); // prettier-ignore
      expect(found).toHaveLength(expected.length);
    }
    const small = { withImages: true, dataset: { smallestCell: 200 } };
    expect(makeGroupPictures(audited, numbered, said, small)).toMatchObject({ cells: [] });
  });
});

function auditOfNumber(
  targets: Float64Array,
  predictions: Float64Array,
  pictures: AnsweredPictures,
) {
  const { attributes, subjects, images } = pictures;
  return audit({
    ...{ door: "model", source: "m.onnx", split: "all rows", subjects },
    attributes: attributes.map(({ name, valueNames }, index) => ({ name, valueNames, values: at(images.set.attributes, index) })), // prettier-ignore
    targets: [{ kind: "number", name: "age", targets, predictions, binNames: ["<50", ">=50"], bins: labels }], // prettier-ignore
    settings: { resamples: 10, permutations: 9, smallestGroup: 10 },
  });
}
