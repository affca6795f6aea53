import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { ComparePlan, CompareSetting } from "../../config/compare-plan.js";
import { comparedDataName } from "./compared-data.js";
import { differingKey, requirePlace } from "../check-run-folder.js";
import { makeRunFolder, openRunFolder, readIfThere } from "../run-folder.js";

/** Files of a comparison beside its run folders. */
export const comparisonFileNames = {
  /** What is compared, resolved. */
  definition: "compare.yml",
  json: "comparison.json",
  markdown: "comparison.md",
  html: "comparison.html",
  /** Training times: the only clock values. */
  timing: "timing.json",
} as const;

/**
 * What is compared, as YAML with every default filled in: seeds, claim and search, then for each setting the run
 * file and its methods. Without `runtime`: the same for every shard and on every machine.
 */
export function describePlan(plan: ComparePlan): string {
  const { seeds, folds, claim, references, resamples, search } = plan;
  const bySetting = (describe: (setting: CompareSetting) => Record<string, unknown>) =>
    Object.fromEntries(plan.settings.map((setting) => [setting.name, describe(setting)]));
  const definition = {
    seeds,
    // Comparisons of before there were folds go on.
    ...(folds === null ? {} : { folds }),
    claim,
    references,
    resamples,
    settings: bySetting((setting) => describeSetting(plan, setting)),
    search: search && {
      seed: search.seed,
      trials: bySetting((setting) =>
        Object.fromEntries(
          setting.methods.map((variant) => [variant.label, search.trialsOf(setting, variant)]),
        ),
      ),
    },
  };
  return stringify(definition, { aliasDuplicateObjects: false });
}

function describeSetting(plan: ComparePlan, setting: CompareSetting): Record<string, unknown> {
  const configs = setting.methods.map((variant) =>
    plan.runConfig(setting, variant, at(plan.seeds, 0)),
  );
  const { data, model, train } = at(configs, 0);
  const methods = setting.methods.map(({ label, balanceTraining }, index) => {
    const { method, sampling } = at(configs, index);
    return [label, { ...method, sampling, ...(balanceTraining ? { balanceTraining } : {}) }];
  });
  return { data, model, train, methods: Object.fromEntries(methods) as Record<string, unknown> };
}

/**
 * Is this folder free for a comparison, or does it hold the one to go on with? With `resume` its definition may differ,
 * as long as the claim stays; its runs are checked one by one.
 * @throws ConfigError where the folder holds something else, or another comparison: names the key that differs.
 */
export function checkComparisonFolder(out: string, definition: string, resume: boolean): void {
  requirePlace(out);
  const path = join(out, comparisonFileNames.definition);
  const stored = readIfThere(path);
  if (stored === null && existsSync(out) && readdirSync(out).some((name) => !isOurs(name))) {
    throw new ConfigError("--out", "the folder holds other files", {
      got: out,
      advice: "Choose another folder.",
    });
  }
  if (stored !== null) {
    const known = parse(new TextDecoder().decode(stored)) as { readonly claim: string | null };
    const asked = parse(definition) as { readonly claim: string | null };
    const different = differingKey(known, asked, "")?.replace(/(\.\d+)+$/, "") ?? null;
    if (resume && known.claim !== null && known.claim !== asked.claim) {
      throw new ConfigError("--resume", "the claim was made before the runs and stays", {
        expected: known.claim,
        got: asked.claim ?? "none",
        advice: "Choose another --out for another claim.",
      });
    }
    if (different !== null && !resume) {
      throw new ConfigError("--out", `the comparison in this folder has another ${different}`, {
        folder: out,
        advice: `Restore that key, choose another folder, or change the comparison by --resume. Its own settings are in ${path}.`,
      });
    }
  }
}

/** Make the folder and say in it what is compared. @throws StorageError */
export function writeDefinition(out: string, definition: string): void {
  makeRunFolder(out);
  openRunFolder(out).replace(comparisonFileNames.definition, definition);
}

/** What shards of this comparison, copied together, may have left before its definition came. */
function isOurs(name: string): boolean {
  return ["cells", "trials", comparedDataName].includes(name) || name.endsWith(".tmp");
}
