/** Settings that optimisers share, and how an update rule reads its operands. */
import { z } from "zod";
import { GraphError } from "../base/errors.js";

/** `lr` of every optimiser. */
export const learningRateSetting = z
  .number()
  .positive()
  .describe("Base learning rate, which the schedule multiplies; above 0.");

/** `weightDecay` of every optimiser, with the default of its publication; how it acts is the optimiser's. */
export function weightDecaySetting(byDefault: number) {
  return z
    .number()
    .nonnegative()
    .default(byDefault)
    .describe("Pull of every weight and bias towards 0; L2 in sgd and adam, decoupled in adamw.");
}

/** An entry that an update rule needs. @throws GraphError naming the optimiser and the entry. */
export function needEntry<T>(
  optimizer: string,
  entries: Readonly<Record<string, T>>,
  name: string,
): T {
  const entry = entries[name];
  if (entry === undefined) {
    throw new GraphError(optimizer, `the update was given no ${name}`, {
      got: Object.keys(entries),
    });
  }
  return entry;
}
