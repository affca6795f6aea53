import { cohortConfig, type CohortConfig } from "./cohort-config.js";
import { deepFreeze, parseBySchema } from "./parse-by-schema.js";
import { pathsOf } from "./schema-walk.js";
import { applyOverride, readYamlMap, type FileKind } from "./yaml-file.js";

const cohortFileKind: FileKind = {
  name: "a cohort file",
  start: "docs/cohort.md has cohort files to start from.",
  keys: "docs/cohort.md has examples, docs/configuration.md every key.",
};

/**
 * A cohort file: YAML, then `key.sub=value` overrides, then the schema; the result is frozen. What shows only with the
 * tables is found by `readCohort`.
 * @param source file name, for messages.
 * @throws ConfigError with every fault: key, what is wrong, the nearest legal name of an unknown key.
 */
export function parseCohort(
  text: string,
  source: string,
  overrides: readonly string[] = [],
): CohortConfig {
  const value = readYamlMap(text, source, cohortFileKind);
  for (const override of overrides) applyOverride(value, override);
  nameSplitKind(value);
  const paths = pathsOf(cohortConfig, value);
  const from = { file: source, kind: cohortFileKind, overrides };
  return deepFreeze(parseBySchema(cohortConfig, value, { prefix: [], paths }, from));
}

/** `split: { column: … }` needs no `kind`: the key says which it is. */
function nameSplitKind({ split }: Record<string, unknown>): void {
  if (typeof split !== "object" || split === null || Object.hasOwn(split, "kind")) return;
  if (Object.hasOwn(split, "column")) Object.assign(split, { kind: "column" });
}

/** Is this the text of a cohort file, and not of a run file: does it have the key `tables`? */
export function isCohortText(text: string): boolean {
  try {
    return Object.hasOwn(readYamlMap(text, "", cohortFileKind), "tables");
  } catch {
    return false;
  }
}
