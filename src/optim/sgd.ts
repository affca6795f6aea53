import { z } from "zod";
import { add, mul, sub } from "../graph/ops/elementwise.js";
import { learningRateSetting, needEntry, weightDecaySetting } from "./optimizer-settings.js";
import type { Optimizer } from "./optimizer.js";

/** Settings of {@link sgd}; `lr` is the base rate that the schedule multiplies. */
export const sgdConfig = z
  .strictObject({
    name: z.literal("sgd").describe("Stochastic gradient descent."),
    lr: learningRateSetting,
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe("Share of the last direction that is kept; 0 <= momentum < 1."),
    nesterov: z.boolean().default(false).describe("Look ahead along the momentum; needs momentum."),
    weightDecay: weightDecaySetting(0),
  })
  .refine(({ nesterov, momentum }) => !nesterov || momentum > 0, {
    path: ["nesterov"],
    message: "nesterov needs a momentum above 0",
  });

/** What {@link sgd} needs of its settings. */
export type SgdOptions = Pick<z.infer<typeof sgdConfig>, "momentum" | "nesterov" | "weightDecay">;

/**
 * Stochastic gradient descent, dampening 0. With g = dL/dp + weightDecay·p (L2):
 * without momentum p' = p − lr·g; with it b' = momentum·b + g (slot `momentum`, 0 at the start) and
 * p' = p − lr·b', or with Nesterov p' = p − lr·(g + momentum·b').
 * @source torch.optim.SGD; Sutskever et al. 2013 in PyTorch's form (lr outside the velocity).
 */
export function sgd({ momentum, nesterov, weightDecay }: SgdOptions): Optimizer {
  return {
    name: "sgd",
    slots: momentum > 0 ? ["momentum"] : [],
    scalars: (_, learningRate) => ({ learningRate }),
    update: (parameter, gradient, slots, scalars) => {
      const learningRate = needEntry("sgd", scalars, "learningRate");
      const decayed = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
      if (momentum === 0) {
        return { parameter: sub(parameter, mul(decayed, learningRate)), slots: {} };
      }
      const velocity = add(mul(needEntry("sgd", slots, "momentum"), momentum), decayed);
      const direction = nesterov ? add(decayed, mul(velocity, momentum)) : velocity;
      return {
        parameter: sub(parameter, mul(direction, learningRate)),
        slots: { momentum: velocity },
      };
    },
  };
}
