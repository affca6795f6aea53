import { ConfigError } from "../base/errors.js";
import { requireName } from "../base/require-name.js";
import { checkRun } from "./check-run.js";
import { compareConfig, type CompareConfig, type MethodEntry } from "./compare-config.js";
import {
  ceilingVariant,
  labelOf,
  requireDistinct,
  requireLabel,
  resolveMethods,
  standardMethods,
  standardReferences,
  type MethodVariant,
} from "./compare-methods.js";
import type { ComparePlan, ComparePlanSearch, CompareSetting } from "./compare-plan.js";
import { checkSearch, planTrials } from "./compare-search.js";
import { resolveSeeds } from "./compare-seeds.js";
import { attributeName } from "./data-config.js";
import { parseRunFile, readRunValue } from "./parse-config.js";
import type { RunConfig } from "./run-config.js";
import { setKey } from "./yaml-file.js";

/** What pooled predictions are told apart by beside attributes: the fold whose model gave them. */
export const foldStrata = "folds";

/** What the command line may set in place of the file's block. */
export interface CompareFlags {
  /** Names or labels. */
  readonly methods?: readonly string[] | undefined;
  /** `0..4` or `0,3,5`. */
  readonly seeds?: string | undefined;
  /** Names of settings of the file. */
  readonly settings?: readonly string[] | undefined;
  readonly claim?: string | undefined;
}

/** Keys that the comparison itself sets. */
const ownKeys = ["compare", "method", "sampling", "seed", "runtime"];

/**
 * A run file and its `compare` block as a plan of runs; a file without that block gets its defaults.
 * @throws ConfigError for what is wrong in the file or the flags, in the configuration of any run, and for: no
 * methods, an unknown method, a repeated label, setting or seed, a claim or reference that is not compared.
 */
export function parseComparePlan(
  text: string,
  source: string,
  overrides: readonly string[] = [],
  flags: CompareFlags = {},
): ComparePlan {
  const value = readRunValue(text, source, overrides);
  const { run, compare: block } = parseRunFile(value, source, overrides);
  const compare = block ?? compareConfig.parse({});
  const runConfig: ComparePlan["runConfig"] = (setting, variant, seed, changes = {}) =>
    configOf(value, source, { setting, variant, seed, changes });
  const seeds = resolveSeeds(flags.seeds ?? compare.seeds);
  const listed = resolveMethods(entriesOf(compare, run, flags), methodBlock(value));
  const settings = resolveSettings(compare, flags).map((setting) => {
    const plain = { ...setting, methods: listed };
    const configs = listed.map((variant) => runConfig(plain, variant, seeds[0] ?? 0));
    configs.forEach(checkRun);
    checkFolds(compare, configs);
    const ceiling = compare.ceiling && configs[0]?.data.plan !== "native";
    return ceiling ? { ...setting, methods: [...listed, ceilingVariant] } : plain;
  });
  const methods = listed.map(({ label }) => label);
  const claim = flags.claim ?? compare.claim;
  const references =
    compare.references ?? standardReferences.filter((label) => methods.includes(label));
  if (claim !== null) requireName("compare.claim", "not in this comparison", claim, methods);
  for (const label of references)
    requireName("compare.references", "not in this comparison", label, methods);
  const { folds } = compare;
  const plan = { settings, methods, seeds, folds, claim, references, runConfig };
  return {
    ...plan,
    resamples: compare.resamples,
    search:
      compare.search === null
        ? null
        : resolveSearch(compare.search, plan, [...listed, ...leftOut(compare, listed, value)]),
  };
}

/** @throws ConfigError where a comparison asks for folds that its runs cannot have. */
function checkFolds({ folds, search }: CompareConfig, configs: readonly RunConfig[]): void {
  if (folds === null) return;
  for (const { data } of configs) {
    if (data.dataset !== "cohort") {
      throw new ConfigError("compare.folds", "only a cohort has folds", {
        got: data.dataset,
        advice: "Leave it out, or name a cohort file that is split in folds (data.cohort).",
      });
    }
    if (data.fold !== undefined) {
      throw new ConfigError("data.fold", "compare.folds sets it", {
        advice: "Leave one of the two out.",
      });
    }
    if (data.attributes.map(attributeName).includes(foldStrata)) {
      throw new ConfigError("data.attributes", "an attribute has the name of the folds", {
        got: foldStrata,
        advice: "Give the attribute another name in the cohort file.",
      });
    }
  }
  if (search !== null) {
    throw new ConfigError("compare.search", "does not go with compare.folds", {
      advice:
        "Settings that are chosen on one fold have seen the tests of the others. Search in a comparison without folds on other subjects.",
    });
  }
}

