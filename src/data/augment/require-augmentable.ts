import { ConfigError, didYouMean } from "../../base/errors.js";
import type { AttributeFactor, DataSet } from "../dataset.js";
import { imageFacts } from "./augment-batch.js";
import type { AugmentConfig } from "./augment-config.js";
import { carryingEffects, effectVerbs, type AugmentEffect } from "./effects.js";
import { bindAugmentStep } from "./registry.js";

/**
 * Refuse augmentation that does not fit the images, or that would change what an attribute of the run shows. What changes
 * an attribute is declared by its data set ({@link AttributeFactor}); of read attributes of cohorts and tables nothing is
 * known, and nothing is refused. `allow` permits every change of an attribute; `moveAttributes` carries those that sit at a
 * place elsewhere, whatever step does it, and hides none.
 * @throws ConfigError naming key, step, setting and attributes.
 */
export function requireAugmentable(
  config: AugmentConfig,
  { imageShape, valueRange }: Pick<DataSet, "imageShape" | "valueRange">,
  attributes: readonly AttributeFactor[],
): void {
  const { shift, steps = [] } = config;
  requireNames(config, attributes);
  if (imageShape.length < 3) {
    requireNone(config);
    return;
  }
  const moved = shift === 0 ? [] : changedBy("moves", config, attributes);
  if (moved.length > 0) {
    throw new ConfigError("train.augment.shift", "would move what an attribute shows", {
      attributes: moved,
      advice: "Set it to 0, or train.augment.moveAttributes to true if that is meant.",
    });
  }
  const facts = imageFacts(imageShape, valueRange);
  for (const [index, step] of steps.entries()) {
    const where = `train.augment.steps (entry ${index + 1})`;
    const bound = bindAugmentStep(step, facts);
    bound.check(where);
    for (const { setting, effect } of bound.effects) {
      const changed = changedBy(effect, config, attributes);
      if (changed.length === 0) continue;
      const verb = effectVerbs[effect];
      throw new ConfigError(
        `${where}.${setting}`,
        `${step.name} would ${verb} what an attribute shows`,
        {
          attributes: changed,
          advice: `Leave it out, or name ${changed.length === 1 ? "the attribute" : "them"} in train.augment.allow if that is meant.`,
        },
      );
    }
  }
}

/** Names of the attributes that `effect` would change, and that the configuration does not permit. */
function changedBy(
  effect: AugmentEffect,
  { allow = [], moveAttributes }: AugmentConfig,
  attributes: readonly AttributeFactor[],
): string[] {
  const carried = carryingEffects.includes(effect);
  return attributes
    .filter(({ name, localised, changedBy: declared = [] }) => {
      if (allow.includes(name)) return false;
      const placed = localised === true && (effect === "hides" || (carried && !moveAttributes));
      return placed || declared.includes(effect);
    })
    .map(({ name }) => name);
}

/** @throws ConfigError for a name in `allow` that is no attribute of the run. */
function requireNames({ allow = [] }: AugmentConfig, attributes: readonly AttributeFactor[]): void {
  const names = attributes.map(({ name }) => name);
  for (const got of allow) {
    if (names.includes(got)) continue;
    throw new ConfigError("train.augment.allow", "not an attribute of the run", {
      expected: names.length === 0 ? "none, as the run has none" : names.join(" | "),
      got,
      ...didYouMean(got, names),
    });
  }
}

/** @throws ConfigError where rows of numbers are to be changed as if they were images. */
function requireNone({ shift, steps = [] }: AugmentConfig): void {
  if (shift > 0) {
    throw new ConfigError("train.augment.shift", "rows of numbers cannot be moved", {
      expected: 0,
      got: shift,
    });
  }
  if (steps.length > 0) {
    throw new ConfigError("train.augment.steps", "rows of numbers are not images", {
      expected: "no steps",
      got: steps.map(({ name }) => name),
    });
  }
}
