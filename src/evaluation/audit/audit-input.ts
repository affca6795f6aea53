import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";
import { checkProbabilities } from "../class-scores.js";
import { checkFinite, checkIndices, type Column } from "../columns.js";
import type { ClassVariable } from "../group-results.js";
import type { AuditDoor, AuditThreshold } from "./audit-results.js";
import { mostGroups } from "./margins.js";

/** An attribute of the audited rows; `values` are -1 where they are missing. */
export interface AuditAttribute extends ClassVariable {
  /** [n], NaN missing: the number whose bins `values` are; the conditional test is then by rank of the number. */
  readonly numbers?: Column;
}

/** Classes, or one label of several (classes "no" and "yes"). */
export interface ClassTarget {
  readonly kind: "classes";
  readonly name: string;
  /** K names; of two the second is the positive one. */
  readonly classes: readonly string[];
  /** [n], 0..K-1; -1 where the answer is not known: such rows are left out. */
  readonly labels: Column;
  /** Row-major [n, K]; rows sum to 1. */
  readonly probabilities: Column;
  /** Of two classes; null of more, which are called by their largest probability. */
  readonly threshold: AuditThreshold | null;
  /** What scores are recalibrated on; absent: nothing, and they are not. */
  readonly fitting?: FittingRows;
}

/** Rows of another split than the audited one, all with known answers. */
export interface FittingRows {
  readonly split: string;
  /** [m], 0..K-1. */
  readonly labels: Column;
  /** Row-major [m, K]; rows sum to 1. */
  readonly probabilities: Column;
}

/** A number. */
export interface NumberTarget {
  readonly kind: "number";
  readonly name: string;
  /** Such as "years"; absent: not known. */
  readonly unit?: string | undefined;
  /** [n], in the target's unit. */
  readonly targets: Column;
  /** [n], in the same unit. */
  readonly predictions: Column;
  /** Names of the bins of the target, in order; the strata of tests and cells. */
  readonly binNames: readonly string[];
  /** [n], 0..B-1. */
  readonly bins: Column;
}

/** Classes of rows that no model was asked about: groups are counted, nothing is measured. */
export interface UnansweredTarget extends Pick<ClassTarget, "name" | "classes" | "labels"> {
  readonly kind: "unanswered";
  /** Of a number, such as "years"; absent: not known. */
  readonly unit?: string | undefined;
  /** [n], of a number: the true ones, whose bins the classes are. */
  readonly numbers?: Column;
}

/** What there is a model's answer to. */
export type AnsweredTarget = ClassTarget | NumberTarget;

export type AuditTarget = AnsweredTarget | UnansweredTarget;

/** How an audit is made; what is absent has the value given in brackets. */
export interface AuditSettings {
  /** Of resamples and permutations (0). */
  readonly seed?: number;
  /** Resamples of subjects (1000). */
  readonly resamples?: number;
  /** Permutations of each conditional test (999, or 100 a test where there are more than ten tests). */
  readonly permutations?: number;
  /** ("holm"). */
  readonly correction?: "holm" | "benjamini-hochberg";
  /** Fewest subjects of a ranked group (20). */
  readonly smallestGroup?: number;
}

/** What is audited: rows with what a model says of them. */
export interface AuditInput {
  readonly door: AuditDoor;
  /** Name of the file or run. */
  readonly source: string;
  readonly split: string;
  /** [n]: rows of one subject are drawn together. */
  readonly subjects: readonly string[];
  readonly attributes: readonly AuditAttribute[];
  /** Names of attributes whose combinations are groups too. */
  readonly intersections?: readonly (readonly string[])[];
  readonly targets: readonly AuditTarget[];
  readonly settings?: AuditSettings;
}

/**
 * Check what is audited.
 * @throws DataError without rows, targets or attributes; for lengths that differ, a name twice, a value, label or bin that
 * there is not, probabilities that are none, numbers that are not finite, and attributes of more than 100 values.
 */
export function checkAuditInput({ subjects, attributes, targets }: AuditInput): void {
  const where = "audit";
  const rows = subjects.length;
  if (rows === 0) throw new DataError(where, "no rows");
  if (targets.length === 0) throw new DataError(where, "no target");
  if (attributes.length === 0) {
    throw new DataError(where, "no attributes", {
      advice: "An audit compares groups: add a column of the attribute, attr_<name>.",
    });
  }
  checkNames(attributes.map(({ name }) => name));
  checkNames(targets.map(({ name }) => name));
  for (const attribute of attributes) checkAttribute(attribute, rows);
  for (const target of targets) {
    if (target.kind === "number") checkNumber(target, rows);
    else checkLabels(target, rows);
    if (target.kind === "classes") checkClasses(target, rows);
  }
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DataError("audit", "a name occurs twice", { got: twice });
}

