import { DataError } from "../../../base/errors.js";
import { joinArrays } from "../../../base/join-arrays.js";
import { at } from "../../../base/ndarray.js";
import type { PredictedRows } from "../../../evaluation/predictions.js";
import type { AnyPredictions } from "../audit-input-of.js";

/**
 * Predictions of several files as those of one, one file's rows after another's.
 * @param where names the files in errors. @param tables at least one.
 * @throws DataError where they are not of one target and the same attributes.
 */
export function joinPredictions(where: string, tables: readonly AnyPredictions[]): AnyPredictions {
  const first = at(tables, 0);
  for (const table of tables) requireAlike(where, first, table);
  switch (first.kind) {
    case "classes": {
      const own = tables.flatMap((one) => (one.kind === "classes" ? [one.table] : []));
      const { classNames } = first.table;
      const label = joinArrays(
        Int32Array,
        own.map((table) => table.label),
      );
      const probabilities = joinNumbers(own.map((table) => table.probabilities));
      return { kind: "classes", table: { ...joinRows(own), classNames, label, probabilities } };
    }
    case "labels": {
      const own = tables.flatMap((one) => (one.kind === "labels" ? [one.table] : []));
      const { labelNames } = first.table;
      const answers = joinArrays(
        Int32Array,
        own.map((table) => table.answers),
      );
      const probabilities = joinNumbers(own.map((table) => table.probabilities));
      return { kind: "labels", table: { ...joinRows(own), labelNames, answers, probabilities } };
    }
    case "number": {
      const own = tables.flatMap((one) => (one.kind === "number" ? [one.table] : []));
      return {
        kind: "number",
        table: {
          ...joinRows(own),
          labels: joinNumbers(own.map(({ labels }) => labels)),
          predictions: allOrNull(
            own.map(({ predictions }) => predictions),
            joinNumbers,
          ),
          bins: allOrNull(own.map(({ bins }) => bins), (parts) => parts.flat()), // prettier-ignore
        },
      };
    }
  }
}

const joinNumbers = (parts: readonly Float64Array[]) => joinArrays(Float64Array, parts);

function joinRows(tables: readonly PredictedRows[]): PredictedRows {
  const { attributes, numbers } = at(tables, 0);
  const numbered = numbers?.map(({ name }, place) => {
    const own = tables.flatMap((table) => table.numbers?.[place] ?? []);
    return {
      name,
      values: joinNumbers(own.map(({ values }) => values)),
      predictions: allOrNull(own.map(({ predictions }) => predictions), joinNumbers), // prettier-ignore
    };
  });
  return {
    split: tables.flatMap(({ split }) => split),
    id: tables.flatMap(({ id }) => id),
    subject: tables.flatMap(({ subject }) => subject),
    attributes: attributes.map(({ name }, place) => ({
      name,
      values: tables.flatMap((table) => at(table.attributes, place).values),
    })),
    ...(numbered === undefined ? {} : { numbers: numbered }),
  };
}

/** Null where one of them is. */
function allOrNull<Part, Joined>(
  parts: readonly (Part | null)[],
  join: (known: readonly Part[]) => Joined,
): Joined | null {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? join(known) : null;
}

function requireAlike(where: string, first: AnyPredictions, other: AnyPredictions): void {
  const [expected, got] = [columnsOf(first), columnsOf(other)];
  if (expected === got) return;
  throw new DataError(where, "predictions of other targets or attributes", {
    ...{ expected, got },
    advice: "The runs do not belong together: delete them, and run the comparison again.",
  });
}

function columnsOf({ kind, table }: AnyPredictions): string {
  const names = (columns: readonly { readonly name: string }[] = []) =>
    columns.map(({ name }) => name);
  const target =
    kind === "classes" ? table.classNames : kind === "labels" ? table.labelNames : ["a number"];
  return [...target, ...names(table.attributes), ...names(table.numbers)].join(", ");
}
