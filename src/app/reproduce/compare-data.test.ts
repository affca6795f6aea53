import { describe, expect, it } from "vitest";
import { formatLock, type CohortLock, type LockRow } from "../../data/cohort/lock.js";
import type { DataSet } from "../../data/dataset.js";
import { compareData, type StoredData } from "./compare-data.js";
import { isReproducible } from "./finding.js";

const row: LockRow = {
  ...{ id: "a", subject: "s", image: "i", part: "train", label: "yes", attributes: ["x", "7"] },
  excluded: null,
};
const lock = (changes: Partial<CohortLock> = {}): CohortLock => ({
  version: 2,
  keyCheck: "k",
  attributes: ["site", "age"],
  order: "o",
  tables: [{ name: "t.csv", sha256: "1" }],
  rows: [row],
  ...changes,
});
const preparation = { preprocess: { steps: [{ name: "resize", size: [8, 8] }] } };
const label = { name: "sick", valueNames: ["no", "yes"] };
const site = { name: "site", kind: "read", valueNames: ["x", "y"] } as const;
const age = { name: "age", kind: "read", valueNames: ["<9", ">=9"] } as const;
const pool = { ids: [], subjects: [], label: new Int32Array(), attributes: {} };
const dataset = (changes: Partial<DataSet> = {}): DataSet => ({
  name: "cohort",
  imageShape: [1, 8, 8],
  label,
  attributes: [site, age],
  pools: { train: pool, test: null },
  writeImage: () => undefined,
  contentHash: "0123456789abcdef",
  lock: formatLock(lock()),
  preparation,
  ...changes,
});
const stored: StoredData = {
  hash: "0123456789abcdef",
  lock: formatLock(lock()),
  blueprint: { imageShape: [1, 8, 8], preparation, label, attributes: [site] },
};
const changes = (found: DataSet, before = stored) => {
  const findings = compareData(before, found);
  return {
    lines: findings.flatMap(({ state, text }) => (state === "same" ? [] : [`${state} ${text}`])),
    isSame: isReproducible(findings),
  };
};

describe("compareData", () => {
  it("says what is the same", () => {
    expect(compareData(stored, dataset()).map(({ state, text }) => `${state} ${text}`)).toEqual([
      "same cohort: rows (1), their parts, labels, attributes and images",
      "same shape of images [1, 8, 8]",
      "same preprocessing",
      "same names of classes and values",
    ]);
  });

  it("tells changes that decide from those that do not", () => {
    const tables = [{ name: "t.csv", sha256: "2" }];
    const other = (locked: CohortLock) =>
      changes(dataset({ lock: formatLock(locked), contentHash: "x" }));
    expect(other(lock({ tables }))).toEqual({
      lines: ["changed cohort: table t.csv has other content"],
      isSame: true,
    });
    expect(other(lock({ rows: [{ ...row, attributes: ["x", "8"] }] }))).toEqual({
      lines: ["changed cohort: 1 row with another age: a (7 → 8)"],
      isSame: true,
    });
    expect(other(lock({ rows: [{ ...row, attributes: ["y", "7"] }] }))).toEqual({
      lines: ["changed cohort: 1 row with another site: a (x → y)"],
      isSame: false,
    });
  });

  it("names preprocessing, shape, and classes in another order", () => {
    const steps = [{ name: "resize", size: [8, 4] }];
    const found = dataset({
      imageShape: [1, 8, 4],
      preparation: { preprocess: { steps } },
      label: { name: "sick", valueNames: ["yes", "no"] },
      contentHash: "x",
    });
    expect(changes(found)).toEqual({
      lines: [
        "changed shape of images [1, 8, 8] → [1, 8, 4]",
        "changed preprocessing: another preprocess.steps.0.size.1",
        "changed values of sick [no, yes] → [yes, no]",
      ],
      isSame: false,
    });
    expect(changes(dataset({ attributes: [age] })).lines).toEqual([
      "changed values of site [x, y] → []",
    ]);
  });

  it("finds that another version makes the same files into other images", () => {
    expect(changes(dataset({ contentHash: "x" }))).toEqual({
      lines: ["changed how images are made: another version of the program"],
      isSame: false,
    });
  });

  it("compares other data sets by their hash, and does not invent one", () => {
    const { lock: _lock, preparation: _preparation, ...plain } = dataset();
    const before = { ...stored, lock: null };
    expect(changes(plain, before)).toEqual({ lines: [], isSame: true });
    expect(changes({ ...plain, contentHash: "fedcba9876543210" }, before)).toEqual({
      lines: ["changed data 0123456789ab → fedcba987654"],
      isSame: false,
    });
    expect(changes(plain, { ...before, hash: null }).lines).toEqual([
      "unknown data: the run does not say what they were",
    ]);
  });
});
