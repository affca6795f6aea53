import { at } from "../../base/ndarray.js";
import type { ScanColumn } from "../../evaluation/scan/scan-column.js";

/** Rows to be shown of a column. */
export interface ChosenRows {
  readonly title: string;
  /** Of a value: rows that have it. */
  readonly n: number | null;
  readonly rows: readonly number[];
}

const shownRows = 6;
const shownValues = 8;

/**
 * Rows that show what a column is: of numbers those with the six lowest and the six highest, of values six of each of the eight most frequent,
 * spread evenly over its rows. Of a subject one row in each. Values with fewer than `smallest` rows, or fewer subjects than that, have none.
 */
export function chooseRows(
  column: ScanColumn,
  subjects: readonly string[],
  smallest: number,
): ChosenRows[] {
  return column.kind === "numbers"
    ? extremes(column.numbers, subjects)
    : ofValues(column.codes, column.valueNames, subjects, smallest);
}

function extremes(numbers: ArrayLike<number>, subjects: readonly string[]): ChosenRows[] {
  const order = [...subjects.keys()]
    .filter((row) => !Number.isNaN(numbers[row]))
    .sort((left, right) => at(numbers, left) - at(numbers, right));
  const lowest = firstOfSubjects(order, subjects);
  const highest = firstOfSubjects(order.toReversed(), subjects).toReversed();
  return [
    { title: "lowest", n: null, rows: lowest },
    { title: "highest", n: null, rows: highest },
  ];
}

function firstOfSubjects(order: readonly number[], subjects: readonly string[]): number[] {
  const chosen: number[] = [];
  const seen = new Set<string>();
  for (const row of order) {
    if (chosen.length === shownRows) break;
    const subject = at(subjects, row);
    if (seen.has(subject)) continue;
    seen.add(subject);
    chosen.push(row);
  }
  return chosen;
}

function ofValues(
  codes: ArrayLike<number>,
  valueNames: readonly string[],
  subjects: readonly string[],
  smallest: number,
): ChosenRows[] {
  const rowsOf = valueNames.map((): number[] => []);
  for (let row = 0; row < codes.length; row++) rowsOf[at(codes, row)]?.push(row);
  return [...valueNames.keys()]
    .sort((left, right) => at(rowsOf, right).length - at(rowsOf, left).length)
    .slice(0, shownValues)
    .flatMap((value): ChosenRows[] => {
      const rows = at(rowsOf, value);
      const different = new Set(rows.map((row) => at(subjects, row)));
      if (different.size < Math.max(1, smallest)) return [];
      const step = Math.max(1, Math.floor(rows.length / (2 * shownRows)));
      const spread = [...rows.filter((_, place) => place % step === 0), ...rows];
      return [
        {
          ...{ title: at(valueNames, value), n: rows.length },
          rows: firstOfSubjects(spread, subjects),
        },
      ];
    });
}
