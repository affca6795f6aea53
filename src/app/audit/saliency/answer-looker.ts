import { at } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";
import type { Looker } from "./looker.js";
import { auditPatches, occlusionLook } from "./occlusion-look.js";
import { pictureAt } from "./picture-baseline.js";

const atATime = 32;

/** What a network says of pictures, row-major [n, width]: logits of K classes, or columns that are scores themselves (the logit of each of several answers, a number). */
export type ScoresOf = (images: SetImages) => Promise<Float64Array>;

/** What is asked of such a network. */
export interface AskedScores {
  /** Of a row. */
  readonly width: number;
  /** Of classes: the score is z_c − log Σ over the others of e^z; else the column itself. */
  readonly score: "log odds" | "column";
  readonly scoresOf: ScoresOf;
}

/**
 * A network that only answers, such as a model of another program: occlusion.
 * @param fill level of a covered pixel, by channel.
 */
export function answerLooker(
  images: SetImages,
  { width, score, scoresOf }: AskedScores,
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
          const scores = await scoresOf(variantsOf(images, position, pictures));
          return pictures.map((_, row) => {
            const own = scores.subarray(row * width, (row + 1) * width);
            return score === "column" ? at(own, chosen) : logOddsOf(own, chosen);
          });
        },
        atATime,
      );
      return { maps: new Map([["occlusion", map]]) };
    },
  };
}

function logOddsOf(logits: Float64Array, chosen: number): number {
  const others = logits.filter((_, name) => name !== chosen);
  const peak = others.reduce((best, value) => Math.max(best, value), -Infinity);
  const total = others.reduce((sum, value) => sum + Math.exp(value - peak), 0);
  return at(logits, chosen) - peak - Math.log(total);
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
