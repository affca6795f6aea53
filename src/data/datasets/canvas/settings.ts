import { ConfigError } from "../../../base/errors.js";

/** What canvases are composed of: shapes are drawn by us, the others are read from their files. */
export const canvasObjects = ["shapes", "mnist", "fashion-mnist"] as const;
export type CanvasObjects = (typeof canvasObjects)[number];

/** Most distractors: with all ten objects they fill the grid of 4 x 4 places of a crowded canvas. */
export const mostDistractors = 6;

/** Settings of the canvases; every key has a default. */
export interface CanvasSettings {
  /** Default shapes. */
  readonly objects?: CanvasObjects;
  /** Height and width in pixels, at least 32; default 64. */
  readonly size?: number;
  /** Canvases of the train pool, at least 1; default 4000. */
  readonly train?: number;
  /** Canvases of each of the three tests, at least 1; default 1000. */
  readonly test?: number;
  /** Decides every canvas; any integer, default 0. */
  readonly seed?: number;
  /** Chance of each class to be on a canvas, in (0, 1), the same everywhere; default 0.3. */
  readonly prevalence?: number;
  /**
   * P(a class is present | its partner is) in training, in (0, 1); default 0.9. The prevalence: no association; below it
   * partners avoid each other.
   */
  readonly strength?: number;
  /** Things without a label on each canvas, 0 to 6; default 2. */
  readonly distractors?: number;
}

/** Settings with every default filled in. */
export type ResolvedCanvasSettings = Required<CanvasSettings>;

/**
 * Check settings and fill in defaults.
 * @throws ConfigError with the key: not an integer, out of range, or a strength that the prevalence does not allow:
 *   two classes that are each on more than half of the canvases must meet.
 */
export function resolveCanvasSettings(settings: CanvasSettings): ResolvedCanvasSettings {
  const { prevalence = 0.3, strength = 0.9 } = settings;
  requireShare("prevalence", prevalence);
  requireShare("strength", strength);
  if (1 - 2 * prevalence + prevalence * strength <= 0) {
    throw new ConfigError("canvas.strength", "partners so frequent must meet more often", {
      expected: `above 2 - 1 / prevalence = ${String(2 - 1 / prevalence)}`,
      got: strength,
      prevalence,
    });
  }
  return {
    objects: settings.objects ?? "shapes",
    size: integerFrom("size", settings.size ?? 64, 32),
    train: integerFrom("train", settings.train ?? 4000, 1),
    test: integerFrom("test", settings.test ?? 1000, 1),
    seed: integerFrom("seed", settings.seed ?? 0, Number.MIN_SAFE_INTEGER),
    prevalence,
    strength,
    distractors: integerFrom("distractors", settings.distractors ?? 2, 0, mostDistractors),
  };
}

function requireShare(key: string, value: number): void {
  if (value > 0 && value < 1) return;
  throw new ConfigError(`canvas.${key}`, "value out of range", {
    expected: "a number in (0, 1)",
    got: value,
  });
}

function integerFrom(key: string, value: number, least: number, most = Infinity): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const from = least === Number.MIN_SAFE_INTEGER ? "" : ` from ${String(least)}`;
  const to = most === Infinity ? "" : ` to ${String(most)}`;
  throw new ConfigError(`canvas.${key}`, "value out of range", {
    expected: `an integer${from}${to}`,
    got: value,
  });
}
