import { readFileSync } from "node:fs";
import { ConfigError } from "../base/errors.js";

/** Text of a run file. @throws ConfigError where it cannot be read. */
export function readRunFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(file, "the run file cannot be read", {
      got: (error as NodeJS.ErrnoException).code ?? "unknown error",
      advice: "examples/ has run files to start from.",
    });
  }
}
