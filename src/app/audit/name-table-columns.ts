import { ConfigError, didYouMean } from "../../base/errors.js";
import { predictionColumn } from "../../evaluation/prediction-kind.js";

/** Columns of the table of an audit, by what they are for; what is absent has the name in brackets. */
export interface AuditColumns {
  /** (`label`). */
  readonly target?: string;
  /** What the target is; (a number where `prediction` is named, or the table has such a column and no scores; else classes). */
  readonly as?: "classes" | "number";
  /** Columns `attr_<name>` or `<name>` (all `attr_<name>`). */
  readonly attributes?: readonly string[];
  /** (`id` where there is one, else rows are numbered). */
  readonly id?: string;
  /** (`subject` where there is one, else each row is a subject of its own). */
  readonly subject?: string;
  /** Probability of the second of two classes (`score`, or `score_<class>` of each class, where there are such). */
  readonly score?: string;
  /** What a model says of a number, in its unit (`prediction`, where there is one). */
  readonly prediction?: string;
}

/** Columns that are there. */
export interface NamedColumns {
  readonly target: string;
  readonly id: string | undefined;
  readonly subject: string | undefined;
  readonly attributes: readonly { readonly name: string; readonly column: string }[];
  readonly answers: ClassColumns | NumberColumns;
}

/** Of classes: one score of two of them, or one of each, or none. */
export interface ClassColumns {
  readonly kind: "classes";
  readonly scores: readonly string[];
}

/** Of a number: what a model says, and the bins that the file brings. */
export interface NumberColumns {
  readonly kind: "number";
  readonly prediction: string | undefined;
  readonly bin: string | undefined;
}

export const scorePrefix = "score_";
const attributePrefix = "attr_";

/**
 * The columns of a table that an audit takes.
 * @throws ConfigError for a column that the table has not, with the nearest name; for no attributes, the target as attribute; for
 * `score` of a number, `prediction` of classes.
 */
export function nameTableColumns(
  path: string,
  header: readonly string[],
  columns: AuditColumns,
): NamedColumns {
  const { target = "label", id } = columns;
  const subject = columns.subject ?? (header.includes("subject") ? "subject" : undefined);
  if (columns.target === undefined) requireLabel(path, header, target);
  requireColumn("--target", path, header, target);
  if (id !== undefined) requireColumn("--id", path, header, id);
  if (subject !== undefined) requireColumn("--subject", path, header, subject);
  const answers = answerColumns(path, header, columns);
  const prefixed = header.filter((name) => name.startsWith(attributePrefix));
  const asked = columns.attributes ?? prefixed.map((name) => name.slice(attributePrefix.length));
  if (asked.length === 0) {
    throw new ConfigError("--attributes", `${path} has no columns attr_<name>`, {
      advice: "Name the columns of the attributes: --attributes sex,site.",
    });
  }
  const attributes = asked.map((name) => {
    const full = `${attributePrefix}${name}`;
    const column = header.includes(full) ? full : name;
    requireColumn("--attributes", path, header, column);
    if (column === target) {
      throw new ConfigError("--attributes", "the target is no attribute", { got: name });
    }
    return { name, column };
  });
  return { target, id, subject, attributes, answers };
}

function answerColumns(
  path: string,
  header: readonly string[],
  { as: asked, score, prediction }: AuditColumns,
): ClassColumns | NumberColumns {
  const ofClasses = header.filter((name) => name.startsWith(scorePrefix));
  const scores = score !== undefined ? [score] : header.includes("score") ? ["score"] : ofClasses;
  const isNumber =
    asked === "number" ||
    (asked === undefined &&
      (prediction !== undefined || (header.includes(predictionColumn) && scores.length === 0)));
  if (!isNumber) {
    if (prediction !== undefined) {
      throw new ConfigError("--prediction", "is of a number: classes have scores", {
        advice: "Name the probability of the second of two classes by --score.",
      });
    }
    if (score !== undefined) requireColumn("--score", path, header, score);
    return { kind: "classes", scores };
  }
  if (score !== undefined) {
    throw new ConfigError("--score", "is of classes: a number has a prediction", {
      advice: "Name its column by --prediction.",
    });
  }
  if (prediction !== undefined) requireColumn("--prediction", path, header, prediction);
  const found = header.includes(predictionColumn) ? predictionColumn : undefined;
  const bin = header.includes("bin") ? "bin" : undefined;
  return { kind: "number", prediction: prediction ?? found, bin };
}

/** @throws ConfigError where a table has no label by its usual name, and none was named. */
function requireLabel(path: string, header: readonly string[], label: string): void {
  if (header.includes(label)) return;
  throw new ConfigError("--target", `${path} has no column ${label}`, {
    got: namesShown(header),
    advice: `Name the column of the true answer, --target COLUMN; answers alone cannot be audited: join it to them, as a column ${label}.`,
  });
}

function namesShown(header: readonly string[]): string {
  const shown = header.slice(0, 20).join(", ");
  return header.length > 20 ? `${shown}, …` : shown;
}

function requireColumn(flag: string, path: string, header: readonly string[], name: string): void {
  if (header.includes(name)) return;
  throw new ConfigError(flag, `${path} has no such column`, {
    expected: namesShown(header),
    got: name,
    ...didYouMean(name, header),
  });
}
