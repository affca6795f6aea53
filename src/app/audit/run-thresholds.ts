import type { AnyRunResults } from "../../evaluation/any-results.js";
import { isLabelsRun } from "../../evaluation/labels/labels-results.js";
import { readRunJson } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";
import type { AuditChoice } from "./audit-input-of.js";

/**
 * The thresholds that a run of several labels has chosen, those of its own report; of a label that it could choose none for there is none. No key for a run of
 * another target.
 * @throws FormatError where the run has no `results.json`.
 */
export function runThresholds(folder: string): Pick<AuditChoice, "thresholds"> {
  const results = readRunJson<AnyRunResults>(folder, runFolderNames.results);
  if (!isLabelsRun(results) || "reason" in results.thresholds) return {};
  const chosen = results.thresholds.filter(({ f1 }) => typeof f1 === "number");
  return { thresholds: new Map(chosen.map(({ name, threshold }) => [name, threshold])) };
}
