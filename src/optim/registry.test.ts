import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { clipConfig } from "./clip.js";
import {
  createOptimizer,
  optimizerConfig,
  optimizers,
  scheduleConfig,
  schedulesByName,
} from "./registry.js";

describe("registry", () => {
  it("has every optimiser and schedule that the settings name", () => {
    const names = optimizerConfig.options.map((option) => option.shape.name.value);
    expect(names.sort()).toEqual(Object.keys(optimizers).sort());
    for (const name of names) {
      expect(createOptimizer(optimizerConfig.parse({ name, lr: 1 })).name).toBe(name);
    }
    const schedules = scheduleConfig.options.map((option) => option.shape.name.value);
    expect(schedules.sort()).toEqual(Object.keys(schedulesByName).sort());
  });

  it("reads what a run file says", () => {
    expect(optimizerConfig.parse({ name: "adam", lr: 1e-3 })).toMatchObject({ beta1: 0.9 });
  });

  it.each([
    ["an unknown optimiser", { name: "adamm", lr: 1 }, ["name"]],
    ["an unknown key", { name: "adam", lr: 1, momentum: 0.9 }, []],
    ["no rate", { name: "adam" }, ["lr"]],
    ["a rate of 0", { name: "sgd", lr: 0 }, ["lr"]],
  ])("refuses %s", (_, config, path) => {
    const issues = optimizerConfig.safeParse(config).error?.issues ?? [];
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  });

  it("describes every key", () => {
    for (const union of [optimizerConfig, scheduleConfig, clipConfig]) {
      for (const option of union.options) {
        for (const [key, schema] of Object.entries<z.ZodType>(option.shape)) {
          expect(schema.description, key).toMatch(/\.$/);
        }
      }
    }
  });
});
