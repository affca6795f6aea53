import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { augmentConfig } from "./augment-config.js";
import { augmentStepConfig, augmentSteps, bindAugmentStep } from "./registry.js";

describe("registry", () => {
  it("has every step that the settings name, under its own name", () => {
    const names = augmentStepConfig.options.map((option) => option.shape.name.value);
    expect(Object.keys(augmentSteps).sort()).toEqual([...names].sort());
    for (const [name, step] of Object.entries(augmentSteps)) expect(step.name).toBe(name);
  });

  it("reads what a run file says, with defaults", () => {
    expect(augmentStepConfig.parse({ name: "affine", rotate: 10 })).toEqual({
      name: "affine",
      rotate: 10,
      scale: [1, 1],
      shear: 0,
      translate: 0,
      chance: 1,
    });
    expect(augmentStepConfig.parse({ name: "noise" })).toEqual({
      name: "noise",
      sigma: [0, 0.03],
      chance: 1,
    });
  });

  it.each([
    ["an unknown step", { name: "blur" }, ["name"]],
    ["an unknown key", { name: "noise", mean: 0 }, []],
    ["a missing key", { name: "cutout" }, ["size"]],
    ["a chance above 1", { name: "noise", chance: 1.5 }, ["chance"]],
    ["an angle beyond half a turn", { name: "affine", rotate: 200 }, ["rotate"]],
  ])("refuses %s", (_, config, path) => {
    const issues = augmentStepConfig.safeParse(config).error?.issues ?? [];
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  it("describes every key", () => {
    for (const option of augmentStepConfig.options) {
      for (const [key, schema] of Object.entries<z.ZodType>(option.shape)) {
        expect(schema.description, `${option.shape.name.value} ${key}`).toMatch(/\.$/);
      }
    }
  });

  it("reads every example of docs/augmentation.md, which names every step", () => {
    const path = new URL("../../../docs/augmentation.md", import.meta.url);
    expect(existsSync(path)).toBe(true);
    const text = readFileSync(path, "utf8");
    const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(
      ([, yaml]) => parse(yaml ?? "") as { readonly train: { readonly augment: unknown } },
    );
    expect(examples).toHaveLength(3);
    for (const { train } of examples)
      expect(() => augmentConfig.parse(train.augment)).not.toThrow();
    const described = [...text.matchAll(/^\*\*`([a-z-]+)`\*\*/gm)].map(([, name]) => name);
    expect(described.sort()).toEqual(Object.keys(augmentSteps).sort());
  });

  it("binds a step to its settings and images", () => {
    const facts = { channels: 1, space: [4, 4], range: null };
    const step = bindAugmentStep(augmentStepConfig.parse({ name: "bias-field", order: 1 }), facts);
    expect([step.name, step.drawn, step.effects.length]).toEqual(["bias-field", 2, 2]);
  });
});