/** Methods by flag, by the file, or the standard references and the run's own. */
function entriesOf(compare: CompareConfig, run: RunConfig, flags: CompareFlags): MethodEntry[] {
  const { methods } = compare;
  if (flags.methods !== undefined) {
    return flags.methods.map((name) => methods?.find((entry) => labelOf(entry) === name) ?? name);
  }
  return methods ?? standardMethods(run);
}

/** Methods of the file that the flag leaves out: the search may still name them. */
function leftOut(
  { methods = [] }: CompareConfig,
  listed: readonly MethodVariant[],
  value: Readonly<Record<string, unknown>>,
): MethodVariant[] {
  const labels = listed.map(({ label }) => label);
  const entries = methods.filter((entry) => !labels.includes(labelOf(entry)));
  return entries.length === 0 ? [] : resolveMethods(entries, methodBlock(value));
}

function methodBlock(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  // The schema has seen it: it is a map with a name.
  return value["method"] as Readonly<Record<string, unknown>>;
}

function resolveSettings(
  compare: CompareConfig,
  flags: CompareFlags,
): Omit<CompareSetting, "methods">[] {
  const known = compare.settings.map(({ name, ...changes }, index) => ({
    name: name ?? `setting-${index + 1}`,
    changes,
  }));
  for (const { name, changes } of known) {
    requireLabel("compare.settings", name);
    for (const key of Object.keys(changes)) {
      if (!ownKeys.includes(key.split(".")[0] ?? "")) continue;
      throw new ConfigError(`compare.settings ${name}`, "a key that a setting may not change", {
        got: key,
        advice: "Methods, sampling and seeds have lists of their own.",
      });
    }
  }
  requireDistinct(
    "compare.settings",
    known.map(({ name }) => name),
    "Give one of them another name.",
  );
  if (flags.settings === undefined) {
    return known.length > 0 ? known : [{ name: "default", changes: {} }];
  }
  requireDistinct("--settings", flags.settings, "Name each setting once.");
  const names = known.map(({ name }) => name);
  for (const name of flags.settings)
    requireName("--settings", "not in this comparison", name, names);
  return known.filter(({ name }) => flags.settings?.includes(name));
}

function configOf(
  value: Readonly<Record<string, unknown>>,
  source: string,
  run: {
    readonly setting: CompareSetting;
    readonly variant: MethodVariant;
    readonly seed: number;
    readonly changes: Readonly<Record<string, unknown>>;
  },
): RunConfig {
  const { setting, variant, seed, changes } = run;
  const own: Record<string, unknown> = structuredClone(value);
  delete own["compare"];
  own["method"] = structuredClone(variant.method);
  own["sampling"] = variant.sampling;
  own["seed"] = seed;
  for (const [key, given] of Object.entries({ ...setting.changes, ...changes })) {
    setKey(own, key, structuredClone(given));
  }
  if (variant.balanceTraining) setKey(own, "data.plan.balanceTraining", true);
  // Two processes of one thread do more than one of two.
  setKey(own, "runtime.threads", 1);
  return parseRunFile(own, `${source} (setting ${setting.name}, method ${variant.label})`).run;
}

function resolveSearch(
  search: NonNullable<CompareConfig["search"]>,
  plan: Pick<ComparePlan, "settings" | "seeds" | "runConfig">,
  known: readonly MethodVariant[],
): ComparePlanSearch {
  checkSearch(search, [...known, ceilingVariant]);
  const seed = search.seed ?? Math.max(...plan.seeds) + 1;
  const epochs = search.epochs === undefined ? {} : { "train.epochs": search.epochs };
  const resolved: ComparePlanSearch = {
    seed,
    trialsOf: (setting, variant) => {
      const { lr } = plan.runConfig(setting, variant, seed).train.optimizer;
      return planTrials(search, variant, lr, seed);
    },
    trialConfig: (setting, variant, trial) =>
      plan.runConfig(setting, variant, seed, { ...trial, ...epochs }),
  };
  for (const setting of plan.settings) {
    for (const variant of setting.methods) {
      for (const trial of resolved.trialsOf(setting, variant)) {
        checkTrial(resolved.trialConfig(setting, variant, trial));
        checkRun(plan.runConfig(setting, variant, seed, trial));
      }
    }
  }
  return resolved;
}

/** @throws ConfigError where trials could not be told apart by validation. */
function checkTrial({ train: { epochs, selection } }: RunConfig): void {
  if (selection.rule === "last") {
    throw new ConfigError("compare.search", "the rule last does not say which trial is better", {
      advice: "Choose another train.selection.rule.",
    });
  }
  if (selection.burnIn >= epochs) {
    throw new ConfigError("compare.search.epochs", "train.selection.burnIn leaves no epoch", {
      expected: `above ${selection.burnIn}`,
      got: epochs,
    });
  }
}
