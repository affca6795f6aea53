import { ConfigError, DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { pickRows } from "../../base/pick-rows.js";
import { requireName } from "../../base/require-name.js";
import { pick } from "../../evaluation/attribute-results.js";
import type {
  AuditAttribute,
  AuditInput,
  AuditTarget,
  NumberTarget,
  UnansweredTarget,
} from "../../evaluation/audit/audit-input.js";
import { scoresOf } from "../../evaluation/audit/class-rows.js";
import type { AuditThreshold } from "../../evaluation/audit/audit-results.js";
import { quantile } from "../../evaluation/intervals/quantile.js";
import type { LabelsPredictionTable } from "../../evaluation/labels/labels-predictions.js";
import { youdenThreshold } from "../../evaluation/operating-point.js";
import type { PredictedRows, PredictionTable } from "../../evaluation/predictions.js";
import { fittingRows, fittingSplit, type FittingSplit } from "./fitting-rows.js";

/** Rows with classes that no model was asked about. */
export type UnansweredTable = Omit<PredictionTable, "probabilities">;

/** Rows with a number, as far as they are known: without `predictions` no model was asked, without `bins` the file has none. */
export interface AuditNumberTable extends PredictedRows {
  /** [n] */
  readonly labels: Float64Array;
  readonly predictions: Float64Array | null;
  readonly bins: readonly string[] | null;
}

/** Predictions of any kind, as read. */
export type AnyPredictions =
  | { readonly kind: "classes"; readonly table: PredictionTable }
  | { readonly kind: "labels"; readonly table: LabelsPredictionTable }
  | { readonly kind: "number"; readonly table: AuditNumberTable };

/** Labels without scores: nothing is said of disparity. */
export interface Unanswered {
  readonly kind: "unanswered";
  readonly table: UnansweredTable;
}

/** What of a file is audited; what is absent is chosen. */
export interface AuditChoice {
  /** What classes or a number are called; default label. Several labels have names of their own. */
  readonly target?: string | undefined;
  /** Of a number, such as "years"; absent: not known. */
  readonly unit?: string | undefined;
  /** Split; without it `test`, or the only one beside `validation`. */
  readonly split?: string;
  /** Attributes; without them all. */
  readonly attributes?: readonly string[];
  readonly intersections?: readonly (readonly string[])[];
  /** Of two classes and of labels: this score and above is positive. */
  readonly threshold?: number;
  /** Of labels: those that a run has chosen by F1 on `validation`; used where neither of the other two is given. */
  readonly thresholds?: ReadonlyMap<string, number>;
  /** Split that the threshold is chosen on; without both `validation` where the file has it, else 0.5. */
  readonly thresholdSplit?: string;
}

/** What is audited, and what a person should know of it. */
export interface ChosenInput {
  readonly input: AuditInput;
  /** [n]: rows of the file that are audited. */
  readonly rows: Int32Array;
  readonly notes: readonly string[];
}

/**
 * The rows, attributes and targets of predictions that an audit takes.
 * @throws ConfigError for an unknown split or attribute (the nearest is named), and a threshold that the target has not.
 * @throws DataError where it is not clear which split is meant.
 */
export function auditInputOf(
  predictions: AnyPredictions | Unanswered,
  source: string,
  choice: AuditChoice,
): ChosenInput {
  const { table } = predictions;
  const splits = [...new Set(table.split)];
  const split = chooseSplit(splits, choice, source);
  const rows = rowsOfSplit(table, split);
  const notes: string[] = [];
  const thresholdOf = createThreshold(predictions, splits, split, choice, notes);
  const fitting = fittingSplit(table, split, choice.thresholdSplit);
  return {
    input: {
      door: "predictions",
      source,
      split,
      subjects: Array.from(rows, (row) => at(table.subject, row)),
      attributes: chooseAttributes(table, rows, choice, notes),
      ...(choice.intersections === undefined ? {} : { intersections: choice.intersections }),
      targets: targetsOf(predictions, choice, rows, { thresholdOf, fitting, notes }),
    },
    rows,
    notes,
  };
}

function chooseSplit(splits: readonly string[], { split }: AuditChoice, source: string): string {
  if (split !== undefined) {
    requireName("--split", "no such split in the file", split, splits);
    return split;
  }
  if (splits.includes("test")) return "test";
  const others = splits.filter((name) => name !== "validation");
  if (others.length === 1 || splits.length === 1) return others[0] ?? at(splits, 0);
  throw new DataError(source, "several splits", {
    got: splits,
    advice: "Name the one to audit by --split.",
  });
}

function rowsOfSplit({ split }: PredictedRows, name: string): Int32Array {
  const rows = new Int32Array(split.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    if (split[row] !== name) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

function chooseAttributes(
  table: PredictedRows,
  rows: Int32Array,
  { attributes }: AuditChoice,
  notes: string[],
): AuditAttribute[] {
  const numbers = table.numbers ?? [];
  const named = table.attributes.map(({ name }) => name);
  const all = [
    ...named,
    ...numbers.map(({ name }) => name).filter((name) => !named.includes(name)),
  ];
  for (const name of attributes ?? []) {
    requireName("--attributes", "no such attribute in the file", name, all);
  }
  return (attributes ?? all).map((name) => {
    const own = numbers.find((number) => number.name === name);
    const values = own === undefined ? undefined : pick(own.values, rows);
    const column = table.attributes.find((attribute) => attribute.name === name);
    const attribute =
      column === undefined
        ? binned(name, values ?? new Float64Array(), notes)
        : namedAttribute(name, column.values, rows);
    return values === undefined ? attribute : { ...attribute, numbers: values };
  });
}

/** Values that occur, numbers by size, others by code point; "" is missing. */
function namedAttribute(name: string, texts: readonly string[], rows: Int32Array): AuditAttribute {
  // Numbered as they come, in one pass, and by their order once it is known.
  const codes = new Map<string, number>();
  const values = rows.map((row) => {
    const text = at(texts, row);
    const code = codes.get(text) ?? codes.size;
    if (code === codes.size) codes.set(text, code);
    return code;
  });
  const found = [...codes.keys()].filter((text) => text !== "");
  const areNumbers = found.every((text) => Number.isFinite(Number(text)));
  const valueNames = areNumbers
    ? found.sort((left, right) => Number(left) - Number(right))
    : found.sort();
  const indexOf = new Map(valueNames.map((value, index) => [value, index]));
  const indices = Array.from(codes.keys(), (text) => indexOf.get(text) ?? -1);
  return { name, valueNames, values: values.map((code) => at(indices, code)) };
}

/** A number without bins of its own: thirds. */
function binned(
  name: string,
  numbers: Float64Array,
  notes: string[],
): AuditAttribute & { readonly values: Int32Array } {
  const known = numbers.filter((value) => !Number.isNaN(value));
  if (known.length === 0)
    return { name, valueNames: [], values: Int32Array.from(numbers, () => -1) };
  const cuts = [...new Set([1 / 3, 2 / 3].map((share) => quantile(known, share)))];
  const shown = cuts.map((cut) => String(Number(cut.toPrecision(4))));
  notes.push(`${name} has no bins in the file: cut at ${shown.join(" and ")}, its thirds`);
  const valueNames = [...shown.map((cut) => `≤ ${cut}`), `> ${shown.at(-1) ?? ""}`];
  return {
    name,
    valueNames,
    values: Int32Array.from(numbers, (value) =>
      Number.isNaN(value) ? -1 : cuts.filter((cut) => value > cut).length,
    ),
  };
}

type ThresholdOf = (name: string, labels: Float64Array, scores: Float64Array) => AuditThreshold;

/** The threshold of a target from its labels (-1 unknown) and scores, those of all splits of the file. */
function createThreshold(
  { kind, table }: AnyPredictions | Unanswered,
  splits: readonly string[],
  audited: string,
  { threshold, thresholdSplit, thresholds }: AuditChoice,
  notes: string[],
): ThresholdOf {
  const isTwo = kind === "labels" || (kind === "classes" && table.classNames.length === 2);
  if (!isTwo && (threshold ?? thresholdSplit) !== undefined) {
    const what =
      kind === "unanswered" ? "there are no scores" : "only two classes have a threshold";
    throw new ConfigError("--threshold", what, {
      advice:
        kind === "unanswered"
          ? "Leave it out, or give scores in the table: score, or score_<class>."
          : "Leave it out: more classes are called by their largest score.",
    });
  }
  if (threshold !== undefined) return () => ({ rule: "given", split: null, value: threshold });
  if (thresholdSplit !== undefined) {
    requireName("--threshold-split", "no such split in the file", thresholdSplit, splits);
    if (thresholdSplit === audited)
      notes.push("the threshold is chosen on the audited rows: too good");
  }
  const fallback = splits.includes("validation") && audited !== "validation" ? "validation" : null;
  const split = thresholdSplit ?? fallback;
  if (split === null) return () => ({ rule: "half", split: null, value: 0.5 });
  const rows = rowsOfSplit(table, split);
  return (name, labels, scores) => {
    const chosen = thresholdSplit === undefined ? thresholds?.get(name) : undefined;
    if (chosen !== undefined) return { rule: "f1", split, value: chosen };
    const known = rows.filter((row) => at(labels, row) >= 0);
    const value = youdenThreshold(pick(labels, known), pick(scores, known));
    if (typeof value === "number") return { rule: "youden", split, value };
    notes.push(`${name}: no threshold from split ${split}, ${value.reason}; 0.5 is used`);
    return { rule: "half", split: null, value: 0.5 };
  };
}

/** What other splits of the file give, and what is said of it all. */
interface OtherSplits {
  readonly thresholdOf: ThresholdOf;
  readonly fitting: FittingSplit | null;
  readonly notes: string[];
}

function targetsOf(
  { kind, table }: AnyPredictions | Unanswered,
  { target: name = "label", unit }: AuditChoice,
  rows: Int32Array,
  others: OtherSplits,
): AuditTarget[] {
  switch (kind) {
    case "classes":
      return [classesOf(table, name, rows, others)];
    case "labels":
      return labelsOf(table, rows, others);
    case "number":
      return [{ ...numberOf(table, name, rows, others.notes), unit }];
    case "unanswered": {
      const { classNames: classes, label } = table;
      return [{ kind, name, classes, labels: pick(label, rows) }];
    }
  }
}

function classesOf(
  table: PredictionTable,
  name: string,
  rows: Int32Array,
  { thresholdOf, fitting }: OtherSplits,
): AuditTarget {
  const { classNames, label, probabilities } = table;
  const count = classNames.length;
  const scores = scoresOf(probabilities, count, 1);
  return {
    kind: "classes",
    name,
    classes: classNames,
    labels: pick(label, rows),
    probabilities: pickRows(probabilities, count, rows),
    threshold: count === 2 ? thresholdOf(name, Float64Array.from(label), scores) : null,
    ...(fitting === null ? {} : { fitting: fittingRows(fitting, label, probabilities, count) }),
  };
}

function labelsOf(
  { labelNames, answers, probabilities }: LabelsPredictionTable,
  rows: Int32Array,
  { thresholdOf, fitting }: OtherSplits,
): AuditTarget[] {
  const total = answers.length / labelNames.length;
  return labelNames.map((name, label) => {
    const column = (table: ArrayLike<number>) =>
      Float64Array.from({ length: total }, (_, row) => at(table, row * labelNames.length + label));
    const [labels, scores] = [column(answers), column(probabilities)];
    const both = Float64Array.from({ length: 2 * total }, (_, entry) =>
      entry % 2 === 1 ? at(scores, entry >> 1) : 1 - at(scores, entry >> 1),
    );
    return {
      kind: "classes",
      name,
      classes: ["no", "yes"],
      labels: pick(labels, rows),
      probabilities: pickRows(both, 2, rows),
      threshold: thresholdOf(name, labels, scores),
      ...(fitting === null ? {} : { fitting: fittingRows(fitting, labels, both, 2) }),
    };
  });
}

/** Bins in order of their mean; without predictions rows with bins as classes. */
function numberOf(
  { labels, predictions, bins: given }: AuditNumberTable,
  name: string,
  rows: Int32Array,
  notes: string[],
): NumberTarget | UnansweredTarget {
  const targets = pick(labels, rows);
  const { binNames, bins } =
    given === null ? thirdsOf(name, targets, notes) : namedBins(given, targets, rows);
  return predictions === null
    ? { kind: "unanswered", name, classes: binNames, labels: bins, numbers: targets }
    : { kind: "number", name, targets, predictions: pick(predictions, rows), binNames, bins };
}

/** Bins that have rows. */
function thirdsOf(name: string, targets: Float64Array, notes: string[]) {
  const { valueNames, values } = binned(name, targets, notes);
  const present = [...valueNames.keys()].filter((bin) => values.indexOf(bin) >= 0);
  return {
    binNames: present.map((bin) => at(valueNames, bin)),
    bins: Int32Array.from(values, (bin) => present.indexOf(bin)),
  };
}

function namedBins(names: readonly string[], targets: Float64Array, rows: Int32Array) {
  const means = new Map<string, { sum: number; n: number }>();
  for (const [place, row] of rows.entries()) {
    const own = means.get(at(names, row)) ?? { sum: 0, n: 0 };
    means.set(at(names, row), { sum: own.sum + at(targets, place), n: own.n + 1 });
  }
  const meanOf = (name: string) => {
    const { sum, n } = means.get(name) ?? { sum: 0, n: 1 };
    return sum / n;
  };
  const binNames = [...means.keys()].sort((left, right) => meanOf(left) - meanOf(right));
  const places = new Map(binNames.map((name, bin) => [name, bin]));
  return { binNames, bins: Int32Array.from(rows, (row) => places.get(at(names, row)) ?? -1) };
}
