/**
 * Learning-rate schedules: a factor of the base rate at `step` (0-based) of `totalSteps`. All shares are
 * shares of totalSteps, so that a longer run keeps the shape. Steps are optimiser steps.
 */
import { z } from "zod";
import type { Schedule } from "./optimizer.js";

const warmup = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .describe(
    "Share of all steps in which the rate rises linearly to its base value; 0 <= warmup < 1.",
  );

/** Settings of {@link constantSchedule}. */
export const constantConfig = z.strictObject({
  name: z.literal("constant").describe("The base rate throughout."),
  warmup,
});

/** Settings of {@link stepSchedule}. */
export const stepConfig = z.strictObject({
  name: z.literal("step").describe("The rate is multiplied by gamma at each milestone."),
  milestones: z
    .array(z.number().gt(0).lt(1))
    .readonly()
    .default([0.5, 0.75])
    .describe("Where the rate falls, as shares of all steps, in rising order."),
  gamma: z.number().gt(0).lt(1).default(0.1).describe("Factor at each milestone; 0 < gamma < 1."),
  warmup,
});

/** Settings of {@link cosineSchedule}. */
export const cosineConfig = z.strictObject({
  name: z.literal("cosine").describe("Half a cosine from the base rate to the final one."),
  final: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe("Factor of the base rate that is reached after the last step; 0 <= final < 1."),
  warmup,
});

/** Settings of {@link oneCycleSchedule}. */
export const oneCycleConfig = z.strictObject({
  name: z.literal("oneCycle").describe("Half a cosine up to the base rate, half a cosine down."),
  warmup: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.3)
    .describe("Share of all steps in which the rate rises; 0 < warmup < 1."),
  start: z
    .number()
    .gt(0)
    .max(1)
    .default(1 / 25)
    .describe("Factor of the base rate at the first step; 0 < start <= 1."),
  final: z
    .number()
    .gt(0)
    .max(1)
    .default(1 / 25e4)
    .describe("Factor of the base rate at the last step; 0 < final <= 1."),
});

/** Factor 1 throughout, after the warm-up. */
export function constantSchedule(config: z.infer<typeof constantConfig>): Schedule {
  return withWarmup(config.warmup, () => 1);
}

/**
 * gamma^(number of milestones reached); a milestone m is reached at step ⌈m·totalSteps⌉.
 * @source torch.optim.lr_scheduler.MultiStepLR
 */
export function stepSchedule(config: z.infer<typeof stepConfig>): Schedule {
  return (step, totalSteps) => {
    const reached = config.milestones.filter((share) => step >= Math.ceil(share * totalSteps));
    return config.gamma ** reached.length * warmupFactor(config.warmup, step, totalSteps);
  };
}

/**
 * final + (1 − final)·(1 + cos(π·t/T))/2, where t and T count the steps after the warm-up; `final` itself
 * would be reached at step totalSteps.
 * @source torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov & Hutter 2017, without restarts.
 */
export function cosineSchedule(config: z.infer<typeof cosineConfig>): Schedule {
  return withWarmup(config.warmup, (step, totalSteps) =>
    cosineBetween(1, config.final, step / totalSteps),
  );
}

/**
 * From `start` up to 1 at step warmup·totalSteps − 1, then down to `final` at the last step, each way half a
 * cosine.
 * @source torch.optim.lr_scheduler.OneCycleLR (two phases, cosine; base rate = max_lr, momentum is not
 * cycled); Smith & Topin 2018.
 */
export function oneCycleSchedule(config: z.infer<typeof oneCycleConfig>): Schedule {
  return (step, totalSteps) => {
    const peak = config.warmup * totalSteps - 1;
    if (step <= peak) return cosineBetween(config.start, 1, peak > 0 ? step / peak : 1);
    const rest = totalSteps - 1 - peak;
    return cosineBetween(1, config.final, (step - peak) / rest);
  };
}

/** Half a cosine from `from` (share 0) to `to` (share 1). */
function cosineBetween(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}

/** (step + 1)/W in the first W = round(warmup·totalSteps) steps, then 1. */
function warmupFactor(share: number, step: number, totalSteps: number): number {
  const steps = Math.round(share * totalSteps);
  return step < steps ? (step + 1) / steps : 1;
}

/** Warm-up, then `schedule` over the steps that are left. */
function withWarmup(share: number, schedule: Schedule): Schedule {
  return (step, totalSteps) => {
    const steps = Math.round(share * totalSteps);
    if (step < steps) return warmupFactor(share, step, totalSteps);
    return schedule(step - steps, totalSteps - steps);
  };
}
