import { resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import type { RunConfig } from "../../config/run-config.js";
import { at } from "../../base/ndarray.js";
import { readCohortFile } from "../open-cohort-file.js";

/**
 * A comparison is of accuracies: tables, intervals and the claim are made of them.
 * @param base folder that paths of the run file start from.
 * @throws ConfigError for a setting whose target is a number, before anything is trained; as `readCohortFile`.
 */
export function requireClasses(plan: ComparePlan, base: string): void {
  for (const setting of plan.settings) {
    const { data } = plan.runConfig(setting, at(setting.methods, 0), at(plan.seeds, 0));
    const number = numberTarget(data, base);
    if (number === null) continue;
    throw new ConfigError("compare", "compares accuracies of classes, not errors of a number", {
      got: `target ${number}, a number`,
      advice:
        "Train each method and seed by `unconfound train` and read results.json, or make classes of it: as: classes with bins.",
    });
  }
}

/** Name of a target that is a number; null of classes. */
function numberTarget(data: RunConfig["data"], base: string): string | null {
  if (data.dataset === "phantom") return data.target === "heart-size" ? data.target : null;
  if (data.dataset !== "cohort") return null;
  const { target } = readCohortFile(resolve(base, data.cohort));
  return target.as === "number" ? target.column : null;
}
