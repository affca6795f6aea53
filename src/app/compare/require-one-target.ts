import { resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import type { RunConfig } from "../../config/run-config.js";
import { readCohortFile } from "../open-cohort-file.js";

/**
 * A comparison is of one kind of target: of accuracies, of the errors of one number, or of the same answers of yes or no.
 * @param base folder that paths of the run file start from.
 * @throws ConfigError, before anything is trained, for settings of which some learn another kind of target or another number,
 * and for folds of a number; as `readCohortFile`.
 */
export function requireOneTarget(plan: ComparePlan, base: string): void {
  const targets = plan.settings.map((setting) => {
    const { data } = plan.runConfig(setting, at(setting.methods, 0), at(plan.seeds, 0));
    return { number: numberTarget(data, base), hasLabels: hasLabels(data, base) };
  });
  const first = at(targets, 0);
  if (targets.some((own) => JSON.stringify(own) !== JSON.stringify(first))) throw mixedTargets();
  if (first.number !== null && plan.folds !== null) throw noFoldsOfNumber(first.number);
}

/** Why settings with several targets are not compared, and what to do. */
export function mixedTargets(): ConfigError {
  return new ConfigError("compare.settings", "the settings do not learn the same kind of target", {
    expected: "classes in all settings, the same number in all, or the same labels in all",
    advice: "Compare them one after the other with --settings and an --out each.",
  });
}

/** Why folds of a number are not compared, and what to do. */
export function noFoldsOfNumber(target: string): ConfigError {
  return new ConfigError("compare.folds", "pools what folds say of classes, not of a number", {
    got: `target ${target}, a number`,
    advice:
      "Leave compare.folds out: each method and seed is then one run on the cohort file's own split or fold.",
  });
}

/** Is the target several answers of yes or no? */
function hasLabels(data: RunConfig["data"], base: string): boolean {
  if (data.dataset === "canvas") return true;
  if (data.dataset !== "cohort") return false;
  return readCohortFile(resolve(base, data.cohort)).target.as === "labels";
}

/** Name of a target that is a number; null of classes. */
function numberTarget(data: RunConfig["data"], base: string): string | null {
  if (data.dataset === "phantom") return data.target === "heart-size" ? data.target : null;
  if (data.dataset !== "cohort") return null;
  const { target } = readCohortFile(resolve(base, data.cohort));
  return target.as === "number" ? target.column : null;
}
