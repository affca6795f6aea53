import { z } from "zod";
import type { DependenceTerm } from "./dependence-term.js";
import type { LossScaling } from "./gradient-scaling.js";
import type { Progress } from "./method.js";
import { meanOfTerms, type TermWeighting } from "./term-weighting.js";

/** When critics learn, and how fast. */
export interface CriticSchedule {
  /** Encoder updates in a row, each on a batch of its own, before the critics'. */
  readonly encoderSteps: number;
  /** Critic updates after them. */
  readonly criticSteps: number;
  /**
   * `own`: each critic update has a batch of its own and a forward pass of its own, as published. `shared`: it
   * reads the features that the encoder's update computed for its batch.
   */
  readonly criticBatches: "own" | "shared";
  /** Learning rate of the critics as a multiple of the run's. */
  readonly criticLearningRate: number;
}

/** A dependence penalty on parts of the features. */
export interface SplitPenalty {
  /** Part 0 belongs to the label, part j to the j-th attribute. */
  readonly terms: readonly DependenceTerm[];
  readonly weighting: TermWeighting;
  /** `label`: dependence given the label. Its measures are built with as many strata as the label has classes. */
  readonly given: "none" | "label";
  /** Weight of a row by its group, [G]; its measures are built `weighted`. Null: all rows count alike. */
  readonly groupWeights: readonly number[] | null;
  /** Weight λ at a point of the run. A penalty whose weight is always 0 is not passed at all. */
  readonly weight: (progress: Pick<Progress, "fraction">) => number;
  readonly scaling: LossScaling;
  /** Read only where a term has something to learn. */
  readonly critics: CriticSchedule;
}

/** The mean of the terms over rows as they come; one critic update on each encoder batch. */
export const plainPenalty = {
  weighting: meanOfTerms,
  given: "none",
  groupWeights: null,
  critics: { encoderSteps: 1, criticSteps: 1, criticBatches: "shared", criticLearningRate: 1 },
} as const satisfies Partial<SplitPenalty>;

/** λ rising linearly from 0 over the first `warmUp` share of the run. */
export function risingWeight(lambda: number, warmUp: number): SplitPenalty["weight"] {
  return ({ fraction }) => lambda * (warmUp === 0 ? 1 : Math.min(1, fraction / warmUp));
}

/** `warmUp` of a run file. */
export function warmUpSetting(byDefault: number) {
  return z
    .number()
    .min(0)
    .max(1)
    .default(byDefault)
    .describe("share of the run over which lambda rises linearly from 0");
}

/** A {@link CriticSchedule} in a run file; defaults from experiments/morpho-mnist-mimm. */
export const criticScheduleSettings = {
  encoderSteps: z
    .int()
    .positive()
    .default(1)
    .describe("encoder updates in a row, each on a batch of its own, before the critics'"),
  criticSteps: z.int().positive().default(3).describe("critic updates for each encoder update"),
  criticBatches: z
    .enum(["own", "shared"])
    .default("shared")
    .describe(
      "own: critic updates have batches of their own, as published; shared: they use the features of the encoder's batch, so that every batch is an encoder step",
    ),
  criticLearningRate: z
    .number()
    .positive()
    .default(3)
    .describe("learning rate of the critics as a multiple of the run's"),
};
