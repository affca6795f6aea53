import type { Terminal } from "./progress-bar.js";

/** The outside world of a command. */
export interface CliContext {
  /** Standard error: progress and messages. */
  readonly terminal: Terminal;
  /** Standard output: results. */
  print(text: string): void;
  /** Set the exit code. */
  exit(code: number): void;
}
