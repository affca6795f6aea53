import { ConfigError, nearestName } from "../../../base/errors.js";
import type { TargetSpec } from "../spec.js";
import type { ColumnFacts } from "./column-facts.js";
import { cutAtQuantiles } from "./cut-at-quantiles.js";
import { shareText, type Remark } from "./remark.js";
import { answerWords, attributeWords, columnWords } from "./words.js";

/** What is to be learnt. */
export interface TargetGuess {
  readonly target: TargetSpec;
  readonly columns: readonly ColumnFacts[];
  /** Classes that attributes may go with, a list for each column, one a row: of a number its four bins. */
  readonly labels: readonly (readonly string[])[];
  readonly remarks: readonly Remark[];
}

/** Most values of a column of classes. */
const mostClasses = 20;

/**
 * The column that is asked for; else one that is called like a label; else the first column of yes and no.
 *
 * Yes and no in the usual words make it binary; -1 and "uncertain" are then ignored, an empty cell is a missing label.
 * Other columns of up to 20 values become classes. A column of numbers that are too many for classes is taken where it is asked for: `as: number`. So
 * are several columns of yes and no, by their names with commas between: `as: labels`.
 * @param columns that are no images, subjects or parts.
 * @throws ConfigError for a column that is not there, one that cannot be learnt, and where none can be taken for a label.
 */
export function guessTarget(
  columns: readonly ColumnFacts[],
  asked: string | undefined,
  source: string,
): TargetGuess {
  const column = asked === undefined ? likely(columns) : columns.find(({ name }) => name === asked);
  if (column === undefined && asked?.includes(",") === true) {
    return severalAnswers(columns, asked, source);
  }
  if (column === undefined) {
    const nearest =
      asked === undefined
        ? undefined
        : nearestName(
            asked,
            columns.map(({ name }) => name),
          );
    const could = columns.filter(canBeLearnt).map(({ name }) => name);
    throw new ConfigError(
      source,
      asked === undefined ? "no column is called like a label" : "no such column for the label",
      {
        ...(asked === undefined ? {} : { got: asked }),
        expected: could.length > 0 ? could : "a column of 2 to 20 values",
        advice:
          nearest === undefined ? "Say which it is: --target COLUMN." : `Did you mean ${nearest}?`,
      },
    );
  }
  if (!canBeLearnt(column)) {
    if (column.numeric && column.counts.size > 1) return numberTarget(column);
    throw new ConfigError(source, "the column cannot be learnt as classes", {
      got: `${column.name}, ${column.counts.size} values`,
      expected: `2 to ${mostClasses} values, of two rows or more on average, or numbers`,
      advice:
        "Name another with --target, or make classes of it: as: classes with values, docs/cohort.md.",
    });
  }
  return {
    columns: [column],
    labels: [column.cells],
    ...targetOf(column, asked === undefined ? rivals(columns, column) : []),
  };
}

function numberTarget(column: ColumnFacts): TargetGuess {
  const { name, cells, missing } = column;
  const remark = (text: string): Remark => ({ key: "target", text });
  return {
    target: { as: "number", column: name },
    columns: [column],
    labels: [cutAtQuantiles(cells, 4)],
    remarks: [
      remark(
        `column ${name}, a number; tests and groups are of its four bins of equally many rows`,
      ),
      ...(missing > 0 ? [remark(`${shareText(missing, cells.length)} have none and go`)] : []),
    ],
  };
}

