import { div, mul } from "../graph/ops/elementwise.js";
import { maximum, minimum } from "../graph/ops/select.js";
import { smallest, waysBackFromShared, type LossScaling } from "./gradient-scaling.js";
import { pick } from "./ratio-scaling.js";

/**
 * The precursor's clipping with norms taken at the last shared weight W alone (ours, not published):
 *
 *   L = tasks + λ · α · penalty,   α = min(‖∇_W tasks‖, ‖∇_W penalty‖) / ‖∇_W penalty‖, held constant
 *
 * W is the last weight that all parts share, as in GradNorm. One way back through the encoder where `clip` needs two. α never exceeds 1. Shown: `penaltyScale` α, `norm/tasks` and `norm/penalty` at W.
 * @source Belghazi et al. 2018, section 5, and Mohan 2024 (clipping); Chen et al. 2018, section 3 (where norms are taken).
 */
export const sharedClipScaling: LossScaling = {
  buffers: {},
  scale: (inputs) => {
    const { penalty, parameters, lastShared } = inputs;
    const back = waysBackFromShared(inputs);
    const [tasksNorm, penaltyNorm] = back.norms(pick(parameters, lastShared));
    const factor = minimum(div(tasksNorm, maximum(penaltyNorm, smallest)), 1);
    return {
      gradients: back.gradients(mul(penalty.weight, factor)),
      shown: { penaltyScale: factor, "norm/tasks": tasksNorm, "norm/penalty": penaltyNorm },
    };
  },
};
