import { at } from "../../../base/ndarray.js";
import type { SetImages } from "../../../data/batch.js";
import type { Looker } from "./looker.js";
import { auditPatches, occlusionLook } from "./occlusion-look.js";
import { pictureAt } from "./picture-baseline.js";

const atATime = 32;

/** Logits of pictures, row-major [n, K]. */
export type LogitsOf = (images: SetImages) => Promise<Float64Array>;

/**
 * A network that only answers, such as a model of another program: occlusion. The score is z_c − log Σ over the others of e^z.
 * @param fill level of a covered pixel, by channel.
 */
export function answerLooker(
  images: SetImages,
  classes: number,
  logitsOf: LogitsOf,
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
          const logits = await logitsOf(variantsOf(images, position, pictures));
          return pictures.map((_, row) =>
            logOddsOf(logits.subarray(row * classes, (row + 1) * classes), chosen),
          );
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
