import { ShapeError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { add, mul, sub } from "../../graph/ops/elementwise.js";
import { randomUniform } from "../../graph/ops/random.js";
import { max, mean, reshape, sum } from "../../graph/ops/reduce.js";
import { and, cast, equal, where } from "../../graph/ops/select.js";
import { scalar } from "../../graph/ops/source.js";
import type { Tensor } from "../../graph/tensor.js";
import { lookedWindow, type LookedWindowOptions } from "../../nn/layers/looked-window.js";

/** What {@link eraseLooked} reads of a training batch. */
export interface LookedImages {
  /** [R, C, ...pixels]. */
  readonly images: Tensor;
  /** A, [R, K, N], each row a distribution over places. */
  readonly attention: Tensor;
  /** int32 [R, K]: 1, 0, or -1 for missing. */
  readonly answers: Tensor;
  /** uint32 [], of the draw of labels. */
  readonly key: Tensor;
}

/**
 * Reconstruction: the intervention on the picture, do(X = X without what label k looks at). Of each image one label of yes is drawn,
 * all alike; the window of its attention (looked-window.ts) is filled with the mean of the image, channel by channel, and its
 * answer becomes no:
 *
 *   X' = X · (1 − w_k) + mean(X) · w_k,   y'_k = 0
 *
 * Images without a label of yes stay as they are. Gradients reach the attention of the drawn label.
 * @returns images as they came, answers int32 [R, K].
 * @throws ShapeError where the operands do not fit.
 * @source ours; Cui et al. 2025 (IBCA, arXiv 2508.08069) for counterfactual intervention. Li et al. 2018 (GAIN) for looking again without what
 * was looked at, where the score itself is lessened; here all answers are asked for, of which one has changed.
 */
export function eraseLooked(
  { images, attention, answers, key }: LookedImages,
  window: LookedWindowOptions,
): { readonly images: Tensor; readonly answers: Tensor } {
  const [rows, labels, places] = [
    at(attention.shape, 0),
    at(attention.shape, 1),
    at(attention.shape, 2),
  ];
  if (images.shape[0] !== rows || answers.shape.join() !== [rows, labels].join()) {
    throw new ShapeError("eraseLooked", "operands do not fit", {
      ...{ images: images.shape, attention: attention.shape, answers: answers.shape },
    });
  }
  const yes = equal(answers, 1);
  const lots = mul(add(randomUniform(key, [rows, labels]), 1), cast(yes, "float32"));
  const drawn = and(yes, equal(lots, max(lots, { axes: [1], keepAxes: true })));
  const isErased = max(cast(drawn, "float32"), { axes: [1], keepAxes: true });
  const own = where(reshape(drawn, [rows, labels, 1]), attention, 0);
  // An image without yes gets an even look, of which nothing is taken.
  const looked = add(sum(own, { axes: [1] }), mul(sub(1, isErased), 1 / places));
  const space = window.pixels.map(() => 1);
  const shape = [rows, 1, ...window.pixels];
  const inside = mul(
    reshape(lookedWindow(looked, window), shape),
    reshape(isErased, [rows, 1, ...space]),
  );
  const fill = mean(images, { axes: space.map((_, axis) => axis + 2), keepAxes: true });
  return {
    images: add(images, mul(sub(fill, images), inside)),
    answers: where(drawn, scalar(0, "int32"), answers),
  };
}
