import { ConfigError } from "../../base/errors.js";

/** What the group of a regular expression finds in a text; null where the expression does not match. */
export type GroupFinder = (text: string) => string | null;

/**
 * A regular expression with exactly one group, named or not; it may match anywhere in the text, and letters are
 * Unicode (flag `u`). A group that takes part in no match finds "".
 * @param key of the configuration, for messages.
 * @throws ConfigError for what is no regular expression, or has no group or several.
 */
export function createGroupFinder(pattern: string, key: string): GroupFinder {
  const advice = "Put brackets around the part that is wanted, as in `site-([A-Z]+)/`.";
  let expression: RegExp;
  let groups: number;
  try {
    expression = new RegExp(pattern, "u");
    // An alternative that matches anything shows how many groups there are.
    groups = (new RegExp(`${pattern}|`, "u").exec("")?.length ?? 1) - 1;
  } catch (error) {
    throw new ConfigError(key, "not a regular expression", {
      got: error instanceof Error ? error.message : String(error),
    });
  }
  if (groups !== 1) {
    throw new ConfigError(key, "number of groups of the regular expression", {
      expected: 1,
      got: groups,
      pattern,
      advice: `${advice} Groups that are only for the expression are written (?:…).`,
    });
  }
  return (text) => {
    const found = expression.exec(text);
    return found === null ? null : (found[1] ?? "");
  };
}
