import { basename } from "node:path";
import { isCohortText, parseCohort } from "../../config/parse-cohort.js";
import { defaultRun, type DefaultRun } from "./default-run.js";

/**
 * The default run of a cohort file, where `text` is one: it has `tables` and no `data`. Null for anything else, faulty
 * YAML included: whoever reads it as a run file says what is wrong.
 * @throws ConfigError as `parseCohort` and `defaultRun`.
 */
export function runOfCohort(text: string, file: string): DefaultRun | null {
  return isCohortText(text) ? defaultRun(parseCohort(text, file), basename(file)) : null;
}
