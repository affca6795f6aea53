/** Settings that several steps of augmentation share. */
import { z } from "zod";
import type { Rng } from "../../base/rng.js";

/** `chance` of every step. */
export function chanceSetting(byDefault: number, meaning = "Share of the images that it changes") {
  return z.number().min(0).max(1).default(byDefault).describe(`${meaning}, 0 to 1.`);
}

/** A pair (least, greatest), the lower first; both the same for one value. */
export function intervalOf(least: z.ZodNumber, greatest: z.ZodNumber) {
  return z.tuple([least, greatest]).refine(([low, high]) => low <= high, {
    message: "the first number must not be above the second",
  });
}

/** Any numbers. */
export const intervalSetting = intervalOf(z.number(), z.number());

/** Factors, which are above 0. */
export const factorsSetting = intervalOf(z.number().positive(), z.number().positive());

/** True where the interval is `value` alone. */
export function isOnly(value: number, [low, high]: readonly [number, number]): boolean {
  return low === value && high === value;
}

/** Uniform in low … high; takes one number of the generator. */
export function uniformIn(rng: Rng, [low, high]: readonly [number, number]): number {
  return low + rng.uniform() * (high - low);
}

/** Uniform in -limit … limit; takes one number of the generator. */
export function uniformWithin(rng: Rng, limit: number): number {
  return (2 * rng.uniform() - 1) * limit;
}