/** Several labels, `asked` by the names of their columns. */
function severalAnswers(
  columns: readonly ColumnFacts[],
  asked: string,
  source: string,
): TargetGuess {
  const chosen = asked.split(",").map((part) => {
    const column = columns.find(({ name }) => name === part.trim());
    const answers = column === undefined ? null : answersOf(column);
    if (column !== undefined && answers !== null) return { column, answers };
    throw new ConfigError(source, "several labels are columns of yes and no", {
      expected: columns.filter((one) => answersOf(one) !== null).map(({ name }) => name),
      got: part.trim(),
      advice: "Name some of these: --target A,B,C; other words for yes and no: docs/cohort.md.",
    });
  });
  const all = (answer: keyof typeof answerWords) => [
    ...new Set(chosen.flatMap(({ answers }) => answers[answer])),
  ];
  const names = chosen.map(({ column }) => column.name);
  const shares = chosen.map(({ column, answers }) => {
    const yes = answers.positive.reduce((sum, value) => sum + (column.counts.get(value) ?? 0), 0);
    return `${column.name} ${yes}`;
  });
  return {
    target: {
      as: "labels",
      columns: names,
      ...answerSpec(all("positive"), all("negative"), all("uncertain")),
    },
    columns: chosen.map(({ column }) => column),
    labels: chosen.map(({ column }) => column.cells),
    remarks: [
      {
        key: "target",
        text: `${names.length} labels of yes or no, rows with yes: ${shares.join(", ")}`,
      },
    ],
  };
}

/** Uncertain answers are ignored; an empty cell is a missing one, which is what cohort files take when nothing is said. */
function answerSpec(positive: string[], negative: string[], uncertain: string[]) {
  return {
    ...{ positive, negative },
    ...(uncertain.length > 0
      ? { uncertain: { values: uncertain, policy: "ignore" as const } }
      : {}),
    blank: "missing" as const,
  };
}

function likely(columns: readonly ColumnFacts[]): ColumnFacts | undefined {
  const able = columns.filter(canBeLearnt);
  for (const words of columnWords.target) {
    const found = able.find(({ name }) => words.test(name));
    if (found !== undefined) return found;
  }
  return able.find((column) => answersOf(column) !== null && !isAttribute(column));
}

/** Columns that could be meant just as well. */
function rivals(columns: readonly ColumnFacts[], chosen: ColumnFacts): string[] {
  return columns
    .filter(
      (column) =>
        column !== chosen &&
        canBeLearnt(column) &&
        !isAttribute(column) &&
        (columnWords.target.some((words) => words.test(column.name)) || answersOf(column) !== null),
    )
    .map(({ name }) => name);
}

function isAttribute({ name }: ColumnFacts): boolean {
  return attributeWords.some((words) => words.name.test(name));
}

/** Few values, with two rows or more each on average. */
function canBeLearnt({ counts, cells, missing }: ColumnFacts): boolean {
  const { size } = counts;
  return size >= 2 && size <= mostClasses && 2 * size <= cells.length - missing;
}

/** Its values as answers, or null where one is none, or all say the same. */
function answersOf({ counts }: ColumnFacts) {
  const of = (answer: keyof typeof answerWords) =>
    [...counts.keys()].filter((value) => answerWords[answer].has(value.toLowerCase()));
  const answers = {
    positive: of("positive"),
    negative: of("negative"),
    uncertain: of("uncertain"),
  };
  const known = answers.positive.length + answers.negative.length + answers.uncertain.length;
  const whole = answers.positive.length > 0 && answers.negative.length > 0 && known === counts.size;
  return whole ? answers : null;
}

function targetOf(column: ColumnFacts, others: readonly string[]) {
  const { name, cells, counts, missing } = column;
  const answers = answersOf(column);
  const shown = [...counts].map(([value, count]) => `${value} ${count}`).join(", ");
  const remark = (text: string): Remark => ({ key: "target", text });
  const more = [
    ...(missing > 0
      ? [
          remark(
            `${shareText(missing, cells.length)} have no label and go; blank: negative keeps them`,
          ),
        ]
      : []),
    ...(others.length > 0
      ? [remark(`it could also be: ${others.join(", ")}; several at once: --target A,B`)]
      : []),
  ];
  if (answers === null) {
    const target: TargetSpec = { as: "classes", column: name };
    return { target, remarks: [remark(`column ${name}, classes: ${shown}`), ...more] };
  }
  const { positive, negative, uncertain } = answers;
  const target: TargetSpec = {
    as: "binary",
    column: name,
    ...answerSpec(positive, negative, uncertain),
  };
  const unsure =
    uncertain.length > 0
      ? [remark("uncertain labels are ignored; policy can be ones, zeros, class")]
      : [];
  return { target, remarks: [remark(`column ${name}, yes or no: ${shown}`), ...unsure, ...more] };
}
