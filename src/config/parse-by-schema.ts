import type { z } from "zod";
import { ConfigError } from "../base/errors.js";
import { describeIssue, type Parsed } from "./describe-issue.js";
import type { FileKind } from "./yaml-file.js";

/** `value`, which stands at a place of a file, by `schema`. @throws ConfigError with every fault. */
export function parseBySchema<T>(
  schema: z.ZodType<T>,
  value: unknown,
  place: Pick<Parsed, "prefix" | "paths">,
  source: string,
  kind: FileKind,
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) =>
    describeIssue(issue, { schema, value, ...place }),
  );
  throw new ConfigError(source, faults.join("; "), { advice: kind.keys });
}

/** The value, with everything below it, can no longer be changed. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
