import { z } from "zod";
import type { Rng } from "../../base/rng.js";
import type { ApplyStep, ImageFacts, StepEffect } from "./step.js";
import { affine } from "./steps/affine.js";
import { biasField } from "./steps/bias-field.js";
import { cutout } from "./steps/cutout.js";
import { flip } from "./steps/flip.js";
import { intensity } from "./steps/intensity.js";
import { noise } from "./steps/noise.js";

/** A step of `train.augment.steps`: a name and the settings of that step. */
export const augmentStepConfig = z.discriminatedUnion("name", [
  flip.config,
  affine.config,
  intensity.config,
  biasField.config,
  noise.config,
  cutout.config,
]);
export type AugmentStepConfig = z.infer<typeof augmentStepConfig>;
export type AugmentStepName = AugmentStepConfig["name"];

/** Every step by name; a missing one does not compile. */
export const augmentSteps = {
  flip,
  affine,
  intensity,
  "bias-field": biasField,
  noise,
  cutout,
} satisfies { readonly [N in AugmentStepName]: { readonly name: N } };

/** A step with its settings, for images of one kind. */
export interface BoundAugmentStep {
  readonly name: AugmentStepName;
  readonly effects: readonly StepEffect[];
  check(where: string): void;
  readonly drawn: number;
  draw(rng: Rng, into: Float64Array): boolean;
  start(): ApplyStep;
}

/** The step that the settings name. */
export function bindAugmentStep(config: AugmentStepConfig, facts: ImageFacts): BoundAugmentStep {
  const step = augmentSteps[config.name];
  // The registry pairs each name with its own settings; TypeScript cannot follow the index.
  const settings = config as never;
  return {
    name: config.name,
    effects: step.effects(settings),
    check: (where) => step.check(settings, facts, where),
    drawn: step.drawn(settings, facts),
    draw: (rng, into) => step.draw(rng, settings, facts, into),
    start: () => step.start(settings, facts),
  };
}
