import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { pickRows } from "../../base/pick-rows.js";
import { openImages, type SetImages } from "../../data/batch.js";
import type { DataSet, Factor, LabelFactor, PoolTable } from "../../data/dataset.js";
import type { RunAttribute, RunFactors } from "../../training/validate.js";
import { externalAnswers } from "./external-answers.js";

/** Name of the split of another cohort's rows. */
export const externalName = "external";

/** The rows of another cohort in the words of a run. */
export interface ExternalSet {
  readonly images: SetImages;
  /** Rows that are left out because their label is masked; of several labels all of those that the run has. */
  readonly masked: number;
  /** Classes of the run that no row has; labels of the run that the cohort does not have, or whose answers no row has. */
  readonly absentClasses: readonly string[];
  /** Attributes of the run that the cohort does not have; missing for all rows. */
  readonly absentAttributes: readonly string[];
}

/**
 * All labelled rows of a cohort as one test of a run. Classes and values are matched by name and numbered as the run
 * numbers them; attributes that the run does not have are not used. Several labels are matched by name too, each row with an answer to one of them is
 * there, and its other answers are not known.
 * @param read attributes that the model must be told of each row.
 * @throws DataError for rows of a class, or with a value of an attribute, that the run does not know; for no row with a
 * label; where an attribute is not there that the model must be told; as `externalAnswers`.
 */
export function externalSet(
  dataset: DataSet,
  { label, attributes }: RunFactors,
  read: readonly string[],
): ExternalSet {
  const table = dataset.pools.test ?? dataset.pools.train;
  const { labels, ofRows } = labelColumns(table, dataset.label, label);
  const rows = Int32Array.from([...labels.keys()].filter((row) => at(labels, row) >= 0));
  if (rows.length === 0) {
    throw new DataError("cohort", "no row has a label", { rows: labels.length });
  }
  const own = new Map(dataset.attributes.map((factor) => [factor.name, factor]));
  const absentAttributes = attributes.map(({ name }) => name).filter((name) => !own.has(name));
  requireRead(read, absentAttributes);
  const columns = attributes.map((attribute) => {
    const factor = own.get(attribute.name);
    if (factor === undefined) return rows.map(() => -1);
    const { name } = attribute;
    const column = table.attributes[name] ?? new Int32Array();
    const codes = inRunNumbers(column, factor, attribute, `attribute ${name}`, "a value");
    return rows.map((row) => at(codes, row));
  });
  const set = { name: externalName, pool: "test", rows } as const;
  const picked = rows.map((row) => at(labels, row));
  const { answers, absent } = ofRows(rows);
  const bare = openImages(dataset, [], { ...set, label: picked, attributes: [] });
  return {
    images: {
      ...bare,
      ...answers,
      set: { ...set, label: picked, attributes: columns },
      numbers: attributes.map((attribute) => numbersOf(attribute, table, rows)),
    },
    masked: labels.length - rows.length,
    absentClasses: absent,
    absentAttributes,
  };
}

/** The label of each row of a table as the run has it. */
interface LabelColumns {
  /** -1 where it is masked; of several labels 0 where one answer or more is known. */
  readonly labels: Int32Array;
  readonly ofRows: (rows: Int32Array) => {
    /** Of one label nothing. */
    readonly answers: Pick<SetImages, "labelAnswers">;
    /** Classes of the run that these rows do not have, or labels without a known answer. */
    readonly absent: readonly string[];
  };
}

function labelColumns(table: PoolTable, own: LabelFactor, run: LabelFactor): LabelColumns {
  const { labels: names } = run;
  if (names === undefined) {
    const labels = inRunNumbers(table.label, own, run, "target", "a class");
    const absentIn = (rows: Int32Array) => {
      const present = new Set(rows.map((row) => at(labels, row)));
      return run.valueNames.filter((_, code) => !present.has(code));
    };
    return { labels, ofRows: (rows) => ({ answers: {}, absent: absentIn(rows) }) };
  }
  const all = externalAnswers(table, own, run);
  const width = names.length;
  const isKnown = (row: number, label: number) => at(all, row * width + label) >= 0;
  return {
    labels: table.label.map((_, row) => (names.some((__, label) => isKnown(row, label)) ? 0 : -1)),
    ofRows: (rows) => ({
      answers: { labelAnswers: Int32Array.from(pickRows(all, width, rows)) },
      absent: names.filter((_, label) => !rows.some((row) => isKnown(row, label))),
    }),
  };
}

/** A column in the numbers that the run has for the names; -1 stays. */
function inRunNumbers(
  column: Int32Array,
  { valueNames }: Factor,
  run: Factor,
  where: string,
  what: string,
): Int32Array {
  const numbers = valueNames.map((name) => run.valueNames.indexOf(name));
  const unknown = valueNames.flatMap((name, code) => {
    const rows = numbers[code] === -1 ? column.filter((found) => found === code).length : 0;
    return rows === 0 ? [] : [`${name} (${rows} ${rows === 1 ? "row" : "rows"})`];
  });
  if (unknown.length > 0) {
    throw new DataError(where, `${what} that the run does not know`, {
      expected: run.valueNames.join(", "),
      got: unknown.join(", "),
      advice:
        what === "a class"
          ? "Name it as the run does by target.values, or leave its rows out by a filter."
          : 'Name it as the run does by values of the attribute, or make it missing: "" as its name.',
    });
  }
  return column.map((code) => (code < 0 ? -1 : at(numbers, code)));
}

/** Numbers of an attribute that the run has as numbers, NaN where the cohort has none; null of classes. */
function numbersOf(
  { name, continuous }: RunAttribute,
  { numbers }: PoolTable,
  rows: Int32Array,
): Float64Array | null {
  if (continuous !== true) return null;
  const column = numbers?.[name];
  return Float64Array.from(rows, (row) => column?.[row] ?? NaN);
}

function requireRead(read: readonly string[], absent: readonly string[]): void {
  const lacking = read.filter((name) => absent.includes(name));
  if (lacking.length === 0) return;
  throw new DataError("attributes", "the method must be told an attribute that the cohort lacks", {
    got: lacking.join(", "),
    advice: "Add it to the attributes of the cohort file.",
  });
}
