import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { rotateLaw } from "./cell-probabilities.js";
import type { AttributeLaw } from "./cell-probabilities.js";
import { requireName } from "../../base/require-name.js";

/** ρ for all attributes, or for each by name. Every attribute of the run must then be named. */
export type Strength = number | Readonly<Record<string, number>>;

/**
 * What a test asks of an attribute.
 * - a number: that strength ρ with the training π;
 * - `invert`: the training ρ with π rotated by one value (for two values this is 1 − ρ);
 * - `rotated-k`: the training ρ with π rotated by k values;
 * - `balanced`: 1 / M for every value.
 */
export type AttributeTarget = number | "invert" | "balanced" | `rotated-${number}`;

/** One target for all attributes, or one for each by name. */
export type TestTarget = AttributeTarget | Readonly<Record<string, AttributeTarget>>;

/** The training law of an attribute, with its name. */
export interface NamedLaw extends AttributeLaw {
  readonly name: string;
}

/**
 * The strength of each named attribute, in the order of `names`.
 * @throws ConfigError for a strength outside 0..1, an unknown name, or a missing one.
 */
export function strengthsOf(where: string, strength: Strength, names: readonly string[]): number[] {
  return perAttribute(where, strength, names).map(({ key, value }) => checkStrength(key, value));
}

/**
 * The laws of a test, one an attribute, from the training laws.
 * @throws ConfigError for a strength outside 0..1, an unknown word or name, a missing name, or a
 * rotation that leads back to the training alignment.
 */
export function targetLaws(
  where: string,
  target: TestTarget,
  training: readonly NamedLaw[],
): AttributeLaw[] {
  const targets = perAttribute(
    where,
    target,
    training.map((law) => law.name),
  );
  return training.map((law, index) => {
    const { key, value } = at(targets, index);
    if (typeof value === "number") return { ...law, strength: checkStrength(key, value) };
    if (value === "balanced") return { ...law, strength: 1 / law.size };
    return rotateLaw(law, rotationOf(key, value, law.size));
  });
}

/** The value given for each name, and the configuration key it stands under. */
function perAttribute<T extends number | string>(
  where: string,
  given: T | Readonly<Record<string, T>>,
  names: readonly string[],
): { key: string; value: T }[] {
  if (typeof given !== "object") return names.map(() => ({ key: where, value: given }));
  for (const name of Object.keys(given)) requireName(where, "unknown name", name, names);
  return names.map((name) => {
    const value = given[name];
    if (value === undefined) {
      throw new ConfigError(where, "no entry for an attribute", { got: name });
    }
    return { key: `${where}.${name}`, value };
  });
}

function checkStrength(where: string, strength: number): number {
  if (strength >= 0 && strength <= 1) return strength;
  throw new ConfigError(where, "strength out of range", {
    expected: "a probability in 0..1",
    got: strength,
  });
}

function rotationOf(where: string, word: string, size: number): number {
  if (word === "invert") return 1;
  const steps = /^rotated-(\d+)$/.exec(word)?.[1];
  if (steps === undefined) {
    throw new ConfigError(where, "unknown target", {
      expected: "a strength in 0..1 | invert | balanced | rotated-k",
      got: word,
    });
  }
  if (Number(steps) % size === 0) {
    throw new ConfigError(where, "this rotation is the training alignment itself", {
      expected: `rotated-1 to rotated-${size - 1}`,
      got: word,
    });
  }
  return Number(steps) % size;
}