function checkAttribute({ name, valueNames, values, numbers }: AuditAttribute, rows: number): void {
  requireLength(`values of ${name}`, values, rows);
  if (numbers !== undefined) requireLength(`numbers of ${name}`, numbers, rows);
  if (valueNames.length > mostGroups) {
    throw new DataError("audit", `values of ${name}`, {
      expected: `at most ${mostGroups}`,
      got: valueNames.length,
      advice: "Give a number as number_<name> with its bins as attr_<name>, or merge values.",
    });
  }
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? NaN;
    if (Number.isInteger(value) && value >= -1 && value < valueNames.length) continue;
    throw new DataError("audit", `value of ${name}, row ${row}`, {
      expected: `an integer in -1..${valueNames.length - 1}`,
      got: value,
    });
  }
}

function checkLabels(
  { name, classes, labels }: ClassTarget | UnansweredTarget,
  rows: number,
): void {
  requireLength(`labels of ${name}`, labels, rows);
  const known = Float64Array.from(labels, (label) => (label === -1 ? 0 : label));
  checkIndices("audit", `label of ${name}`, known, classes.length);
}

function checkClasses(target: ClassTarget, rows: number): void {
  const { name, classes, labels, probabilities } = target;
  requireLength(`probabilities of ${name}`, probabilities, rows * classes.length);
  const known = Float64Array.from(labels, (label) => (label === -1 ? 0 : label));
  checkProbabilities(`audit of ${name}`, known, probabilities);
  const { threshold, fitting } = target;
  if (fitting !== undefined && fitting.labels.length > 0) {
    const { labels: own, probabilities: scores, split } = fitting;
    requireLength(`probabilities of ${name}, split ${split}`, scores, own.length * classes.length);
    checkProbabilities(`audit of ${name}, split ${split}`, own, scores);
  }
  if (threshold === null || typeof threshold.value !== "number") return;
  if (!Number.isFinite(threshold.value)) {
    throw new DataError("audit", `threshold of ${name}`, {
      expected: "a finite number",
      got: threshold.value,
    });
  }
}

function checkNumber({ name, targets, predictions, bins, binNames }: NumberTarget, rows: number) {
  requireLength(`targets of ${name}`, targets, rows);
  requireLength(`predictions of ${name}`, predictions, rows);
  requireLength(`bins of ${name}`, bins, rows);
  checkFinite("audit", `target of ${name}`, targets);
  checkFinite("audit", `prediction of ${name}`, predictions);
  checkIndices("audit", `bin of ${name}`, bins, binNames.length);
}

function requireLength(what: string, column: Column, rows: number): void {
  if (column.length === rows) return;
  throw new DataError("audit", what, { expected: rows, got: column.length });
}

/** Names of the values of an attribute or of the combinations of several, and the group of each row, -1 missing. */
export interface Grouping {
  readonly name: string;
  /** Names of the attributes that it is made of. */
  readonly of: readonly string[];
  readonly groupNames: readonly string[];
  readonly groups: Int32Array;
  /** Of one attribute: the number whose bins the groups are. */
  readonly numbers?: Column;
}

/** The groups of an attribute: its values, without rows too. */
export function groupingOf(attribute: AuditAttribute): Grouping {
  return {
    name: attribute.name,
    of: [attribute.name],
    groupNames: attribute.valueNames,
    groups: new Int32Array(attribute.values),
    ...(attribute.numbers === undefined ? {} : { numbers: attribute.numbers }),
  };
}

/**
 * The groups of an intersection: combinations that have rows, the first attribute slowest, "female, site B".
 * @throws DataError for more than 100 of them.
 */
export function intersectionOf(attributes: readonly AuditAttribute[]): Grouping {
  const name = attributes.map((attribute) => attribute.name).join(" × ");
  const rows = at(attributes, 0).values.length;
  const codes = Float64Array.from({ length: rows }, (_, row) => {
    let code = 0;
    for (const { values, valueNames } of attributes) {
      const value = at(values, row);
      if (value < 0) return -1;
      code = code * valueNames.length + value;
    }
    return code;
  });
  const found = [...new Set(codes)].filter((code) => code >= 0).sort((a, b) => a - b);
  if (found.length > mostGroups) {
    throw new DataError("audit", `groups of ${name}`, {
      expected: `at most ${mostGroups}`,
      got: found.length,
      advice: "Cross fewer attributes.",
    });
  }
  const groupOf = new Map(found.map((code, group) => [code, group]));
  return {
    name,
    of: attributes.map((attribute) => attribute.name),
    groups: Int32Array.from(codes, (code) => groupOf.get(code) ?? -1),
    groupNames: found.map((code) => nameOfCode(code, attributes)),
  };
}

function nameOfCode(code: number, attributes: readonly AuditAttribute[]): string {
  const names: string[] = [];
  let rest = code;
  for (const { valueNames } of attributes.toReversed()) {
    names.unshift(at(valueNames, rest % valueNames.length));
    rest = Math.floor(rest / valueNames.length);
  }
  return names.join(", ");
}
