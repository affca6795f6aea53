import { at } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";
import type { AnsweredPictures } from "../answered-pictures.js";
import type { Looker } from "./looker.js";
import { auditPatches, occlusionLook } from "./occlusion-look.js";
import { pictureAt } from "./picture-baseline.js";

const atATime = 32;
/** Least probability that a logarithm is taken of. */
const least = 1e-12;

/**
 * A network that only answers, such as a model of another program: occlusion. The score is log P / (1 − P), P and 1 − P not below 1e-12;
 * 1 − P is the sum of the others, so that it is there where P rounds to 1.
 * @param fill level of a covered pixel, by channel.
 */
export function answerLooker(
  images: SetImages,
  classes: number,
  answer: AnsweredPictures["answer"],
  fill: readonly number[],
): Looker {
  const law = { ...auditPatches(images.imageShape), fill };
  const { patch, stride } = law;
  return {
    methods: new Map([["occlusion", { patch, stride }]]),
    async look(position, chosen) {
      const map = await occlusionLook(
        pictureAt(images, position),
        law,
        async (pictures) => {
          const probabilities = await answer(variantsOf(images, position, pictures));
          return pictures.map((_, row) => {
            const own = probabilities.subarray(row * classes, (row + 1) * classes);
            const others = own.reduce(
              (sum, value, name) => (name === chosen ? sum : sum + value),
              0,
            );
            return Math.log(Math.max(least, at(own, chosen))) - Math.log(Math.max(least, others));
          });
        },
        atATime,
      );
      return { maps: new Map([["occlusion", map]]) };
    },
  };
}

/** A set of pictures that are variants of the one at `position`. */
function variantsOf(
  images: SetImages,
  position: number,
  pictures: readonly Float32Array[],
): SetImages {
  const { set, imageShape } = images;
  const same = (column: Int32Array) => Int32Array.from(pictures, () => at(column, position));
  return {
    set: {
      ...set,
      rows: same(set.rows),
      label: same(set.label),
      attributes: set.attributes.map(same),
    },
    imageShape,
    cached: false,
    writeImage: (row, out, offset) => out.set(at(pictures, row), offset),
  };
}
