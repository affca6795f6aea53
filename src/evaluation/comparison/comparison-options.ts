import { DataError } from "../../base/errors.js";
import type { Metric } from "../metric.js";
import type { ComparisonAbout } from "./comparison.js";

/** How good the guess of `attributesOnly` is on one test. */
export interface AttributesOnlyMeasures {
  readonly balanced_accuracy: Metric;
  /** Of P(second class | attributes). */
  readonly auroc: Metric;
}

/** What `buildComparison` needs beside the runs. */
export interface ComparisonOptions {
  /**
   * In the order of tables, as typed. Balanced-data ceilings ("multitask@balanced") may be left out; they come
   * last.
   */
  readonly methods: readonly string[];
  /**
   * Those of `methods` that all are compared with; by default erm, multitask and multitask+rebalance where they
   * are present.
   */
  readonly references?: readonly string[];
  /** The method that was named to win before the runs; null: none was. */
  readonly claim: string | null;
  /** Each cell is the runs of so many folds together; null or absent: one run. */
  readonly folds?: number | null;
  /** By setting, then by test. */
  readonly attributesOnly?: Readonly<
    Record<string, Readonly<Record<string, AttributesOnlyMeasures>>>
  >;
  /** By setting, then by method: what its row must say beside the numbers. */
  readonly notes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of the bootstrap; 1000 if not given. */
  readonly resamples?: number;
  /** Of the bootstrap; 0 if not given. */
  readonly seed?: number;
  /** For the page: what the numbers do not say. */
  readonly about?: Partial<ComparisonAbout>;
}

const defaultReferences = ["erm", "multitask", "multitask+rebalance"];

/**
 * `method@balanced`: trained on balanced data of the same n, the ceiling that no method on the confounded data is
 * measured against.
 */
export function isCeiling(method: string): boolean {
  return method.endsWith("@balanced");
}

/**
 * Options with their defaults.
 * @throws DataError for a repeated method, a reference or claim that is no method or is a ceiling, or fewer than
 * 100 resamples.
 */
export function resolveOptions(options: ComparisonOptions): Required<ComparisonOptions> & {
  readonly about: ComparisonAbout;
} {
  const where = "buildComparison";
  const { methods, claim, resamples = 1000 } = options;
  const repeated = methods.find((method, index) => methods.indexOf(method) !== index);
  if (repeated !== undefined) throw new DataError(where, "a method twice", { got: repeated });
  const runners = methods.filter((method) => !isCeiling(method));
  const references =
    options.references ?? defaultReferences.filter((name) => runners.includes(name));
  for (const [what, names] of [
    ["reference", references],
    ["claim", claim === null ? [] : [claim]],
  ] as const) {
    const unknown = names.find((name) => !runners.includes(name));
    if (unknown !== undefined) {
      throw new DataError(where, `${what} is not one of the methods`, {
        expected: runners,
        got: unknown,
      });
    }
  }
  if (!Number.isInteger(resamples) || resamples < 100) {
    throw new DataError(where, "resamples", {
      expected: "an integer, 100 or more",
      got: resamples,
    });
  }
  return {
    methods,
    claim,
    folds: options.folds ?? null,
    references: methods.filter((method) => references.includes(method)),
    attributesOnly: options.attributesOnly ?? {},
    notes: options.notes ?? {},
    resamples,
    seed: options.seed ?? 0,
    about: {
      title: "Comparison",
      command: "",
      config: "",
      variables: [],
      methods: {},
      ...options.about,
    },
  };
}
