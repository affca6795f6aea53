import { describe, expect, it } from "vitest";
import { z } from "zod";
import { outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { encoderNames } from "./encoder.js";
import { createEncoder, encoders } from "./registry.js";

describe("encoders", () => {
  it.each(encoderNames)("%s is filed under its own name and gives [B, features]", (name) => {
    expect(encoders[name].name).toBe(name);
    const config = encoders[name].config.parse({}) as never;
    const shape = /^(sfcn|.*-3d)$/.test(name) ? [1, 32, 32, 32] : [1, 32, 32];
    const encoder = createEncoder(name, { shape, features: 3 }, config);
    expect(outputShape(encoder, [2, ...shape])).toEqual([2, 3]);
  });

  it.each(encoderNames)("%s describes every setting, and refuses others", (name) => {
    const { config } = encoders[name];
    if (!(config instanceof z.ZodObject)) throw new Error("settings are no object");
    for (const [key, schema] of Object.entries<z.ZodType>(config.shape)) {
      expect(schema.description, key).toMatch(/\.$/);
    }
    expect(config.safeParse({ widht: 3 }).success).toBe(false);
  });
});
