import { ConfigError, didYouMean } from "../base/errors.js";
import { methodNames, methods } from "../methods/registry.js";
import type { MethodEntry } from "./compare-config.js";
import { runConfig, type RunConfig } from "./run-config.js";
import { joinOr, namesOf } from "./value-words.js";

/** One method of a comparison: what it changes in the run file. */
export interface MethodVariant {
  /** What tables and folders call it; unique. */
  readonly label: string;
  readonly name: string;
  /** The `method` block, name included, as given: defaults are not filled in. */
  readonly method: Readonly<Record<string, unknown>>;
  readonly sampling: string;
  /** True for the ceiling: training and validation without association. */
  readonly balanceTraining: boolean;
}

/** Label of the run that is trained on balanced data. */
export const ceilingLabel = "multitask@balanced";

/** multitask on balanced training data of the same size: what could be reached without the association. */
export const ceilingVariant: MethodVariant = {
  label: ceilingLabel,
  name: "multitask",
  method: { name: "multitask" },
  sampling: "natural",
  balanceTraining: true,
};

const classReferences = ["erm", "multitask", "multitask+rebalance"];
const labelsReferences = ["pooled", "class-query"];

/** Baselines that every comparison is read against, of classes and numbers, then of several labels. */
export const standardReferences: readonly string[] = [...classReferences, ...labelsReferences];

/** What a comparison without a list compares: baselines, by what the run learns, and the run's own method. */
export function standardMethods({ data, method, sampling }: RunConfig): string[] {
  const learnsLabels =
    data.dataset === "canvas" || methods[method.name].needs.includes("label-answers");
  const own = sampling === "natural" ? method.name : `${method.name}+${sampling}`;
  return [...new Set([...(learnsLabels ? labelsReferences : classReferences), own])];
}

/**
 * Entries of `compare.methods` as variants. A name means the method with the options that the run file gives
 * to a method of that name, else with its defaults; options of an entry go on top. `rebalance` alone is
 * `multitask+rebalance`. Sampling is natural unless the entry names one: the run file's `sampling` is not used.
 * @throws ConfigError for no entries, an unknown method or sampling, a label that is no name or occurs twice.
 */
export function resolveMethods(
  entries: readonly MethodEntry[],
  runMethod: Readonly<Record<string, unknown>>,
): MethodVariant[] {
  if (entries.length === 0) {
    throw new ConfigError("compare.methods", "no methods", {
      advice: "Name one at least, e.g. --methods erm,multitask+rebalance.",
    });
  }
  const variants = entries.map((entry) => resolveEntry(entry, runMethod));
  requireDistinct(
    "compare.methods",
    variants.map(({ label }) => label),
    "Give one of them another label.",
  );
  return variants;
}

/** Label of an entry: its own, or name and sampling. */
export function labelOf(entry: MethodEntry): string {
  if (typeof entry !== "string" && entry.label !== undefined) return entry.label;
  const { name, sampling } = splitName(entry);
  return sampling === "natural" ? name : `${name}+${sampling}`;
}

/** @throws ConfigError unless `name` can be a folder: letters, digits and . _ + = - after a letter or digit. */
export function requireLabel(where: string, name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._+=-]*$/.test(name)) return;
  throw new ConfigError(where, "not a name for tables and folders", {
    expected: "letters, digits and . _ + = -",
    got: name,
  });
}

/** @throws ConfigError for a name that occurs twice; case does not count, as some file systems have it. */
export function requireDistinct(where: string, names: readonly string[], advice: string): void {
  const folded = names.map((name) => name.toLowerCase());
  const again = names.find((_, index) => folded.indexOf(folded[index] ?? "") !== index);
  if (again === undefined) return;
  throw new ConfigError(where, "a name occurs twice", { got: again, advice });
}

function resolveEntry(
  entry: MethodEntry,
  runMethod: Readonly<Record<string, unknown>>,
): MethodVariant {
  const { name, sampling } = splitName(entry);
  if (!methodNames.some((known) => known === name)) {
    throw new ConfigError("compare.methods", "unknown method", {
      expected: joinOr(methodNames),
      got: name,
      ...didYouMean(name, [...methodNames, "rebalance"]),
    });
  }
  const samplings = namesOf([runConfig.shape.sampling]);
  if (!samplings.includes(sampling)) {
    throw new ConfigError("compare.methods", `unknown sampling of ${name}`, {
      expected: joinOr(samplings),
      got: sampling,
      ...didYouMean(sampling, samplings),
    });
  }
  const label = labelOf(entry);
  requireLabel("compare.methods", label);
  const {
    name: _name,
    label: _label,
    sampling: _sampling,
    ...options
  } = typeof entry === "string" ? { name } : entry;
  const inherited = runMethod["name"] === name ? runMethod : {};
  return {
    label,
    name,
    method: { ...inherited, ...options, name },
    sampling,
    balanceTraining: false,
  };
}

/** Method and sampling of an entry. @throws ConfigError where it names two samplings. */
function splitName(entry: MethodEntry): { readonly name: string; readonly sampling: string } {
  const [text, given] =
    typeof entry === "string" ? [entry, undefined] : [entry.name, entry.sampling];
  const full = text === "rebalance" ? "multitask+rebalance" : text;
  const cut = full.indexOf("+");
  if (cut < 0) return { name: full, sampling: given ?? "natural" };
  const sampling = full.slice(cut + 1);
  if (given !== undefined && given !== sampling) {
    throw new ConfigError("compare.methods", "two samplings for one method", {
      got: `${text} and sampling ${given}`,
    });
  }
  return { name: full.slice(0, cut), sampling };
}
