import { describe, expect, it } from "vitest";
import { compareLocks } from "./compare-locks.js";
import type { CohortLock, LockRow } from "./lock.js";

const row = (id: string, changes: Partial<LockRow> = {}): LockRow => ({
  id,
  subject: `s-${id}`,
  image: `i-${id}`,
  part: "train",
  label: "yes",
  excluded: null,
  ...changes,
});
const lock = (rows: readonly LockRow[], changes: Partial<CohortLock> = {}): CohortLock => ({
  version: 1,
  keyCheck: "k",
  tables: [{ name: "t.csv", sha256: "1" }],
  rows,
  ...changes,
});
const old = lock(["a", "b", "c", "d", "e"].map((id) => row(id)));

describe("compareLocks", () => {
  it("is silent about the same cohort", () => {
    expect(compareLocks(old, lock(old.rows.toReversed()))).toEqual([]);
  });

  it("says what changed, how often, and where first", () => {
    const now = lock([
      row("a", { label: "no" }),
      row("b", { part: null, label: null, image: null, excluded: "site is known" }),
      row("c", { image: "other" }),
      row("d", { part: "test", subject: "s-x" }),
      row("e", { image: null }),
      ...["f", "g", "h", "i"].map((id) => row(id)),
    ]);
    expect(compareLocks(old, now)).toEqual([
      "4 rows added: f, g, h, … (1 more)",
      "1 row with another subject: d (s-d → s-x)",
      "2 rows with another part: b (train → none), d (train → test)",
      "2 rows with another label: a (yes → no), b (yes → none)",
      "1 row with another exclusion: b (none → site is known)",
      "1 row with another image: c",
      "1 row whose image was not compared: its content is not in both locks",
    ]);
    expect(compareLocks(now, old)).toContain("4 rows removed: f, g, h, … (1 more)");
  });

  it("compares tables by their content", () => {
    const tables = [
      { name: "t.csv", sha256: "2" },
      { name: "new.tsv", sha256: "1" },
    ];
    expect(compareLocks(old, lock(old.rows, { tables }))).toEqual([
      "table t.csv has other content",
      "table new.tsv is new",
    ]);
    expect(compareLocks(lock(old.rows, { tables }), lock(old.rows, { tables: [] }))).toEqual([
      "table t.csv is gone",
      "table new.tsv is gone",
    ]);
  });

  it("does not compare pseudonyms of two keys", () => {
    expect(compareLocks(old, lock([row("z")], { keyCheck: "other" }))).toEqual([
      "the pseudonyms were made with another key: rows cannot be compared",
    ]);
  });
});
