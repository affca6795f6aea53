import { at, sizeOf } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { Batch } from "../batch.js";
import { bindAugmentStep, type AugmentStepConfig } from "./registry.js";
import { createShift } from "./shift.js";
import type { ImageFacts } from "./step.js";

/** Random changes of training images; the same law for every method. */
export interface Augmentation {
  /** Largest shift along each spatial axis, in pixels; 0 for none. */
  readonly shift: number;
  /** After the shift, in order; absent: none. */
  readonly steps?: readonly AugmentStepConfig[];
  /** Least and greatest value of an image; absent: 0 and 1; null: anything. */
  readonly valueRange?: ImageFacts["range"];
}

/** Change the images of a batch in place, as `rng` draws. Labels and attributes stay. */
export type AugmentBatch = (batch: Pick<Batch, "images">, rng: Rng) => void;

/** What images of one shape have in common, as far as steps ask. */
export function imageFacts(
  [channels = 1, ...space]: readonly number[],
  range: ImageFacts["range"] = [0, 1],
): ImageFacts {
  return { channels, space, range };
}

/**
 * The changes of `augmentation` for batches of such images: the shift, then the steps in order, each image by draws of its
 * own. The shift draws from the generator itself; a step from its child of the step's name (`affine`, a second one
 * `affine-2`), and always as many numbers an image. So the draws of an image depend on the seed, the batch, the step's name
 * and the place in the batch: not on what other steps there are, nor in what order. Allocates nothing an image.
 *
 * The caller keeps steps away from attributes that they would change: {@link requireAugmentable}.
 * @param imageShape [C, H, W] or [C, X, Y, Z].
 */
export function createAugmenter(
  { shift, steps = [], valueRange = [0, 1] }: Augmentation,
  imageShape: readonly number[],
): AugmentBatch {
  const facts = imageFacts(imageShape, valueRange);
  const length = sizeOf(imageShape);
  const move = shift === 0 ? null : createShift(shift, facts.channels, facts.space);
  const streams = streamNames(steps.map(({ name }) => name));
  const bound = steps.map((config, index) => {
    const step = bindAugmentStep(config, facts);
    const numbers = new Float64Array(step.drawn);
    return { step, apply: step.start(), numbers, stream: at(streams, index) };
  });
  return ({ images }, rng) => {
    const running = bound.map((own) => ({ ...own, rng: rng.child(own.stream) }));
    for (let offset = 0; offset < images.length; offset += length) {
      move?.(images, offset, rng);
      for (const { step, apply, numbers, rng: own } of running) {
        if (step.draw(own, numbers)) apply(images, offset, numbers);
      }
    }
  };
}

/** `flip`, `noise`, `flip-2`: the name of each step, with its number from the second of a name on. */
function streamNames(names: readonly string[]): string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before + 1}`;
  });
}
