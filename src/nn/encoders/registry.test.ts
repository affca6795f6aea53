import { describe, expect, it } from "vitest";
import { z } from "zod";
import { outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { encoderNames } from "./encoder.js";
import { createEncoder, createFeatureMap, encoders } from "./registry.js";

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

describe("feature maps", () => {
  const picture = [3, 64, 48];
  it.each([
    ["resnet-18", {}, [512, 2, 2]],
    ["resnet-18", { stages: 2 }, [128, 8, 6]],
    ["resnet-50", { stages: 3 }, [1024, 4, 3]],
    ["densenet-121", {}, [1024, 2, 1]],
    ["mimm-cnn", {}, [16, 13, 9]],
    ["fashion-cnn", {}, [64, 15, 11]],
  ] as const)("%s %j: channels and places", (name, config, [channels, ...places]) => {
    const map = createFeatureMap(name, { shape: picture }, config as never);
    expect(map).toMatchObject({ channels, places });
    expect(outputShape(map.layer, [2, ...picture])).toEqual([2, channels, ...places]);
  });

  it.each(encoderNames)(
    "%s: the arrays of the encoder, but for those of its last layers",
    (name) => {
      const config = encoders[name].config.parse({}) as never;
      const shape = /^(sfcn|.*-3d)$/.test(name) ? [1, 64, 64, 64] : [1, 64, 64];
      if (!("map" in encoders[name])) {
        expect(() => createFeatureMap(name, { shape }, config)).toThrow(
          new RegExp(`model.encoder: ${name} has no map of places: expected .mimm-cnn`),
        );
        return;
      }
      const { parameters, buffers } = createFeatureMap(name, { shape }, config).layer;
      const whole = createEncoder(name, { shape, features: 3 }, config);
      const shapes = (specs: typeof parameters) =>
        Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, spec.shape]));
      expect(shapes(whole.parameters)).toMatchObject(shapes(parameters));
      expect(shapes(whole.buffers)).toEqual(shapes(buffers));
      const rest = Object.keys(whole.parameters).filter((key) => !(key in parameters));
      expect(rest.every((key) => /^(fc\d?|classifier)\./.test(key))).toBe(true);
    },
  );
});
