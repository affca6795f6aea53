import { z } from "zod";
import { ConfigError } from "../base/errors.js";
import { add, div, mul, sqrt } from "../graph/ops/elementwise.js";
import { sum } from "../graph/ops/reduce.js";
import { clip, minimum } from "../graph/ops/select.js";
import type { Tensor, TensorTree } from "../graph/tensor.js";
import type { GradientTransform } from "./optimizer.js";

/** Settings of gradient clipping. */
export const clipConfig = z.discriminatedUnion("by", [
  z.strictObject({
    by: z.literal("globalNorm").describe("Shrink all gradients together."),
    max: z
      .number()
      .positive()
      .describe("Largest Euclidean norm of all gradients together; above 0."),
  }),
  z.strictObject({
    by: z.literal("value").describe("Cut each element on its own."),
    max: z.number().positive().describe("Largest absolute value of an element; above 0."),
  }),
]);

/** The transform that the settings name. */
export function createClip(config: z.infer<typeof clipConfig>): GradientTransform {
  return config.by === "globalNorm" ? clipByGlobalNorm(config.max) : clipByValue(config.max);
}

/**
 * All gradients times min(1, max / (norm + 1e-6)), norm = √Σ g² over all of them: directions stay. Norms below
 * max − 1e-6 change nothing.
 * @throws ConfigError unless max > 0. @source torch.nn.utils.clip_grad_norm_
 */
export function clipByGlobalNorm(max: number): GradientTransform {
  requirePositive("clipByGlobalNorm", max);
  return (gradients) => {
    const all = Object.values(gradients);
    if (all.length === 0) return gradients;
    const norm = sqrt(
      all.map((gradient) => sum(mul(gradient, gradient))).reduce((a, b) => add(a, b)),
    );
    const factor = minimum(div(max, add(norm, 1e-6)), 1);
    return mapTree(gradients, (gradient) => mul(gradient, factor));
  };
}

/**
 * Each element cut to −max..max; directions may turn.
 * @throws ConfigError unless max > 0. @source torch.nn.utils.clip_grad_value_
 */
export function clipByValue(max: number): GradientTransform {
  requirePositive("clipByValue", max);
  return (gradients) => mapTree(gradients, (gradient) => clip(gradient, -max, max));
}

function requirePositive(where: string, max: number): void {
  if (!(max > 0)) throw new ConfigError(where, "max", { expected: "above 0", got: max });
}

function mapTree(tree: TensorTree, change: (tensor: Tensor) => Tensor): TensorTree {
  return Object.fromEntries(Object.entries(tree).map(([name, tensor]) => [name, change(tensor)]));
}
