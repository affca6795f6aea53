import { z } from "zod";
import { at } from "../base/ndarray.js";
import { concat, slice } from "../graph/ops/movement.js";
import type { Tensor } from "../graph/tensor.js";
import { classifier } from "./classifier.js";
import { defineMethod } from "./method.js";
import { mixRows, mixStreams } from "./mix-rows.js";
import { randomBeta } from "./random-beta.js";

/**
 * Mixup: training on convex combinations of rows.
 *
 *   x = λ x_i + (1 − λ) x_{i+1},  L = λ · CE(y_i) + (1 − λ) · CE(y_{i+1}),  λ ~ Beta(α, α)
 *
 * One λ a batch, a function of the step's key, so that a resumed run draws the same. The partner is the next
 * row of the batch (the last one's is the first): batches are in random order. Pairs in which a label is
 * missing are not mixed. Knows no attributes. α = 0 is `erm`, byte for byte.
 *
 * Defaults: α 0.2, the paper's for ImageNet (1 for CIFAR).
 */
export const mixup = defineMethod({
  name: "mixup",
  title: "Mixup",
  source: {
    work: "Zhang et al. 2018, ICLR",
    differs: "Partners are neighbours in the shuffled batch instead of a second permutation of it.",
  },
  needs: ["label-classes"],
  config: z.strictObject({
    name: z.literal("mixup"),
    alpha: z
      .number()
      .min(0)
      .max(100)
      .default(0.2)
      .describe("both parameters of the Beta law of the shares; 0 is erm"),
  }),
  build: ({ alpha }, context) => {
    if (alpha === 0) return classifier(context);
    return classifier(context, {
      mix: (image, { label }, random) =>
        mixRows(
          { image, label },
          { image: nextRows(image), label: nextRows(label) },
          randomBeta(random.stream(mixStreams.share), [1], alpha),
          context.label.classes,
        ),
    });
  },
});

/** Rows 1, 2, …, B − 1, 0. */
function nextRows(x: Tensor): Tensor {
  const rows = at(x.shape, 0);
  if (rows === 1) return x;
  const rest = slice(x, [{ axis: 0, start: 1, end: rows }]);
  return concat([rest, slice(x, [{ axis: 0, start: 0, end: 1 }])], 0);
}
