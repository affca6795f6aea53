import type { AttributeSpec } from "../spec.js";
import { factsOf, type ColumnFacts } from "./column-facts.js";
import { cramersV } from "../../cramers-v.js";
import { cutAtQuantiles } from "./cut-at-quantiles.js";
import type { Remark } from "./remark.js";
import { attributeWords } from "./words.js";

/** A possible source of an attribute beside the columns: a DICOM tag or a field of sidecars, of the first rows. */
export interface FileFact {
  readonly from: "tag" | "sidecar";
  readonly name: string;
  /** One a row, of as many first rows as were looked at; "" where the row has no file, or the file no such fact. */
  readonly cells: readonly string[];
}

/** A possible spurious factor. */
export interface AttributeGuess {
  readonly spec: Pick<AttributeSpec, "name" | "column" | "tag" | "sidecar" | "bins">;
  /** Cramér's V with the label, 0 to 1; of several labels the largest. */
  readonly association: number;
  /** Values and their rows, in words. */
  readonly values: string;
  /** One a row, of as many first rows as were looked at. */
  readonly cells: readonly string[];
}

/** Attributes, strongest association with the label first, and columns that could be some. */
export interface AttributeGuesses {
  readonly attributes: readonly AttributeGuess[];
  /** Columns of few values that are not called like an attribute. */
  readonly others: readonly AttributeGuess[];
  readonly remarks: readonly Remark[];
}

/** Most values of a category. */
const mostValues = 12;
/** Cramér's V of two attributes from which the second adds nothing. */
const twinAssociation = 0.9;

/**
 * Columns, tags and sidecar fields by their names: what images are known to show (sex, age, view), or sites to differ by.
 * Numbers of more than 12 values are cut at their median. One of a kind is taken: a column before a tag or a field.
 * Where none is called like an attribute, the two columns of few values that go most with the label are.
 * @param columns that are no images, subjects, parts or label. @param labels canonical, one a row; of several the
 * strongest association counts.
 */
export function guessAttributes(
  columns: readonly ColumnFacts[],
  facts: readonly FileFact[],
  labels: readonly (readonly string[])[],
): AttributeGuesses {
  const remarks: Remark[] = [];
  const named: AttributeGuess[] = [];
  const rest: AttributeGuess[] = [];
  const kinds = new Set<string>();
  const sources = [
    ...columns.map((column) => ({ column, from: "column" as const })),
    ...facts.map(({ from, name, cells }) => ({ column: factsOf(name, cells), from })),
  ];
  for (const { column, from } of sources) {
    const kind = attributeWords.find(({ name }) => name.test(column.name))?.kind;
    if (kind === undefined && from !== "column") continue;
    if (kind !== undefined && from !== "column" && kinds.has(kind)) continue;
    const guess = attributeOf(column, from, labels);
    if (typeof guess === "string") {
      if (kind !== undefined)
        remarks.push({ key: "attributes", text: `${column.name} is left out: ${guess}` });
      continue;
    }
    if (kind === undefined) rest.push(guess);
    else {
      kinds.add(kind);
      named.push(guess);
    }
  }
  const categories = byAssociation(rest.filter(({ spec }) => spec.bins === undefined));
  const attributes = named.length > 0 ? withTwinsLast(named) : categories.slice(0, 2);
  if (named.length === 0 && attributes.length > 0) {
    remarks.push({
      key: "attributes",
      text: "no column is called like an attribute: these go most with the label",
    });
  }
  return { attributes, others: categories.filter((guess) => !attributes.includes(guess)), remarks };
}

function byAssociation(guesses: readonly AttributeGuess[]): AttributeGuess[] {
  return [...guesses].sort((left, right) => right.association - left.association);
}

/** Attributes that say what one before them says come after all others. */
function withTwinsLast(guesses: readonly AttributeGuess[]): AttributeGuess[] {
  const own: AttributeGuess[] = [];
  const twins: AttributeGuess[] = [];
  // Of two that say the same the column stays, as it is known for every row.
  for (const guess of [...guesses].sort(columnsFirst)) {
    const twin = own.find(({ cells }) => cramersV(cells, guess.cells) > twinAssociation);
    if (twin === undefined) own.push(guess);
    else twins.push({ ...guess, values: `${guess.values}; tells what ${twin.spec.name} tells` });
  }
  return [...byAssociation(own), ...byAssociation(twins)];
}

function columnsFirst(left: AttributeGuess, right: AttributeGuess): number {
  return Number(left.spec.column === undefined) - Number(right.spec.column === undefined);
}

/** The attribute that a column gives, or why it gives none. */
function attributeOf(
  column: ColumnFacts,
  from: "column" | FileFact["from"],
  labels: readonly (readonly string[])[],
): AttributeGuess | string {
  const { name, cells, counts, numeric } = column;
  const spec = { name, [from]: name };
  const associationOf = (values: readonly string[]) =>
    Math.max(...labels.map((label) => cramersV(values, label.slice(0, values.length))));
  if (counts.size < 2) return counts.size === 0 ? "it is empty" : "it has one value";
  if (counts.size > mostValues) {
    if (!numeric) return `it has ${counts.size} values`;
    const halves = cutAtQuantiles(cells, 2);
    return {
      spec: { ...spec, bins: { quantiles: 2 } },
      association: associationOf(halves),
      values: "numbers, cut at the median",
      cells: halves,
    };
  }
  const single = [...counts].filter(([, count]) => count === 1).map(([value]) => value);
  if (single.length > 0 && from === "column") {
    return `one row alone has ${single.slice(0, 3).join(", ")}; merge it with others (values)`;
  }
  return {
    spec,
    association: associationOf(cells),
    values: [...counts].map(([value, count]) => `${value} ${count}`).join(", "),
    cells,
  };
}
