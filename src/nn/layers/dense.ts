import { concat } from "../../graph/ops/movement.js";
import { applyPart, specsOfParts, type Layer } from "../layer.js";

/**
 * Densely connected layers: each named part sees the channels of the operand and of all parts before it, and adds its own:
 * x [B, C, ...space] -> [B, C + Σ channels of the parts, ...space], in that order.
 * @throws ShapeError where a part changes batch or space (from the operator).
 * @source Huang et al. 2017, equation 2.
 */
export function dense(parts: Readonly<Record<string, Layer>>): Layer {
  return {
    ...specsOfParts(parts),
    apply: (context, x) =>
      Object.entries(parts).reduce(
        (all, [name, part]) => concat([all, applyPart(context, name, part, all)], 1),
        x,
      ),
  };
}
