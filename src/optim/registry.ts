import { z } from "zod";
import { adam, adamConfig, adamW, adamWConfig } from "./adam.js";
import type { Optimizer, Schedule } from "./optimizer.js";
import * as schedules from "./schedules.js";
import { sgd, sgdConfig } from "./sgd.js";

/** `optimizer:` of a run file: a name and the settings of that optimiser. */
export const optimizerConfig = z.discriminatedUnion("name", [sgdConfig, adamConfig, adamWConfig]);
export type OptimizerConfig = z.infer<typeof optimizerConfig>;
export type OptimizerName = OptimizerConfig["name"];

/** `schedule:` of a run file: a name and the settings of that schedule. */
export const scheduleConfig = z.discriminatedUnion("name", [
  schedules.constantConfig,
  schedules.stepConfig,
  schedules.cosineConfig,
  schedules.oneCycleConfig,
]);
export type ScheduleConfig = z.infer<typeof scheduleConfig>;
export type ScheduleName = ScheduleConfig["name"];

/** Every optimiser by name; a missing one does not compile. */
export const optimizers = { sgd, adam, adamw: adamW } satisfies {
  readonly [N in OptimizerName]: (config: Extract<OptimizerConfig, { name: N }>) => Optimizer;
};

/** Every schedule by name; a missing one does not compile. */
export const schedulesByName = {
  constant: schedules.constantSchedule,
  step: schedules.stepSchedule,
  cosine: schedules.cosineSchedule,
  oneCycle: schedules.oneCycleSchedule,
} satisfies {
  readonly [N in ScheduleName]: (config: Extract<ScheduleConfig, { name: N }>) => Schedule;
};

/** The optimiser that the settings name. Its rate is `config.lr` times the schedule's factor. */
export function createOptimizer(config: OptimizerConfig): Optimizer {
  // The registry pairs each name with its own settings; TypeScript cannot follow the index.
  return optimizers[config.name](config as never);
}

/** The schedule that the settings name. */
export function createSchedule(config: ScheduleConfig): Schedule {
  return schedulesByName[config.name](config as never);
}
