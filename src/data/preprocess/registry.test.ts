import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { z } from "zod";
import { bindStep, fittingOf, preprocessSteps, stepConfig } from "./registry.js";

describe("registry", () => {
  it("has every step that the settings name, under its own name", () => {
    const names = stepConfig.options.map((option) => option.shape.name.value);
    expect(Object.keys(preprocessSteps).sort()).toEqual([...names].sort());
    for (const [name, step] of Object.entries(preprocessSteps)) expect(step.name).toBe(name);
  });

  it("reads what a cohort file says, with defaults", () => {
    expect(stepConfig.parse({ name: "resize", size: [96, 96] })).toEqual({
      name: "resize",
      size: [96, 96],
      method: "area",
      keepAspect: "none",
      fill: 0,
    });
    expect(stepConfig.parse({ name: "clahe" })).toEqual({
      name: "clahe",
      clipLimit: 2,
      tiles: [8, 8],
      levels: 256,
      range: [0, 255],
    });
  });

  it.each([
    ["an unknown step", { name: "resise", size: [9, 9] }, ["name"]],
    ["an unknown key", { name: "z-score", mean: 0 }, []],
    ["a missing key", { name: "window", center: 40 }, ["width"]],
  ])("refuses %s", (_, config, path) => {
    const issues = stepConfig.safeParse(config).error?.issues ?? [];
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  it("describes every key", () => {
    for (const option of stepConfig.options) {
      for (const [key, schema] of Object.entries<z.ZodType>(option.shape)) {
        expect(schema.description, `${option.shape.name.value} ${key}`).toMatch(/\.$/);
      }
    }
  });

  it("reads every example of docs/preprocessing.md, which names every step", () => {
    const path = new URL("../../../docs/preprocessing.md", import.meta.url);
    const text = readFileSync(path, "utf8");
    const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(
      ([, yaml]) => parse(yaml ?? "") as { readonly preprocess: unknown[] },
    );
    expect(examples).toHaveLength(4);
    for (const { preprocess } of examples) {
      for (const step of preprocess) expect(() => stepConfig.parse(step)).not.toThrow();
    }
    const described = [...text.matchAll(/^\*\*`([a-z-]+)`\*\*/gm)].map(([, name]) => name);
    expect(described.sort()).toEqual(Object.keys(preprocessSteps).sort());
  });

  it("knows which steps learn", () => {
    expect(fittingOf(stepConfig.parse({ name: "z-score" }))).toBe(null);
    const match = stepConfig.parse({ name: "histogram-match" });
    expect(fittingOf(match)).not.toBe(null);
  });

  it("binds a step to its settings", () => {
    const step = bindStep(stepConfig.parse({ name: "window", center: 1, width: 2 }), null);
    expect([step.name, step.extents, step.range(null)]).toEqual(["window", "kept", [0, 1]]);
  });
});
