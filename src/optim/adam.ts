import { z } from "zod";
import { add, div, mul, sqrt, sub } from "../graph/ops/elementwise.js";
import { learningRateSetting, needEntry, weightDecaySetting } from "./optimizer-settings.js";
import type { Optimizer } from "./optimizer.js";

/** Settings of the Adam family beside its name. */
export const adamSettings = {
  lr: learningRateSetting,
  beta1: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .describe("Memory of the mean of gradients; 0 <= beta1 < 1."),
  beta2: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .describe("Memory of the mean of squared gradients; 0 <= beta2 < 1."),
  epsilon: z
    .number()
    .positive()
    .default(1e-8)
    .describe("Added to the root of the second moment; above 0."),
  weightDecay: weightDecaySetting(0),
};

/** Settings of {@link adam}. */
export const adamConfig = z.strictObject({
  name: z.literal("adam").describe("Adam; weight decay is added to the gradient (L2)."),
  ...adamSettings,
});

/** Settings of {@link adamW}. */
export const adamWConfig = z.strictObject({
  name: z.literal("adamw").describe("Adam with decoupled weight decay."),
  ...adamSettings,
  weightDecay: weightDecaySetting(0.01),
});

/** What {@link adam} and {@link adamW} need of their settings. */
export type AdamOptions = Pick<
  z.infer<typeof adamConfig>,
  "beta1" | "beta2" | "epsilon" | "weightDecay"
>;

/**
 * Adam: m' = β1·m + (1 − β1)·g, v' = β2·v + (1 − β2)·g², p' = p − lr·m̂ / (√v̂ + ε) with
 * m̂ = m'/(1 − β1^t), v̂ = v'/(1 − β2^t), and g = dL/dp + weightDecay·p (L2).
 *
 * Slots are the moments without their constant factors: `first` = m/(1 − β1), `second` = v/(1 − β2). This
 * saves two passes over all parameters a step; the two factors and the bias corrections are folded into two
 * scalars, computed in double precision.
 * @source torch.optim.Adam; Kingma & Ba 2015. Same numbers up to rounding.
 */
export function adam(options: AdamOptions): Optimizer {
  const { weightDecay } = options;
  return {
    name: "adam",
    slots: ["first", "second"],
    scalars: (step, learningRate) => adamScalars(options, step, learningRate),
    update: (parameter, gradient, slots, scalars) => {
      const decayed = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
      const { change, ...moments } = adamChange("adam", options, decayed, slots, scalars);
      return { parameter: sub(parameter, change), slots: moments };
    },
  };
}

/**
 * {@link adam} with decoupled weight decay: p' = p·(1 − lr·weightDecay) − lr·m̂ / (√v̂ + ε); the moments do not
 * see the decay.
 * @source torch.optim.AdamW; Loshchilov & Hutter 2019.
 */
export function adamW(options: AdamOptions): Optimizer {
  const { weightDecay } = options;
  return {
    name: "adamw",
    slots: ["first", "second"],
    scalars: (step, learningRate) => ({
      ...adamScalars(options, step, learningRate),
      ...(weightDecay === 0 ? {} : { keep: 1 - learningRate * weightDecay }),
    }),
    update: (parameter, gradient, slots, scalars) => {
      const { change, ...moments } = adamChange("adamw", options, gradient, slots, scalars);
      const kept =
        weightDecay === 0 ? parameter : mul(parameter, needEntry("adamw", scalars, "keep"));
      return { parameter: sub(kept, change), slots: moments };
    },
  };
}

/**
 * With first M = m/(1 − β1) and second V = v/(1 − β2):
 * lr·m̂/(√v̂ + ε) = rate · M / (√V + offset), where s = √((1 − β2)/(1 − β2^t)),
 * rate = lr·(1 − β1)/(1 − β1^t)/s and offset = ε/s.
 */
function adamScalars(
  { beta1, beta2, epsilon }: AdamOptions,
  step: number,
  learningRate: number,
): { readonly rate: number; readonly offset: number } {
  const spread = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  const rate = (learningRate * (1 - beta1)) / (1 - beta1 ** step) / spread;
  return { rate, offset: epsilon / spread };
}

function adamChange(
  name: string,
  { beta1, beta2 }: AdamOptions,
  gradient: Parameters<Optimizer["update"]>[1],
  slots: Parameters<Optimizer["update"]>[2],
  scalars: Parameters<Optimizer["update"]>[3],
) {
  const first = add(mul(needEntry(name, slots, "first"), beta1), gradient);
  const second = add(mul(needEntry(name, slots, "second"), beta2), mul(gradient, gradient));
  const denominator = add(sqrt(second), needEntry(name, scalars, "offset"));
  const change = mul(div(first, denominator), needEntry(name, scalars, "rate"));
  return { first, second, change };
}
