import { readFileSync } from "node:fs";
import { ConfigError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";

/** Text of a run file. @throws ConfigError where it cannot be read. */
export function readRunFile(file: string): string {
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
