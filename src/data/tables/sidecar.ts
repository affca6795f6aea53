import { DataError, FormatError } from "../../base/errors.js";
import { canonicalValue } from "./cell-value.js";
import type { ValueNames } from "./string-table.js";

/**
 * Names of values from a BIDS sidecar of a table, by column: `{"sex": {"Levels": {"M": "male", "F": "female"}}}`.
 * A level is a text, or an object with `Description` as newer versions have it. Columns without `Levels` are
 * passed over.
 * @param source file name, for messages.
 * @throws FormatError for text that is not a JSON object, or `Levels` that are not names.
 * @throws DataError where two levels have one name: they could not be told apart.
 * @source BIDS 1.10, "Tabular files".
 */
export function parseSidecarLevels(text: string, source: string): ReadonlyMap<string, ValueNames> {
  const found = new Map<string, ValueNames>();
  for (const [column, description] of Object.entries(parseJsonObject(text, source))) {
    const levels = isObject(description) ? description["Levels"] : undefined;
    if (levels === undefined) continue;
    found.set(column, levelNames(levels, `${source}, ${column}.Levels`));
  }
  return found;
}

/** The object that a JSON file holds. @throws FormatError for anything else. */
export function parseJsonObject(text: string, source: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new FormatError(source, "not a JSON file", { got: String(error) });
  }
  if (isObject(value)) return value;
  throw new FormatError(source, "a sidecar is an object of fields", {
    got: Array.isArray(value) ? "a list" : "a single value",
  });
}

function levelNames(levels: unknown, where: string): ValueNames {
  if (!isObject(levels)) throw new FormatError(where, "not an object of values and their names");
  const names = new Map<string, string>();
  for (const [value, level] of Object.entries(levels)) {
    const name = isObject(level) ? level["Description"] : level;
    if (typeof name !== "string" || name.trim() === "") {
      throw new FormatError(where, "a level has no name", {
        got: value,
        advice: "Give a text, or an object with Description.",
      });
    }
    names.set(canonicalValue(value), name.trim());
  }
  if (new Set(names.values()).size < names.size) {
    throw new DataError(where, "two levels have one name", { got: [...names.values()] });
  }
  return names;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
