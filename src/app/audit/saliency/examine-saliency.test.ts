import { describe, expect, it } from "vitest";
import { sizeOf } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";
import type {
  AnsweredPictures,
  NumberedPictures,
  SeveralAnsweredPictures,
} from "../answered-pictures.js";
import { answerLooker } from "./answer-looker.js";
import { drawLooks } from "./draw-looks.js";
import { examineSaliency, type SeenMask } from "./examine-saliency.js";
import { saliencyReport, thresholdOf } from "./saliency-report.js";

const side = 8;
const marker = [0, 1, side, side + 1];

/** Pictures with a marker in a corner where the attribute says so; a bright pixel in the middle is the label. */
function setOf(shape: readonly number[], attribute: Int32Array): SetImages {
  const size = sizeOf(shape);
  const label = Int32Array.from(attribute, (_, row) => row % 2);
  return {
    set: {
      ...({ name: "iid", pool: "test" } as const),
      rows: Int32Array.from(attribute.keys()),
      label,
      attributes: [attribute],
    },
    imageShape: shape,
    cached: false,
    writeImage(position, out, offset) {
      const picture = new Float32Array(size).fill(0.2);
      if (attribute[position] === 1) for (const pixel of marker) picture[pixel] = 1;
      if (label[position] === 1) picture[size - 3] = 1;
      out.set(picture, offset);
    },
  };
}

/** A model that reads one pixel of each picture. */
function modelOf(pixel: number, shape = [1, side, side]): AnsweredPictures {
  const attribute = Int32Array.from({ length: 30 }, (_, row) => Number(row % 3 === 0));
  const images = setOf(shape, attribute);
  return {
    images,
    subjects: Array.from(attribute, (_, row) => `s${row}`),
    kind: "classes",
    classNames: ["clear", "lesion"],
    attributes: [{ name: "marker", kind: "planted", valueNames: ["absent", "present"] }],
    plant: (_, values) => setOf(shape, values),
    answer: (asked) => {
      const picture = new Float32Array(sizeOf(shape));
      const probabilities = Array.from(asked.set.rows.keys()).flatMap((row) => {
        asked.writeImage(row, picture, 0);
        const positive = 1 / (1 + Math.exp(6 - 10 * (picture[pixel] ?? 0)));
        return [1 - positive, positive];
      });
      return Promise.resolve(Float64Array.from(probabilities));
    },
    dispose: () => Promise.resolve(),
  };
}

const asksOf = ({ answer }: AnsweredPictures) => ({
  ...({ width: 2, score: "log odds" } as const),
  scoresOf: async (asked: SetImages) => (await answer(asked)).map(Math.log),
});

async function examine(pixel: number, shape?: number[], masks: readonly SeenMask[] = []) {
  const pictures = modelOf(pixel, shape);
  const other = modelOf(side * side - 3, shape);
  const looker = (own: AnsweredPictures) => (baseline: readonly number[]) =>
    answerLooker(own.images, asksOf(own), baseline);
  const examined = await examineSaliency(
    pictures,
    await pictures.answer(pictures.images),
    { trained: looker(pictures), randomised: looker(other), weights: "weights shuffled" },
    { thresholdOf: () => null, smallestCell: 1, masks },
  );
  return { ...examined, pictures };
}

/** Four answers, each of one pixel; of the third nothing is known, the last has one yes. */
function severalOf(pixels: readonly number[]) {
  const { classNames: _, kind: _kind, answer: _answer, ...own } = modelOf(0);
  const logitsOf = (asked: SetImages) => {
    const picture = new Float32Array(side * side);
    const logits = Array.from(asked.set.rows.keys()).flatMap((row) => {
      asked.writeImage(row, picture, 0);
      return pixels.map((pixel) => 10 * (picture[pixel] ?? NaN) - 6);
    });
    return Promise.resolve(Float64Array.from(logits));
  };
  const truth = Array.from(own.images.set.label, (label, row) => [
    ...[Number(row % 4 === 0), label, -1, Number(row === 3)],
  ]);
  const pictures: SeveralAnsweredPictures = {
    ...own,
    ...{ kind: "labels", labelNames: ["reads", "blind", "unknown", "rare"] },
    images: {
      ...own.images,
      set: { ...own.images.set, label: own.images.set.label.map(() => 0) },
      labelAnswers: Int32Array.from(truth.flat()),
    },
    answer: async (asked) => (await logitsOf(asked)).map((logit) => 1 / (1 + Math.exp(-logit))),
  };
  return { pictures, logitsOf };
}

