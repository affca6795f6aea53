import { FormatError } from "../base/errors.js";

/**
 * The value of a JSON file of a run folder, which this program has written.
 * @param path what a message calls the file.
 * @throws FormatError where it is no JSON.
 */
export function parseRunJson<T>(content: string | Uint8Array, path: string): T {
  const text = typeof content === "string" ? content : new TextDecoder().decode(content);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new FormatError(path, "not JSON: the file is damaged", {
      advice: "Copy the whole run folder again, or train again into another folder.",
    });
  }
}
