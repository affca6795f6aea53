import { z } from "zod";
import { InternalError } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { erm } from "./erm.js";
import { defineMethod, logitsOutput, type Target } from "./method.js";
import type { ModelRows } from "./two-stage.js";

const config = z.strictObject({
  name: z.literal("jtt"),
  firstStage: z
    .number()
    .min(0)
    .lt(1)
    .default(0.2)
    .describe("share of the epochs of the model that finds the error set; 0: no first stage"),
  upsampling: z
    .int()
    .positive()
    .default(100)
    .describe("how often a row of the error set is in the set that the second stage draws from"),
});

/**
 * Just train twice. Stage 1, `identify`, is `erm` for a share of the epochs. Its error set is
 * E = {i : argmax logits(x_i) ≠ y_i} over the training rows. Stage 2, `upweight`, is `erm` from fresh weights on
 * the training rows with those of E λ_up times:
 *
 *   min Σ_(i in E) λ_up · CE(x_i, y_i) + Σ_(i not in E) CE(x_i, y_i)
 *
 * Needs no attributes in training; the tuning of the paper (stop, λ_up) uses them on validation. The second
 * stage has the run's own random numbers: with `upsampling` 1 it is `erm` of that many epochs byte for byte, and
 * with `firstStage` 0 the whole run is.
 *
 * @source Liu et al. 2021, algorithm 1; defaults are those for Waterbirds (60 of 300 epochs, 100). Differs: an
 * epoch keeps its length, a fresh draw without repetition from the upsampled rows, so that methods are compared
 * at equal numbers of steps. The paper's λ_up counts all copies of a row, as here; its code adds λ_up to the one.
 */
export const jtt = defineMethod({
  name: "jtt",
  title: "Just train twice",
  source: {
    work: "Liu et al. 2021",
    differs:
      "Both stages share the run's epochs, and an epoch on upsampled rows has the length of any other.",
  },
  needs: ["label-classes"],
  config,
  build: ({ firstStage, upsampling }, context) => {
    const built = erm.build({ name: "erm" }, context);
    if (firstStage === 0) return built;
    return {
      ...built,
      stages: [
        {
          name: "identify",
          share: firstStage,
          begin: () => {
            throw new InternalError("jtt", "the first stage follows no other");
          },
        },
        {
          name: "upweight",
          share: 1 - firstStage,
          begin: (training, fresh) => ({
            state: fresh,
            copies: errorSet(training, context.label).map((wrong) => (wrong ? upsampling : 1)),
          }),
        },
      ],
    };
  },
});

/** [n], 1 where the largest logit is not the label's (ties go to the lower class); 0 for a missing label. */
export function errorSet(training: ModelRows, { name, classes }: Target): Int32Array {
  const logits = training.outputs[logitsOutput(name)];
  if (logits === undefined) throw new InternalError("jtt", `no logits of ${name}`);
  return training.label.map((label, row) => {
    if (label < 0) return 0;
    const own = logits.values.subarray(row * classes, (row + 1) * classes);
    let best = 0;
    for (let value = 1; value < classes; value++) if (at(own, value) > at(own, best)) best = value;
    return best === label ? 0 : 1;
  });
}
