import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runOfCohort } from "../app/init/run-of-cohort.js";
import { ConfigError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import type { CliContext } from "./context.js";

/**
 * Text of a run file. A cohort file stands for its default run, which is said.
 * @throws ConfigError where it cannot be read, or is a cohort file with faults.
 */
export function readRunFile({ terminal }: Pick<CliContext, "terminal">, file: string): string {
  const text = readFileText(file);
  const run = runOfCohort(text, file);
  if (run === null) return text;
  const without = run.leftOut.length > 0 ? `, without ${run.leftOut.join(", ")}` : "";
  const beside = join(dirname(file), "train.yml");
  const other = existsSync(beside) ? `; ${beside} is not read, train that for its settings` : "";
  terminal.write(`${file}: a cohort file; default settings${without}${other}\n`);
  return run.text;
}

/** Text of a run file or a cohort file as it is. @throws ConfigError where it cannot be read. */
export function readFileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const got = fileErrorCode(error);
    const start = "examples/ has run files to start from.";
    throw new ConfigError(file, "the run file cannot be read", {
      got,
      advice: got === "EISDIR" ? `It is a folder; give a YAML file: ${start}` : start,
    });
  }
}
