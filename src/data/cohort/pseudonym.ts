import { createHmac } from "node:crypto";
import { ConfigError, DataError } from "../../base/errors.js";

/** What a name stands for: two kinds with one value have different pseudonyms. */
export type PseudonymKind = "id" | "subject";

/** Gives names that do not say whose they are. */
export interface Pseudonyms {
  /** 16 hexadecimal digits; the same key, kind and value always have the same. */
  of(kind: PseudonymKind, value: string): string;
}

/** Bytes that a key must have at least: 128 bits cannot be searched. */
const shortestKey = 16;

/**
 * Pseudonyms by key: the first 64 bits of HMAC-SHA256(key, kind + U+0000 + value), value in UTF-8. Who does not have
 * the key cannot check a guess, so the key must be as secret as the ids and must not be written into a run.
 *
 * Two values with one pseudonym (chance n²/2⁶⁵: 2·10⁻⁹ for 300,000) are found, and are an error.
 * @throws ConfigError for a key below 16 bytes. `of` throws DataError for a collision.
 */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  if (key.length < shortestKey) {
    throw new ConfigError("pseudonyms", "the key is too short", {
      expected: `at least ${shortestKey} bytes`,
      got: key.length,
    });
  }
  const known = new Map<string, string>();
  const meanings = new Map<string, string>();
  return {
    of(kind, value) {
      const meaning = `${kind}\u0000${value}`;
      let pseudonym = known.get(meaning);
      if (pseudonym === undefined) {
        pseudonym = createHmac("sha256", key).update(meaning).digest("hex").slice(0, 16);
        claimPseudonym(meanings, pseudonym, meaning);
        known.set(meaning, pseudonym);
      }
      return pseudonym;
    },
  };
}

/**
 * Remember what a pseudonym stands for.
 * @throws DataError where it stands for something else already; the message names neither.
 */
export function claimPseudonym(
  meanings: Map<string, string>,
  pseudonym: string,
  meaning: string,
): void {
  const before = meanings.get(pseudonym);
  if (before !== undefined && before !== meaning) {
    throw new DataError("pseudonyms", "two values have one pseudonym", {
      got: pseudonym,
      advice: "Use another key.",
    });
  }
  meanings.set(pseudonym, meaning);
}
