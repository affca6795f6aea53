import { expect, it } from "vitest";
import type { CohortLock, LockRow } from "../../data/cohort/lock.js";
import { requireAllHeldOut, type FoldRun } from "./held-out.js";

const subjects = ["a", "b", "c", "d"];

/** Four subjects of one row each, of which fold 0 holds out a and b, fold 1 c and d. */
function foldOf(fold: number, change: Partial<CohortLock> = {}): FoldRun {
  const isTest = (index: number) => Math.floor(index / 2) === fold;
  const rows = subjects.map((subject, index): LockRow => ({
    ...{ id: `row-${subject}`, subject, image: null, label: "no", attributes: ["x"] },
    ...{ part: isTest(index) ? "test" : "train", excluded: null },
  }));
  const held = subjects.filter((_, index) => isTest(index));
  const predictions = {
    natural: {
      ...{ id: held, subject: held, label: Int32Array.of(0, 0), classes: 2 },
      ...{ probabilities: new Float64Array(4), group: new Int32Array(2), groupNames: ["no, x"] },
    },
  };
  const groups = {
    ...{ variables: ["ill", "site"], names: ["no, x"], trainingRows: 2, trainingCounts: [2] },
    ...{ labelValues: ["no"], attributeValues: [["x"]], associations: {} },
    weighted: { of: "natural", asked: {} },
  };
  const lock = { version: 2, keyCheck: "key", order: "order", tables: [], rows } as const;
  return { run: { groups, predictions }, lock: { ...lock, ...change } };
}
const [first, second] = [foldOf(0), foldOf(1)];
const check = (...folds: readonly FoldRun[]) => requireAllHeldOut("erm seed 0", folds);
const withRows = (fold: FoldRun, change: (row: LockRow) => LockRow[]): FoldRun => ({
  ...fold,
  lock: { ...fold.lock, rows: fold.lock.rows.flatMap(change) },
});

it("takes folds that hold out every row of one cohort, rows that were left out of it aside", () => {
  expect(() => check(first, second)).not.toThrow();
  const gone: LockRow = {
    ...{ id: "row-e", subject: "e", image: null, part: null, label: null, attributes: [] },
    excluded: "no image",
  };
  const withGone = (fold: FoldRun): FoldRun => ({
    ...fold,
    lock: { ...fold.lock, rows: [...fold.lock.rows, gone] },
  });
  expect(() => check(withGone(first), second)).not.toThrow();
});

it("sees a subject that one fold never had", () => {
  const lost = withRows(second, (row) => (row.subject === "d" ? [] : [row]));
  expect(() => check(first, lost)).toThrow(
    "erm seed 0: fold 1 has other rows than fold 0: expected 4, got 3. Tables have changed between the runs, or images",
  );
  const other = foldOf(1, { order: "another" });
  expect(() => check(first, other)).toThrow("fold 1 has other rows than fold 0");
  // The same rows by another key have other names, and so another hash of their order.
  expect(() => check(first, foldOf(1, { keyCheck: "2", order: "another" }))).not.toThrow();
});

it("sees rows that no fold has tested", () => {
  const kept = withRows(second, (row) => [row.subject === "d" ? { ...row, part: "train" } : row]);
  expect(() => check(first, kept)).toThrow(
    "erm seed 0: the tests of the folds are not the rows of the cohort: expected 4, got 3.",
  );
  expect(() => check(first)).toThrow("expected 4, got 2");
});

it("sees a subject without predictions, where a test has all rows of its part and its values are known", () => {
  const { natural } = second.run.predictions;
  if (natural === undefined) throw new Error("no test");
  const predictions = { natural: { ...natural, id: ["c"], subject: ["c"] } };
  const short: FoldRun = { ...second, run: { ...second.run, predictions } };
  expect(() => check(first, short)).toThrow(
    "erm seed 0: fold 1 lacks predictions of subjects that it held out: expected 2, got 1. Copy the whole run folder",
  );
  const unknown = withRows(short, (row) => [row.subject === "d" ? { ...row, label: null } : row]);
  expect(() => check(first, unknown)).not.toThrow();
  const drawn: FoldRun = {
    ...short,
    run: { ...short.run, groups: { ...short.run.groups, weighted: null } },
  };
  expect(() => check(first, drawn)).not.toThrow();
});
