import { ConfigError, didYouMean, nearestName } from "../base/errors.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import type { Trial } from "../evaluation/comparison/tuning.js";
import type { SearchConfig } from "./compare-config.js";
import type { MethodVariant } from "./compare-methods.js";
import { runConfig } from "./run-config.js";
import { pathsOf } from "./schema-walk.js";
import { showValue } from "./value-words.js";

type SearchedKeys = SearchConfig["keys"];

/**
 * The trials of one method, `search.trials` of them whatever the method: all combinations of the values that
 * it may choose among, or where there are more than that, as many drawn without replacement by `seed` and
 * label. What it chooses among: its own entry of `search.methods`, else those of `search.keys` that it has,
 * else `search.common`, else learning rates lr · 3^e with e = 0, −1, 1, −2, 2, …
 * @throws ConfigError where the values give fewer combinations than trials.
 */
export function planTrials(
  search: SearchConfig,
  variant: Pick<MethodVariant, "label" | "name">,
  learningRate: number,
  seed: number,
): Trial[] {
  const { trials } = search;
  const keys = keysOfMethod(search, variant, learningRate);
  const all = combinations(Object.entries(keys));
  if (all.length < trials) {
    throw new ConfigError("compare.search", `too few values for the trials of ${variant.label}`, {
      expected: `${trials} combinations or more`,
      got: `${all.length} of ${showValue(keys)}`,
      advice: "Give it more values, or ask for fewer trials: every method gets the same number.",
    });
  }
  if (all.length === trials) return all;
  const order = createRng(seed).child(`search/${variant.label}`).permutation(all.length);
  return [...order.subarray(0, trials)].sort((a, b) => a - b).map((index) => at(all, index));
}

/**
 * @throws ConfigError for a key of `search` that no method of the comparison has, a label that is none of
 * them, or a key that the comparison itself sets.
 */
export function checkSearch(search: SearchConfig, variants: readonly MethodVariant[]): void {
  const labels = variants.map(({ label }) => label);
  for (const [label, keys] of Object.entries(search.methods)) {
    const variant = variants.find((candidate) => candidate.label === label);
    if (variant === undefined) {
      throw new ConfigError("compare.search.methods", "no such method in this comparison", {
        expected: labels,
        got: label,
        ...didYouMean(label, labels),
      });
    }
    requireKeys(`compare.search.methods.${label}`, keys, legalKeys(variant));
  }
  const anywhere = [...new Set(variants.flatMap(legalKeys))];
  requireKeys("compare.search.keys", search.keys, anywhere);
  // Those that every method has.
  const everywhere = anywhere.filter((key) => !key.startsWith("method."));
  requireKeys("compare.search.common", search.common ?? {}, everywhere);
}

function requireKeys(where: string, keys: SearchedKeys, legal: readonly string[]): void {
  for (const key of Object.keys(keys)) {
    if (legal.includes(key)) continue;
    const near = nearestName(key, legal);
    throw new ConfigError(where, "a key that cannot be searched", {
      got: key,
      advice:
        near === undefined
          ? "Name keys of method, model or train that these methods have."
          : `Did you mean ${near}?`,
    });
  }
}

function keysOfMethod(
  search: SearchConfig,
  variant: Pick<MethodVariant, "label" | "name">,
  learningRate: number,
): SearchedKeys {
  const own = search.methods[variant.label];
  if (own !== undefined) return own;
  const legal = legalKeys(variant);
  const shared = Object.entries(search.keys).filter(([key]) => legal.includes(key));
  if (shared.length > 0) return Object.fromEntries(shared);
  return search.common ?? { "train.optimizer.lr": learningRates(learningRate, search.trials) };
}

/** Keys of a run with this method that a search may set. */
function legalKeys({ name }: Pick<MethodVariant, "name">): string[] {
  return [
    ...pathsOf(runConfig.shape.method, { name }, "method."),
    ...pathsOf(runConfig.shape.model, {}, "model."),
    ...pathsOf(runConfig.shape.train, {}, "train."),
  ].filter(
    (key) => !["method.name", "train.epochs"].includes(key) && !key.startsWith("train.selection"),
  );
}

function learningRates(centre: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const exponent = Math.ceil(index / 2) * (index % 2 === 1 ? -1 : 1);
    return Number((centre * 3 ** exponent).toPrecision(6));
  });
}

/** Every choice of one value a key, the last key fastest. */
function combinations(entries: readonly (readonly [string, readonly unknown[]])[]): Trial[] {
  return entries.reduce<Trial[]>(
    (found, [key, values]) =>
      found.flatMap((trial) => values.map((value) => ({ ...trial, [key]: value }))),
    [{}],
  );
}
