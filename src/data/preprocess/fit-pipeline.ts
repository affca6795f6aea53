import type { DecodedImage } from "../formats/decoded-image.js";
import { preprocessFirst } from "./pipeline.js";
import type { PreprocessConfig, PreprocessSpec } from "./preprocess-spec.js";
import { preprocessVersion } from "./preprocess-spec.js";
import type { FittedStep } from "./registry.js";
import { fittingOf } from "./registry.js";

/** A decoded image and what to call it in messages. */
export interface NamedImage {
  readonly image: DecodedImage;
  readonly where: string;
}

/**
 * Let the steps that learn do so, one after the other, each from the images as the steps before it leave them. Images
 * are streamed, never held: one pass over them for each step that learns, none where no step does.
 * @param trainingImages starts a pass: training images alone, in an order that does not change.
 * @throws DataError naming the image that a step refuses, or where there is no training image.
 */
export async function fitPipeline(
  { channels, steps }: PreprocessConfig,
  trainingImages: () => AsyncIterable<NamedImage>,
): Promise<PreprocessSpec> {
  const fitted: (FittedStep | null)[] = [];
  for (const [index, config] of steps.entries()) {
    const fitter = fittingOf(config)?.start(config);
    if (fitter === undefined) {
      fitted.push(null);
      continue;
    }
    const before: PreprocessSpec = { version: preprocessVersion, channels, steps, fitted };
    for await (const { image, where } of trainingImages()) {
      const place = `${where}, step ${index + 1} (${config.name})`;
      fitter.add(preprocessFirst(before, index, image, where), place);
    }
    fitted.push(fitter.finish());
  }
  return { version: preprocessVersion, channels, steps, fitted };
}
