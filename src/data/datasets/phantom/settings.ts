import { ConfigError, didYouMean } from "../../../base/errors.js";
import { phantomFactors, type PhantomFactorName } from "./factors.js";

/** A planted factor as a user asks for it. */
export interface PhantomFactorSettings {
  /** One of `phantomFactors`. */
  readonly name: string;
  /** Strength of the trace in (0, 1]; default: the factor's own (0.5; rotation 1). */
  readonly ease?: number;
  /** False: the factor is recorded but leaves no trace in the picture, a control. Default true. */
  readonly visible?: boolean;
}

/** Clear against lesion, or the size of the heart, a number. */
export const phantomTargets = ["lesion", "heart-size"] as const;
export type PhantomTarget = (typeof phantomTargets)[number];

/** Settings of the phantom; every key has a default. */
export interface PhantomSettings {
  /** Height and width in pixels, at least 16; default 32. */
  readonly size?: number;
  /** Images of the train pool, at least 1; default 4000. */
  readonly train?: number;
  /** Images of the test pool, 0 for none; default 2000. */
  readonly test?: number;
  /** Decides every picture; any integer, default 0. */
  readonly seed?: number;
  /** Of the lesion, 0 (plain) to 1 (hardly there); default 0.5. */
  readonly difficulty?: number;
  /** Chance of a subject to have a lesion, between 0 and 1 (both excluded); default 0.5. */
  readonly prevalence?: number;
  /** Images of one subject, at least 1, in different poses; default 1. The last subject may have fewer. */
  readonly imagesPerSubject?: number;
  /** What is to be learnt; default lesion. */
  readonly target?: PhantomTarget;
  /** Factors that a plan may assign; default marker and intensity. */
  readonly factors?: readonly PhantomFactorSettings[];
}

/** Settings with every default filled in. */
export interface ResolvedPhantomSettings {
  readonly size: number;
  readonly train: number;
  readonly test: number;
  readonly seed: number;
  readonly difficulty: number;
  readonly prevalence: number;
  readonly imagesPerSubject: number;
  /** Absent: lesion. */
  readonly target?: Exclude<PhantomTarget, "lesion">;
  readonly factors: readonly {
    readonly name: PhantomFactorName;
    readonly ease: number;
    readonly visible: boolean;
  }[];
}

/**
 * Check settings and fill in defaults.
 * @throws ConfigError with the key: not an integer, out of range, unknown factor (with the nearest name),
 *   factor named twice.
 */
export function resolvePhantomSettings(settings: PhantomSettings): ResolvedPhantomSettings {
  return {
    size: integerFrom("size", settings.size ?? 32, 16),
    train: integerFrom("train", settings.train ?? 4000, 1),
    test: integerFrom("test", settings.test ?? 2000, 0),
    seed: integerFrom("seed", settings.seed ?? 0, Number.MIN_SAFE_INTEGER),
    difficulty: numberWhere(
      "difficulty",
      settings.difficulty ?? 0.5,
      "a number in [0, 1]",
      (value) => value >= 0 && value <= 1,
    ),
    prevalence: numberWhere(
      "prevalence",
      settings.prevalence ?? 0.5,
      "a number in (0, 1)",
      (value) => value > 0 && value < 1,
    ),
    imagesPerSubject: integerFrom("imagesPerSubject", settings.imagesPerSubject ?? 1, 1),
    ...(settings.target === "heart-size" ? { target: settings.target } : {}),
    factors: resolveFactors(settings.factors ?? [{ name: "marker" }, { name: "intensity" }]),
  };
}

function resolveFactors(
  factors: readonly PhantomFactorSettings[],
): ResolvedPhantomSettings["factors"] {
  const seen = new Set<string>();
  return factors.map((factor, index) => {
    const key = `factors[${String(index)}]`;
    const { name } = factor;
    if (!isFactorName(name)) throw unknownFactor(`${key}.name`, name);
    if (seen.has(name)) {
      throw new ConfigError(whereOf(`${key}.name`), "factor named twice", { got: name });
    }
    seen.add(name);
    const asked = factor.ease ?? phantomFactors[name].defaultEase;
    const ease = numberWhere(
      `${key}.ease`,
      asked,
      "a number in (0, 1]",
      (value) => value > 0 && value <= 1,
    );
    return { name, ease, visible: factor.visible ?? true };
  });
}

function isFactorName(name: string): name is PhantomFactorName {
  return Object.hasOwn(phantomFactors, name);
}

function unknownFactor(key: string, name: string): ConfigError {
  const names = Object.keys(phantomFactors);
  return new ConfigError(whereOf(key), "unknown factor", {
    expected: `one of ${names.join(", ")}`,
    got: name,
    ...didYouMean(name, names),
  });
}

function integerFrom(key: string, value: number, least: number): number {
  const kind =
    least === Number.MIN_SAFE_INTEGER ? "an integer" : `an integer from ${String(least)}`;
  return numberWhere(key, value, kind, (given) => Number.isSafeInteger(given) && given >= least);
}

function numberWhere(
  key: string,
  value: number,
  expected: string,
  holds: (value: number) => boolean,
): number {
  if (!holds(value)) {
    throw new ConfigError(whereOf(key), "value out of range", { expected, got: value });
  }
  return value;
}

function whereOf(key: string): string {
  return `phantom.${key}`;
}
