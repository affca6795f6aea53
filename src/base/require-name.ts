import { ConfigError, didYouMean } from "./errors.js";

/**
 * A name that must be one of those that are known.
 * @param where key or option that asks for it. @param what is wrong where it is none of them, such as "unknown name".
 * @throws ConfigError with the legal names and the nearest.
 */
export function requireName(
  where: string,
  what: string,
  name: string,
  names: readonly string[],
): void {
  if (names.includes(name)) return;
  throw new ConfigError(where, what, {
    expected: names.length === 0 ? "none" : names.join(" | "),
    got: name,
    ...didYouMean(name, names),
  });
}