describe("examineSaliency", () => {
  it("finds the share on a planted marker: all of it where the model reads that, none where it does not", async () => {
    const [reads, blind] = [await examine(0), await examine(side * side - 3)];
    const shareOf = ({ results }: typeof reads) => results.methods[0]?.planted[0];
    // One pixel a patch: an eighth of eight.
    expect(shareOf(reads)).toMatchObject({ share: 1, randomised: 0, n: 16 });
    expect(shareOf(blind)).toMatchObject({ share: 0, area: 4 / 64 });
    expect(reads.results.methods.map(({ method }) => method)).toEqual(["occlusion"]);
    const found = reads.results.methods[0]?.randomised;
    expect(found).toMatchObject({ n: 16 });
    expect(found !== undefined && "mean" in found ? found.mean : null).toBeLessThan(0.1);
    // Beside itself a network is like itself.
    const same = blind.results.methods[0]?.randomised;
    expect(same !== undefined && "mean" in same ? same.mean : null).toBeCloseTo(1, 12);
  });

  it("shows pictures of each class, and draws them with their maps", async () => {
    const { shown, pictures, results } = await examine(0);
    expect(results).toMatchObject({ pictures: 16, randomised: "weights shuffled" });
    expect(shown.map(({ answer: { row, answered } }) => [row % 2, answered])).toEqual([
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ]);
    const [drawn] = drawLooks(shown, pictures.images, {});
    expect(drawn).toMatchObject({ label: "clear", answered: "clear" });
    expect(drawn?.picture).toHaveLength(1);
    const [map] = drawn?.maps ?? [];
    expect(map).toMatchObject({
      method: "occlusion",
      blank: { trained: false, randomised: false },
    });
    expect(map?.trained[0]?.png).not.toBe(map?.randomised?.[0]?.png);
  });

  it("has the share inside a mask of every subject with one, beside area and nothing learnt", async () => {
    const places = Int32Array.from(marker);
    const inside = new Map(Array.from({ length: 25 }, (_, row) => [row, places]));
    const { results } = await examine(0, undefined, [{ name: "corner", inside }]);
    const [share] = results.methods[0]?.inside ?? [];
    expect(share).toMatchObject({
      ...{ mask: "corner", share: { value: 1, n: 25 }, area: { value: 4 / 64 } },
      ...{ randomised: { value: 0 }, above_randomised: { value: 1 } },
    });
    expect(results.pictures).toBe(16);
    expect((await examine(0)).results.methods[0]).not.toHaveProperty("inside");
  });

  it("of a number looks at what is predicted, and shows a picture of each bin", async () => {
    const numberOf = (pixel: number): NumberedPictures => {
      const { classNames: _, ...own } = modelOf(pixel);
      const answer = (asked: SetImages) => {
        const picture = new Float32Array(side * side);
        return Promise.resolve(
          Float64Array.from(asked.set.rows, (_row, position) => {
            asked.writeImage(position, picture, 0);
            return 40 + 30 * (picture[pixel] ?? NaN);
          }),
        );
      };
      return { ...own, kind: "number", name: "age", binNames: ["<50", ">=50"], answer };
    };
    const shareOf = async (pixel: number) => {
      const [pictures, other] = [numberOf(pixel), numberOf(side * side - 3)];
      const looker = (own: NumberedPictures) => (baseline: readonly number[]) =>
        answerLooker(own.images, { width: 1, score: "column", scoresOf: own.answer }, baseline); // prettier-ignore
      const { results, shown } = await examineSaliency(
        pictures,
        await pictures.answer(pictures.images),
        { trained: looker(pictures), randomised: looker(other), weights: "weights drawn anew" },
        { thresholdOf: () => null, smallestCell: 1 },
      );
      expect(results.score).toBe("predicted number");
      return {
        share: results.methods[0]?.planted[0],
        drawn: drawLooks(shown, pictures.images, {}),
      };
    };
    const reads = await shareOf(0);
    expect(reads.share).toMatchObject({ share: 1, randomised: 0, n: 16 });
    expect((await shareOf(side * side - 3)).share).toMatchObject({ share: 0 });
    // Of both bins the picture of median prediction: without the marker, 40 + 30 · 0.2.
    const predicted: unknown = expect.closeTo(46, 4);
    expect(reads.drawn).toMatchObject([
      { label: "<50", predicted },
      { label: ">=50", predicted },
    ]);
  });

  it("of several answers looks at each by itself: on the marker where the answer goes by it, and not where it does not", async () => {
    const { pictures, logitsOf } = severalOf([0, side * side - 3, 5, 6]);
    const networks = {
      trained: (baseline: readonly number[]) =>
        answerLooker(pictures.images, { width: 4, score: "column", scoresOf: logitsOf }, baseline),
      ...{ randomised: null, weights: null },
    };
    const corner = new Map(Array.from({ length: 20 }, (_, row) => [row, Int32Array.from(marker)]));
    const { results, shown } = await examineSaliency(
      pictures,
      await pictures.answer(pictures.images),
      networks,
      {
        ...{ smallestCell: 1, masks: [{ name: "corner", inside: corner }] },
        thresholdOf: (name) => (name === "blind" ? 0.99999 : 0.5),
      },
    );
    // The one without a yes is left out; of each other one eight pictures.
    expect(results).toMatchObject({ score: "log odds of the label", labels_left_out: ["unknown"] });
    expect(results.methods.map(({ method, label }) => [method, label])).toEqual([
      ["occlusion", "reads"],
      ["occlusion", "blind"],
      ["occlusion", "rare"],
    ]);
    const [reads, blind] = results.methods;
    expect(reads?.planted[0]).toMatchObject({ share: 1, n: 8 });
    expect(blind?.planted[0]).toMatchObject({ share: 0, n: 8 });
    expect(reads?.inside?.[0]?.share).toMatchObject({ value: 1, n: 16 });
    expect(blind?.inside?.[0]?.share).toMatchObject({ value: 0, n: 16 });
    // Of "blind" nothing reaches its own threshold, so that no yes is right, and a wrong one is shown; of "rare" nothing is answered yes.
    const drawn = drawLooks(shown, pictures.images, {});
    expect(drawn.map(({ answer, label, ...own }) => [answer, label, "answered" in own && own.answered])).toEqual([
      ["reads", "yes", "yes"],
      ["reads", "no", "yes"],
      ["blind", "yes", "no"],
      ["rare", "yes", "no"],
    ]); // prettier-ignore
    // The score is the logit of yes, 10 x − 6: covering one pixel of the marker, of 0.2 + 0.8, by the mean.
    const [first] = shown;
    const level = results.baseline[0] ?? NaN;
    expect(first?.trained.maps.get("occlusion")?.[0]).toBeCloseTo(10 * (1 - level), 4);
  });

  it("takes volumes too, fewer of them, in three planes", async () => {
    const { shown, pictures, results } = await examine(0, [1, 4, 4, 4]);
    expect(results.pictures).toBe(6);
    expect(results.methods[0]?.settings).toEqual({ patch: [1, 1, 1], stride: [1, 1, 1] });
    const drawn = drawLooks(shown, pictures.images, { valueRange: null });
    expect(drawn[0]?.picture).toHaveLength(3);
    expect(drawn[0]?.maps[0]?.trained).toHaveLength(3);
  });

  it("shows no pictures where the person or the owner of the data wants none; numbers stay", async () => {
    const pictures = modelOf(0);
    const networks = {
      trained: (baseline: readonly number[]) =>
        answerLooker(pictures.images, asksOf(pictures), baseline), // prettier-ignore
      ...{ randomised: null, weights: null },
    };
    const probabilities = await pictures.answer(pictures.images);
    const report = (
      dataset: { exampleImages?: boolean; smallestCell?: number },
      withImages = true,
    ) =>
      saliencyReport(pictures, probabilities, networks, {
        dataset,
        withImages,
        thresholdOf: () => null,
      });
    const shown = await report({});
    expect(shown.pictures).toHaveLength(4);
    const [asked, owned, small] = [
      await report({}, false),
      await report({ exampleImages: false }),
      await report({ smallestCell: 1000 }),
    ];
    expect(asked.pictures).toEqual({ reason: "Pictures are left out of this page (--no-images)." });
    expect(owned.pictures).toEqual({
      reason: "The owner of the data keeps pictures from being shown.",
    });
    expect(small.pictures).toEqual({ reason: "No picture can be shown." });
    expect(asked.results).toEqual(shown.results);
    expect(owned.results).toEqual(shown.results);
    expect(small.results).toMatchObject({ pictures: 16 });
  });

  it("takes the answer at the threshold of the audit", async () => {
    const target = { threshold: { rule: "given", split: null, value: 0.9999 } };
    const threshold = thresholdOf({ targets: [target] } as never, null);
    expect(threshold).toBe(0.9999);
    expect(thresholdOf({ targets: [{ threshold: null }] } as never, null)).toBeNull();
    const pictures = modelOf(0);
    const looker = (baseline: readonly number[]) =>
      answerLooker(pictures.images, asksOf(pictures), baseline); // prettier-ignore
    const { shown } = await examineSaliency(
      pictures,
      await pictures.answer(pictures.images),
      { trained: looker, randomised: null, weights: null },
      { thresholdOf: () => threshold, smallestCell: 1 },
    );
    // With the marker P is 0.98: below it, so that all are answered clear.
    expect(shown.map(({ answer }) => answer.answered)).toEqual([0, 0]);
  });
});
