import { z } from "zod";
import type { StepExtents, StepFitting } from "./step.js";
import { clahe } from "./steps/clahe.js";
import { cropPad } from "./steps/crop-pad.js";
import { cropToForeground } from "./steps/crop-to-foreground.js";
import { crop } from "./steps/crop.js";
import { histogramLandmarks, histogramMatch } from "./steps/histogram-match.js";
import { percentileClip } from "./steps/percentile-clip.js";
import { resampleSpacing } from "./steps/resample-spacing.js";
import { rescale } from "./steps/rescale.js";
import { resize } from "./steps/resize.js";
import { window } from "./steps/window.js";
import { zScore } from "./steps/z-score.js";
import type { ValueRange, WorkingImage } from "./working-image.js";

/** A step of `preprocess:` in a cohort file: a name and the settings of that step. */
export const stepConfig = z.discriminatedUnion("name", [
  resize.config,
  cropPad.config,
  crop.config,
  window.config,
  percentileClip.config,
  rescale.config,
  zScore.config,
  clahe.config,
  histogramMatch.config,
  resampleSpacing.config,
  cropToForeground.config,
]);
export type StepConfig = z.infer<typeof stepConfig>;
export type StepName = StepConfig["name"];

/** Every step by name; a missing one does not compile. */
export const preprocessSteps = {
  resize,
  "crop-pad": cropPad,
  crop,
  window,
  "percentile-clip": percentileClip,
  rescale,
  "z-score": zScore,
  clahe,
  "histogram-match": histogramMatch,
  "resample-spacing": resampleSpacing,
  "crop-to-foreground": cropToForeground,
} satisfies { readonly [N in StepName]: { readonly name: N } };

/** What a step that learns has learnt, as JSON. */
export const fittedStep = histogramLandmarks;
export type FittedStep = z.infer<typeof fittedStep>;

/** A step with its settings and what it has learnt. */
export interface BoundStep {
  readonly name: StepName;
  readonly extents: StepExtents;
  apply(image: WorkingImage, where: string): WorkingImage;
  /** Null: every sample stays where it is. */
  places(image: WorkingImage): readonly Int32Array[] | null;
  range(before: ValueRange | null): ValueRange | null;
  describe(): string;
}

/** The step that the settings name. `fitted` is null for a step that learns nothing. */
export function bindStep(config: StepConfig, fitted: FittedStep | null): BoundStep {
  const step = preprocessSteps[config.name];
  // The registry pairs each name with its own settings; TypeScript cannot follow the index.
  const [settings, learnt] = [config as never, fitted as never];
  return {
    name: config.name,
    extents: step.extents(settings),
    apply: (image, where) => step.apply(image, settings, learnt, where),
    places: (image) => ("places" in step ? (step.places?.(image, settings) ?? null) : null),
    range: (before) => step.range(before, settings),
    describe: () => step.describe(settings, learnt),
  };
}

/** How the step that the settings name learns; null where it learns nothing. */
export function fittingOf(config: StepConfig): StepFitting<StepConfig, FittedStep> | null {
  const step = preprocessSteps[config.name];
  // As above: a step's fitting takes the settings of that step.
  return "fitting" in step
    ? ((step.fitting ?? null) as StepFitting<never, FittedStep> | null)
    : null;
}
