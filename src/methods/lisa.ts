import { z } from "zod";
import { at } from "../base/ndarray.js";
import { add } from "../graph/ops/elementwise.js";
import { gather } from "../graph/ops/gather.js";
import { randomUniform } from "../graph/ops/random.js";
import { argMax, max, reshape } from "../graph/ops/reduce.js";
import { and, equal, greater, greaterOrEqual, less, not, or, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import type { RandomSource } from "../nn/layer.js";
import { classifier, type Rows } from "./classifier.js";
import { defineMethod } from "./method.js";
import { mixRows, mixStreams } from "./mix-rows.js";
import { randomBeta } from "./random-beta.js";

/**
 * Selective augmentation: mixup of rows that differ in one thing only.
 *
 *   with probability pSel, for a whole batch: partners of the same label and other attributes (intra-label);
 *   otherwise: partners of the same attributes and another label (intra-domain)
 *   x = λ x_i + (1 − λ) x_j,  L = λ · CE(y_i) + (1 − λ) · CE(y_j),  λ ~ Beta(α, α) for each row
 *
 * The partner of a row is drawn among the rows of the batch that qualify, each as likely; a row for which none
 * does, or whose label or attributes are missing, stays as it is. "Attributes" are all of them together. α = 0
 * is `erm`, byte for byte. The authors draw groups equally often: `+rebalance`.
 *
 * Defaults: α 2, pSel 0.5, as in SubpopBench (Yang et al. 2023).
 */
export const lisa = defineMethod({
  name: "lisa",
  title: "LISA: selective augmentation",
  source: {
    work: "Yao et al. 2022, ICML",
    differs:
      "Partners are drawn inside an ordinary batch, one for each row; published: between batches of two or four groups. No CutMix.",
  },
  needs: ["label-classes", "attribute-labels"],
  config: z.strictObject({
    name: z.literal("lisa"),
    alpha: z
      .number()
      .min(0)
      .max(100)
      .default(2)
      .describe("both parameters of the Beta law of the shares; 0 is erm"),
    pSel: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("probability of mixing within a label instead of within the attributes"),
  }),
  build: ({ alpha, pSel }, context) => {
    if (alpha === 0) return classifier(context);
    return classifier(context, {
      mix: (image, rows, random) => {
        const partner = drawPartners(rows, pSel, random);
        const share = randomBeta(random.stream(mixStreams.share), [context.batch], alpha);
        return mixRows(
          { image, label: rows.label },
          { image: gather(image, partner), label: gather(rows.label, partner) },
          share,
          context.label.classes,
        );
      },
    });
  },
});

/** Row number of each row's partner, int64 [B]; a row that no other may join is its own. */
export function drawPartners(
  { label, environment, group }: Rows,
  pSel: number,
  random: RandomSource,
): Tensor {
  const rows = at(label.shape, 0);
  const column = (x: Tensor) => reshape(x, [rows, 1]);
  const sameLabel = equal(column(label), label);
  const sameEnvironment = equal(column(environment), environment);
  const known = greaterOrEqual(group, 0);
  const intraLabel = less(randomUniform(random.stream(mixStreams.kind), []), pSel);
  const wanted = or(
    and(intraLabel, and(sameLabel, not(sameEnvironment))),
    and(not(intraLabel), and(sameEnvironment, not(sameLabel))),
  );
  const eligible = and(wanted, and(column(known), known));
  const draws = add(randomUniform(random.stream(mixStreams.partner), [rows, rows]), 1);
  const scores = where(eligible, draws, 0);
  const self = constant(
    Array.from({ length: rows }, (_, row) => row),
    [rows],
    "int64",
  );
  return where(greater(max(scores, { axes: [1] }), 0), argMax(scores, 1), self);
}
