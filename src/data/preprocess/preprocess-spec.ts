import { z } from "zod";
import { ConfigError } from "../../base/errors.js";
import { fittedStep, fittingOf, stepConfig } from "./registry.js";

/** What a person declares: `images.channels` and `preprocess` of a cohort file. */
export const preprocessConfig = z.strictObject({
  channels: z.enum(["grey", "rgb"]).describe("What the network is shown: 1 or 3 channels."),
  steps: z.array(stepConfig).describe("Steps, in order."),
});
export type PreprocessConfig = z.infer<typeof preprocessConfig>;

/** Version of {@link PreprocessSpec}: raised whenever the same spec would give other bytes. */
export const preprocessVersion = 1;

/**
 * All that turns a decoded image into what the network is shown: steps, and what they have learnt. It is JSON, is stored
 * with the model and is part of the key of cached images.
 */
export const preprocessSpec = preprocessConfig
  .extend({
    version: z.literal(preprocessVersion).describe("Of these rules."),
    fitted: z.array(fittedStep.nullable()).describe("What each step has learnt; null for nothing."),
  })
  .superRefine(({ steps, fitted }, context) => {
    if (steps.length !== fitted.length) {
      context.addIssue({
        code: "custom",
        path: ["fitted"],
        message: `${fitted.length} entries for ${steps.length} steps`,
      });
    }
    for (const [index, step] of steps.entries()) {
      const fitting = fittingOf(step);
      const learnt = fitted[index] ?? null;
      const agrees =
        fitting === null || learnt === null
          ? fitting === learnt
          : learnt.step === step.name && fitting.agrees(step, learnt);
      if (agrees) continue;
      const message = `not what ${step.name} with these settings has learnt`;
      context.addIssue({ code: "custom", path: ["fitted", index], message });
    }
  });
export type PreprocessSpec = Readonly<z.infer<typeof preprocessSpec>>;

/**
 * A spec that was stored as JSON, checked.
 * @throws ConfigError with `where` for another version, unknown steps and keys, or steps that have not learnt.
 */
export function parsePreprocessSpec(value: unknown, where: string): PreprocessSpec {
  const parsed = preprocessSpec.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(where, "preprocessing cannot be read", {
    key: issue?.path.join(".") ?? "",
    reason: issue?.message ?? "",
    advice: `It was written by another version (this one reads ${preprocessVersion}), or changed by hand.`,
  });
}
