import { at } from "../../base/ndarray.js";
import { createRng, type Rng } from "../../base/rng.js";
import { holmCorrection } from "../comparison/holm.js";
import type { Interval } from "../intervals/interval.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import { binColumn, type BinnedColumn } from "./bin-column.js";
import { conditionalTests } from "./conditional-test.js";
import { decideFindings, rules, type Candidate, type Decided } from "./decide-findings.js";
import { cellsOf, type HeldOut, type HeldOutDetail } from "./held-out.js";
import { heldOutClasses } from "./held-out-classes.js";
import { heldOutNumber } from "./held-out-number.js";
import { errorOf, intervalOf } from "./influence-interval.js";
import { permutationTests, type PermutationTest } from "./permutation-p.js";
import { permuteAnswers } from "./permute-answers.js";
import { folds, prepareRows, repeats, type PreparedRows } from "./prepare-rows.js";
import type { ScanColumn, ScanTarget } from "./scan-column.js";
import type { ScannedColumn, ScannedTarget, ScanResults, ScanSettings } from "./scan-results.js";
import { strataOf, type StratifyingColumn } from "./strata.js";
import type { SubjectRows } from "./subject-folds.js";

/** What is scanned; every list has one entry a row. */
export interface ScanInput {
  readonly subjects: readonly string[];
  /** Causes first: of two that tell a target equally well the earlier one is flagged. */
  readonly columns: readonly ScanColumn[];
  readonly targets: readonly ScanTarget[];
  readonly seed: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const permutations = 500;
const beyondPermutations = 300;
/** Blocks of one subject and answer in a stratum, on average. */
const blocksPerStratum = 8;

/**
 * How well each column alone tells each target, and which of them are shortcuts to look at.
 *
 * A column predicts a row from the rows of other subjects (`heldOutClasses`, `heldOutNumber`; five folds by subject, mean over three
 * foldings). Its interval is by subject, by the infinitesimal jackknife with predictions held fixed, of an AUROC on the logit scale; its p
 * is from answers exchanged between subjects, predictions made anew each time. `decide-findings.ts` has the rules.
 *
 * Undefined, with the reason: a column with one value among the rows with an answer, answers of one class, fewer than two
 * subjects with either. Same input and seed, same results.
 */
export function scanColumns(input: ScanInput): ScanResults {
  const rng = createRng(input.seed).child("scan");
  const { onProgress = () => undefined, columns, targets } = input;
  const tested = targets.map((target, index) => {
    const rows = prepareRows(input.subjects, target, rng.child(target.name));
    const tests = testColumns(columns, rows, rng.child(target.name).child("permutations"));
    onProgress(index + 1, targets.length);
    return { rows, tests };
  });
  const all = tested.flatMap(({ tests }) => tests);
  const adjusted = holmCorrection(
    all.flatMap((test) => ("p" in test.result ? [test.result.p] : [])),
  );
  let next = 0;
  const settings: ScanSettings = {
    ...{ seed: input.seed, folds, repeats, permutations },
    ...{ level: rules.level, correction: "holm", margins: rules.margins },
  };
  return {
    schema: 1,
    rows: input.subjects.length,
    subjects: new Set(input.subjects).size,
    settings,
    targets: tested.map(({ rows, tests }) => {
      const own = tests.map((test) => ("p" in test.result ? at(adjusted, next++) : 1));
      return describeTarget(rows, tests, own, rng);
    }),
  };
}

/** What is computed of a column by itself. */
interface ColumnTest {
  readonly column: ScanColumn;
  readonly binned: BinnedColumn;
  readonly result:
    | Undefined
    | (PermutationTest & {
        readonly detail: HeldOutDetail;
        readonly interval: Interval | Undefined;
      });
  /** As many values as subjects. */
  readonly isIdentifier: boolean;
}

/** Every column against one target, on the same folds and permutations. */
function testColumns(columns: readonly ScanColumn[], own: PreparedRows, rng: Rng): ColumnTest[] {
  const { answers, subjects } = own;
  const prepared = columns.map((column) => prepareColumn(column, own));
  const held = prepared.flatMap((test) => ("detail" in test ? [test] : []));
  const permuted = answers.values.slice();
  const tests = permutationTests(
    held.map(({ detail }) => detail.value),
    permutations,
    () => {
      permuteAnswers(answers.values, subjects, rng, permuted);
      return permuted;
    },
    held.map((test) => (values) => test.held.value(values)),
  );
  let next = 0;
  return prepared.map((test): ColumnTest => {
    if (!("detail" in test)) return test;
    const { column, binned, detail } = test;
    const interval = intervalOf(detail, subjects, answers.kind);
    const result = { ...at(tests, next++), detail, interval };
    return { column, binned, result, isIdentifier: false };
  });
}

function prepareColumn(
  column: ScanColumn,
  { rows, answers, subjects, foldings, reason }: PreparedRows,
) {
  const binned = binColumn(column, rows);
  const isIdentifier = column.kind === "values" && isId(binned, subjects);
  const without = (why: string): ColumnTest => ({
    ...{ column, binned, isIdentifier },
    result: undefinedMetric(why),
  });
  const why = reason ?? (binned.count < 2 ? "one value" : isIdentifier ? "an id" : null);
  if (why !== null) return without(why);
  const cells = cellsOf(binned, foldings, Math.min(folds, subjects.rows.length));
  const held: HeldOut =
    answers.kind === "classes" ? heldOutClasses(cells, answers.classes) : heldOutNumber(cells);
  const detail = held.detail(answers.values);
  if (!Number.isFinite(detail.value)) return without("no fold has two answers");
  return { column, binned, held, detail };
}

/** Nearly every subject has values that no other has: nothing can be learnt for another subject. */
function isId({ bins, count }: BinnedColumn, { of, rows }: SubjectRows): boolean {
  if (count < 20 || count < 0.5 * rows.length) return false;
  const owner = new Int32Array(count).fill(-1);
  const shared = new Uint8Array(count);
  for (const [row, bin] of bins.entries()) {
    const subject = at(of, row);
    if (owner[bin] === -1) owner[bin] = subject;
    else if (owner[bin] !== subject) shared[bin] = 1;
  }
  const alone = bins.filter((bin) => shared[bin] === 0).length;
  return alone > 0.5 * bins.length;
}

function describeTarget(
  own: PreparedRows,
  tests: readonly ColumnTest[],
  adjusted: readonly number[],
  rng: Rng,
): ScannedTarget {
  const { target, rows, subjects } = own;
  const statistic = target.kind === "classes" ? "auroc" : "r2";
  const decided = decideFindings(
    tests.map((test, place) => candidateOf(test, at(adjusted, place))),
    statistic,
    {
      beyond: (places, given) => askBeyond(own, tests, places, given, rng.child(target.name)),
      differenceError(one, other) {
        const [left, right] = [at(tests, one).result, at(tests, other).result];
        if (!("p" in left && "p" in right)) return 0;
        const theirs = right.detail.influence;
        return errorOf(
          left.detail.influence.map((value, row) => value - at(theirs, row)),
          subjects,
        );
      },
    },
  );
  const columns = tests.map((test, place) =>
    describeColumn(test, at(adjusted, place), at(decided, place), rows.length),
  );
  return {
    ...{ name: target.name, kind: target.kind, statistic },
    classes: target.kind === "classes" ? target.classNames : [],
    n: rows.length,
    subjects: subjects.rows.length,
    columns: inOrder(columns),
  };
}

function candidateOf({ column, result }: ColumnTest, adjusted: number): Candidate {
  const { name, kind, source, follows = false } = column;
  const isProperty = source === "file" || source === "image";
  const known = { name, isProperty, follows, mayBeLabel: kind === "values" && !isProperty };
  if (!("p" in result)) return { ...known, value: 0, low: null, adjusted: 1 };
  const low = "low" in result.interval ? result.interval.low : null;
  return { ...known, value: result.detail.value, low, adjusted };
}

function askBeyond(
  { rows, answers, subjects }: PreparedRows,
  tests: readonly ColumnTest[],
  places: readonly number[],
  given: readonly number[],
  rng: Rng,
) {
  const columns = given.map((own): StratifyingColumn => valuesOf(at(tests, own).column, rows));
  const blocks = new Set(
    answers.values.map((value, row) => at(subjects.of, row) + value * 2 ** 32),
  );
  const rowsPerStratum = (blocksPerStratum * rows.length) / Math.max(1, blocks.size);
  const strata = strataOf(columns, rows.length, rowsPerStratum);
  const scores = places.map((place) => {
    const { result } = at(tests, place);
    return "p" in result ? result.detail.scores : [];
  });
  return conditionalTests(
    { answers, strata, subjects: subjects.of },
    scores,
    beyondPermutations,
    rng.child(`beyond ${given.join(" ")}`),
  );
}

function valuesOf(column: ScanColumn, rows: Int32Array): StratifyingColumn {
  if (column.kind === "numbers") {
    return { kind: "numbers", values: Float64Array.from(rows, (row) => at(column.numbers, row)) };
  }
  const values = Float64Array.from(rows, (row) => at(column.codes, row));
  return { kind: "values", values };
}

function describeColumn(
  { column, binned, result, isIdentifier }: ColumnTest,
  adjusted: number,
  { finding, beyond }: Decided,
  rows: number,
): ScannedColumn {
  const { name, title, source, kind } = column;
  const { missing } = binned;
  const known = { name, title, source, kind, n: rows - missing, missing, bins: binned.count };
  if ("p" in result) {
    return {
      ...{ ...known, value: result.detail.value, interval: result.interval },
      ...{ null_value: result.nullMean, permutations: result.permutations },
      ...{ p: result.p, p_adjusted: adjusted, finding, beyond },
    };
  }
  return {
    ...{ ...known, value: result, interval: result, null_value: result, permutations: 0 },
    ...{ p: result, p_adjusted: result, beyond: [] },
    finding: isIdentifier ? { kind: "identifier" } : { kind: "undefined", reason: result.reason },
  };
}

const shown: readonly ScannedColumn["finding"]["kind"][] = [
  ...(["may be the label", "flagged", "explained", "not flagged"] as const),
  ...(["identifier", "undefined"] as const),
];

/** Flagged ones first, each kind by its value. */
function inOrder(columns: readonly ScannedColumn[]): ScannedColumn[] {
  const rank = ({ finding }: ScannedColumn): number => shown.indexOf(finding.kind);
  const size = ({ value }: ScannedColumn): number => (typeof value === "number" ? value : 0);
  return columns.toSorted((left, right) => rank(left) - rank(right) || size(right) - size(left));
}
