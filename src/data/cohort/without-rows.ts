import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkParts } from "./check-parts.js";
import type { Cohort, CohortTarget } from "./cohort.js";

/** A row that cannot be used after all, such as one whose image cannot be read. */
export interface UnusableRow {
  /** Number of the row in the cohort. */
  readonly row: number;
  /** Without paths, ids and names: it is written into the lock. */
  readonly why: string;
}

/**
 * A cohort without some of its rows: one more step of its flow. Names of values, bins and parts stay as they were, so
 * that no other row changes.
 * @param source what messages call the rows: the first table.
 * @throws DataError where a part or a class of training has no row left, as `checkParts`; for a row that there is not.
 */
export function withoutRows(
  cohort: Cohort,
  what: string,
  unusable: readonly UnusableRow[],
  source: string,
): Cohort {
  const whyOf = new Map(unusable.map(({ row, why }) => [row, why]));
  for (const row of whyOf.keys()) {
    if (cohort.ids[row] === undefined) throw new DataError(source, "no such row", { got: row });
  }
  const kept = [...cohort.ids.keys()].filter((row) => !whyOf.has(row));
  const gone = [...whyOf.keys()].sort((left, right) => left - right);
  const pick = <T>(column: readonly T[]) => kept.map((row) => at(column, row));
  const subjects = pick(cohort.subjects);
  const target = targetOf(cohort.target, kept);
  const parts = pick(cohort.parts);
  const excluded = gone.map((row) => at(cohort.ids, row));
  const step = { what, rows: kept.length, subjects: new Set(subjects).size, excluded };
  const { onlyTest } = cohort;
  const missing = checkParts(parts, target, source, onlyTest && ["test"]);
  return {
    ids: pick(cohort.ids),
    subjects,
    images: pick(cohort.images),
    places: pick(cohort.places),
    target,
    attributes: cohort.attributes.map(({ numbers, ...attribute }) => ({
      ...attribute,
      codes: Int32Array.from(kept, (row) => at(attribute.codes, row)),
      ...(numbers === undefined
        ? {}
        : { numbers: Float64Array.from(kept, (row) => at(numbers, row)) }),
    })),
    parts,
    ...(onlyTest === undefined ? {} : { onlyTest }),
    flow: [...cohort.flow, step],
    exclusions: [
      ...cohort.exclusions,
      ...gone.map((row) => ({
        id: at(cohort.ids, row),
        subject: at(cohort.subjects, row),
        why: whyOf.get(row) ?? "",
      })),
    ],
    notes: [...new Set([...cohort.notes, ...missing])],
  };
}

function targetOf(target: CohortTarget, rows: readonly number[]): CohortTarget {
  switch (target.kind) {
    case "classes":
      return { ...target, codes: Int32Array.from(rows, (row) => at(target.codes, row)) };
    case "number":
      return {
        ...target,
        codes: Int32Array.from(rows, (row) => at(target.codes, row)),
        numbers: Float64Array.from(rows, (row) => at(target.numbers, row)),
      };
    case "labels":
      return {
        ...target,
        codes: target.codes.map((codes) => Int8Array.from(rows, (row) => at(codes, row))),
      };
  }
}
