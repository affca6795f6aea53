import { z } from "zod";
import { add, div, exp, mul, sub } from "../graph/ops/elementwise.js";
import { logSumExp, max, sum } from "../graph/ops/reduce.js";
import { greater, maximum, stopGradient, where } from "../graph/ops/select.js";
import { constant } from "../graph/ops/source.js";
import type { Tensor } from "../graph/tensor.js";
import { constantInit } from "../nn/layer.js";
import { crossEntropy } from "../nn/losses/cross-entropy.js";
import { classifier, type Objective, type Pass } from "./classifier.js";
import { countGroups, groupSums, membership } from "./groups.js";
import { defineMethod } from "./method.js";

/** State that holds log q, [G]. */
const logWeights = "groupDro.logWeights";

/**
 * Group distributionally robust optimisation: the loss of the worst group (label × all attributes), by weights
 * q over the groups that follow their losses.
 *
 *   L_g = mean cross-entropy of the batch's rows of group g
 *   q_g ← q_g · exp(η · (L_g + C / √n_g)), then q ← q / Σ q        (groups in the batch)
 *   L = Σ_g q_g · L_g, with the new q, which has no gradient
 *
 * q starts uniform and is state: it goes into checkpoints. n_g are training rows. A group that is not in the
 * batch has exponent 0 and loss 0. Rows without a group have exactly no gradient. Kept as log q, so that a
 * group whose weight has become tiny can come back.
 *
 * There is no setting that is `erm`: η = 0 is the mean of the group losses. The authors train with groups
 * equally often (`+rebalance`) and strong weight decay.
 *
 * Defaults: η 0.01, C 0, as in the authors' code.
 */
export const groupDro = defineMethod({
  name: "group-dro",
  title: "Group DRO",
  source: {
    work: "Sagawa et al. 2020, ICLR, algorithm 1 and its generalisation adjustment",
    differs:
      "Several groups a batch, as in the authors' code; a group that is not in the batch gets no adjustment (there it does), and the adjustment, a constant, is not part of the loss shown.",
  },
  needs: ["label-classes", "attribute-labels", "group-counts"],
  config: z.strictObject({
    name: z.literal("group-dro"),
    stepSize: z.number().nonnegative().default(0.01).describe("step size of the group weights"),
    adjustment: z
      .number()
      .nonnegative()
      .default(0)
      .describe("C of the generalisation adjustment C/sqrt(rows of the group), in nats"),
  }),
  build: ({ stepSize, adjustment }, context) => {
    const groups = countGroups(context);
    const slack = context.trainingGroups.map((count) => adjustment / Math.sqrt(count));
    return classifier(context, {
      state: { [logWeights]: { shape: [groups], init: constantInit(-Math.log(groups)) } },
      objective: (pass) => robustLoss(pass, groups, stepSize, constant(slack, [groups])),
    });
  },
});

function robustLoss(
  { logits, label, group, state }: Pass,
  groups: number,
  stepSize: number,
  slack: Tensor,
): Objective {
  const members = membership(group, groups);
  const losses = crossEntropy(logits, label, { reduction: "none" });
  const groupLosses = div(groupSums(members, losses), maximum(members.counts, 1));
  const step = mul(add(stopGradient(groupLosses), slack), stepSize);
  const old = state[logWeights] as Tensor;
  const moved = add(old, where(greater(members.counts, 0), step, 0));
  const next = sub(moved, logSumExp(moved));
  const weights = exp(next);
  const loss = sum(mul(weights, groupLosses));
  return {
    loss,
    terms: { groupDro: loss, "groupDro.largestWeight": max(weights) },
    nextState: { [logWeights]: next },
  };
}
