import type { Rng } from "../../../base/rng.js";

/** Uniform value in [low, high). */
export function between(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.uniform();
}

/** Normal value of `mean` and `deviation`, drawn again until within 2.5 deviations: no monsters. */
export function around(rng: Rng, mean: number, deviation: number): number {
  let value = rng.normal();
  while (Math.abs(value) > 2.5) value = rng.normal();
  return mean + deviation * value;
}
