import type { z } from "zod";
import { ConfigError } from "../base/errors.js";
import { describeIssue, meantIssues, type Parsed } from "./describe-issue.js";
import { partIssues } from "./override-faults.js";
import { commandLine, type FileKind } from "./yaml-file.js";

/** Where a value comes from. */
export interface ValueSource {
  /** File name, for messages. */
  readonly file: string;
  readonly kind: FileKind;
  /** `key.sub=value` that were set in what the file says. */
  readonly overrides: readonly string[];
}

/**
 * `value`, which stands at a place of a file, by `schema`.
 * @throws ConfigError with every fault: those of the file by its name, those that overrides made by the command line.
 */
export function parseBySchema<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: Pick<Parsed, "prefix" | "paths">,
  { file, kind, overrides }: ValueSource,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const wordsOf = (issues: readonly z.core.$ZodIssue[]) =>
    issues.flatMap((issue) => describeIssue(issue, { schema, value, ...place })).join("; ");
  const { ofFile, ofOverrides } = partIssues(
    parsed.error.issues.flatMap(meantIssues),
    place.prefix,
    overrides,
  );
  const [own, set] = [wordsOf(ofFile), wordsOf(ofOverrides)];
  const advice = kind.keys;
  if (own === "") throw new ConfigError(commandLine, set, { advice });
  throw new ConfigError(file, set === "" ? own : `${own}; ${commandLine}: ${set}`, { advice });
}

/** The value, with everything below it, can no longer be changed. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
