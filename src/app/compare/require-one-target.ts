import { resolve } from "node:path";
import { ConfigError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import type { RunConfig } from "../../config/run-config.js";
import { readCohortFile } from "../open-cohort-file.js";

/**
 * A comparison is of one kind of target: of accuracies, or of the errors of one number.
 * @param base folder that paths of the run file start from.
 * @throws ConfigError, before anything is trained, for settings of which some learn a number and others do not, or another one,
 * for folds of a number, and for several answers of yes or no; as `readCohortFile`.
 */
export function requireOneTarget(plan: ComparePlan, base: string): void {
  const numbers = plan.settings.map((setting) => {
    const { data } = plan.runConfig(setting, at(setting.methods, 0), at(plan.seeds, 0));
    if (hasLabels(data, base)) throw noSeveralAnswers();
    return numberTarget(data, base);
  });
  const [first = null] = numbers;
  if (numbers.some((number) => number !== first)) throw mixedTargets();
  if (first !== null && plan.folds !== null) throw noFoldsOfNumber(first);
}

/** Why settings with several targets are not compared, and what to do. */
export function mixedTargets(): ConfigError {
  return new ConfigError("compare.settings", "the settings do not learn the same kind of target", {
    expected: "classes in all settings, or the same number in all",
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

function noSeveralAnswers(): ConfigError {
  return new ConfigError("compare", "does not read runs of several answers of yes or no yet", {
    expected: "a target of classes, or a number",
    advice: "Train the runs one by one; results.json has their numbers.",
  });
}

/** Is the target several answers of yes or no? */
function hasLabels(data: RunConfig["data"], base: string): boolean {
  if (data.dataset === "canvas") return true;
  return data.dataset === "cohort" && readCohortFile(resolve(base, data.cohort)).target.as === "labels"; // prettier-ignore
}

/** Name of a target that is a number; null of classes. */
function numberTarget(data: RunConfig["data"], base: string): string | null {
  if (data.dataset === "phantom") return data.target === "heart-size" ? data.target : null;
  if (data.dataset !== "cohort") return null;
  const { target } = readCohortFile(resolve(base, data.cohort));
  return target.as === "number" ? target.column : null;
}
