import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import type { StringTable } from "../tables/string-table.js";
import { createGroupFinder } from "./one-group.js";
import { rowPaths } from "./row-paths.js";
import type { CohortSpec } from "./spec.js";

/** Who and what each row of the table is, before any row is left out. */
export interface RowIdentities {
  /** Unique. */
  readonly ids: readonly string[];
  /** "" where the table does not say. */
  readonly subjects: readonly string[];
  /** Normal paths; "" where the table does not say. */
  readonly images: readonly string[];
}

/**
 * Ids, subjects and image paths of all rows of a table.
 *
 * Without `id` the image path is the id; a row without one is called by its place until a filter takes it.
 * @throws ConfigError for a column that is not there, both or none of `images.column` and `images.pattern`, no
 * `subject`, and patterns that are not legal.
 * @throws DataError with the row for an empty id, an id twice, and a path as `normaliseImagePath`.
 */
export function identifyRows(
  spec: Pick<CohortSpec, "id" | "images" | "subject">,
  table: StringTable,
): RowIdentities {
  const images = rowPaths(spec.images, "images", table);
  const ids =
    spec.id === undefined
      ? images.map((path, row) => (path === "" ? table.place(row) : path))
      : table.column(spec.id, "id");
  refuseUnclear(ids, spec.id ?? "image path", table);
  return { ids, images, subjects: subjectsOf(spec.subject, ids, table) };
}

/**
 * Every one of these rows has an image and a subject, and no image belongs to two subjects.
 * @param rows of the table.
 * @returns what a person should know: images that several rows have.
 * @throws DataError with the row.
 */
export function requireIdentities(
  { images, subjects }: RowIdentities,
  rows: Int32Array,
  table: StringTable,
): string[] {
  const rowOf = new Map<string, number>();
  let again = 0;
  for (const row of rows) {
    const advice = "Fill the cell, or leave such rows out by a filter.";
    const image = at(images, row);
    if (image === "") throw new DataError(table.place(row), "no image path", { advice });
    if (at(subjects, row) === "") throw new DataError(table.place(row), "no subject", { advice });
    const before = rowOf.get(image);
    if (before === undefined) {
      rowOf.set(image, row);
      continue;
    }
    again += 1;
    if (at(subjects, before) !== at(subjects, row)) {
      throw new DataError(table.place(row), "an image of two subjects", {
        got: image,
        first: table.place(before),
        advice: "It would be learnt and tested: correct the subject or the path of one row.",
      });
    }
  }
  return again === 0 ? [] : [`${again} rows have an image that an earlier row has too`];
}

function subjectsOf(
  subject: CohortSpec["subject"],
  ids: readonly string[],
  table: StringTable,
): readonly string[] {
  if (subject === undefined) {
    throw new ConfigError("subject", "is missing, and rows of one person must stay in one part", {
      expected: "a column, {pattern, of} or none",
      advice: "Say `subject: none` where every row is a person of its own.",
    });
  }
  if (subject === "none") return ids;
  if (typeof subject === "string") return table.column(subject, "subject");
  const find = createGroupFinder(subject.pattern, "subject.pattern");
  return table.column(subject.of, "subject.of").map((cell) => find(cell) ?? "");
}

function refuseUnclear(ids: readonly string[], what: string, table: StringTable): void {
  const rowOf = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    if (id === "") {
      throw new DataError(table.place(row), `column ${what} is empty`, {
        advice: "Every row needs an id: fill the cell, or leave `id` out to use the image path.",
      });
    }
    const before = rowOf.get(id);
    if (before !== undefined) {
      throw new DataError(table.place(row), "an id twice", {
        got: id,
        from: what,
        first: table.place(before),
        advice: "The first table has one row an image: name a column with distinct values as `id`.",
      });
    }
    rowOf.set(id, row);
  }
}
