import type { DecodedImage } from "../formats/decoded-image.js";
import { toWorkingImage } from "./channels.js";
import { throughPlaces } from "./kernels/through-places.js";
import type { PreprocessSpec } from "./preprocess-spec.js";
import { bindStep } from "./registry.js";
import { extentsOf } from "./working-image.js";

/**
 * Where the samples of a preprocessed image come from: along each axis after the channels the index in the file that is nearest to each index
 * after all steps, -1 in margins that steps add. So a mask of the file can be shown on the grid of the network, step by step by nearest
 * neighbour. Steps that move samples by the image's content (`crop-to-foreground`) move them as they do there.
 * @throws DataError as the pipeline.
 */
export function sourcePlaces(
  spec: PreprocessSpec,
  decoded: DecodedImage,
  where: string,
): readonly Int32Array[] {
  let image = toWorkingImage(decoded, spec.channels, where);
  let places: readonly Int32Array[] = extentsOf(image).map((extent) =>
    Int32Array.from({ length: extent }, (_, place) => place),
  );
  for (const [index, config] of spec.steps.entries()) {
    const step = bindStep(config, spec.fitted[index] ?? null);
    const before = image;
    image = step.apply(before, `${where}, step ${index + 1} (${step.name})`);
    const moved = step.places(before);
    if (moved !== null) places = throughPlaces(places, moved);
  }
  return places;
}
