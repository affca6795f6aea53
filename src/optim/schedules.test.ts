import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createSchedule, scheduleConfig } from "./registry.js";

interface StoredSchedules {
  readonly cases: readonly {
    readonly config: unknown;
    readonly total: number;
    readonly factors: readonly number[];
  }[];
}

const file = new URL("../../fixtures/optim/schedules.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as StoredSchedules;
const pathOf = (config: unknown, total: number): number[] => {
  const schedule = createSchedule(scheduleConfig.parse(config));
  return Array.from({ length: total }, (_, step) => schedule(step, total));
};

describe("schedules", () => {
  it.each(cases)("$config equals torch.optim.lr_scheduler", ({ config, total, factors }) => {
    for (const [step, factor] of pathOf(config, total).entries()) {
      expect(factor, `step ${step}`).toBeCloseTo(factors[step] ?? NaN, 9);
    }
  });

  const all = scheduleConfig.options.map((option) => ({ name: option.shape.name.value }));

  it.each(all)("$name stays in 0..1 and finite, for any length and warm-up", ({ name }) => {
    for (const total of [1, 2, 3, 7, 100]) {
      for (const warmup of [0.001, 0.1, 0.5, 0.99]) {
        for (const factor of pathOf({ name, warmup }, total)) {
          expect(factor).toBeGreaterThanOrEqual(0);
          expect(factor).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it.each(["constant", "step", "cosine"])("%s warms up linearly from 1/W to 1", (name) => {
    const path = pathOf({ name, warmup: 0.2 }, 20);
    expect(path.slice(0, 4)).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it("keeps its shape when the run is longer", () => {
    const config = { name: "step", milestones: [0.5], gamma: 0.5 };
    expect(pathOf(config, 4)).toEqual([1, 1, 0.5, 0.5]);
    expect(pathOf(config, 8)).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]);
  });
});
