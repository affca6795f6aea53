import type { z } from "zod";

/** Dotted path of an override `a.b=value`, as keys. */
export function overridePath(override: string): string[] {
  return override.slice(0, override.indexOf("=")).split(".");
}

/** What says which variant of the block at `path` is meant: with another one the keys that stay are unknown. */
function variantKeys(path: readonly string[]): string[][] {
  const own = ["name", "dataset", "as", "kind"].map((key) => [...path, key]);
  return path.at(-1) === "options" ? [...own, [...path.slice(0, -1), "encoder"]] : own;
}

/**
 * Faults of a file that overrides were set in, apart: those of the file, and those that an override made. An issue of several unknown keys is
 * parted by key.
 * @param prefix where the parsed value stands in the file.
 */
export function partIssues(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly string[],
  overrides: readonly string[],
): { readonly ofFile: z.core.$ZodIssue[]; readonly ofOverrides: z.core.$ZodIssue[] } {
  const set = overrides.map(overridePath);
  const ofFile: z.core.$ZodIssue[] = [];
  const ofOverrides: z.core.$ZodIssue[] = [];
  for (const issue of issues) {
    const path = [...prefix, ...issue.path.map(String)];
    if (issue.code !== "unrecognized_keys") {
      (set.some((own) => isMadeBy(own, path, issue)) ? ofOverrides : ofFile).push(issue);
      continue;
    }
    const isMade = (key: string) =>
      set.some((own) => startsWith(own, [...path, key]) || startsWith([...path, key], own));
    const hasVariant = set.some((own) => variantKeys(path).some((key) => isSame(own, key)));
    const made = issue.keys.filter((key) => hasVariant || isMade(key));
    const others = issue.keys.filter((key) => !made.includes(key));
    if (made.length > 0) ofOverrides.push({ ...issue, keys: made });
    if (others.length > 0) ofFile.push({ ...issue, keys: others });
  }
  return { ofFile, ofOverrides };
}

/** At or below what was set; or above it, where that made a map of what is none (`seed.x=1`). */
function isMadeBy(
  own: readonly string[],
  path: readonly string[],
  { code }: z.core.$ZodIssue,
): boolean {
  return startsWith(path, own) || (code === "invalid_type" && startsWith(own, path));
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((key, index) => path[index] === key);
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && startsWith(left, right);
}
