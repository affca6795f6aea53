import { describe, expect, it } from "vitest";
import { compareLocks, sameCohort } from "./compare-locks.js";
import type { CohortLock, LockRow } from "./lock.js";

const row = (id: string, changes: Partial<LockRow> = {}): LockRow => ({
  id,
  subject: `s-${id}`,
  image: `i-${id}`,
  part: "train",
  label: "yes",
  attributes: ["x", "61"],
  excluded: null,
  ...changes,
});
const lock = (rows: readonly LockRow[], changes: Partial<CohortLock> = {}): CohortLock => ({
  version: 2,
  keyCheck: "k",
  attributes: ["site", "age"],
  order: "abcde",
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

  it("names attributes that changed, whatever their order, and those that one side has alone", () => {
    const now = lock(
      old.rows.map((found, index) => ({
        ...found,
        attributes: index === 1 ? ["left", null] : index === 2 ? ["left", "y"] : ["left", "x"],
      })),
      { attributes: ["marker", "site"] },
    );
    expect(compareLocks(old, now)).toEqual([
      "2 rows with another site: b (x → none), c (x → y)",
      "attribute age is gone",
      "attribute marker is new",
    ]);
    const first = lock(old.rows, { version: 1, attributes: undefined, order: undefined });
    expect(compareLocks(first, old)).toEqual([
      "attributes were not compared: a lock of version 1 has none",
    ]);
  });

  it("names another order where the rows are the same", () => {
    expect(compareLocks(old, lock(old.rows, { order: "edcba" }))).toEqual([
      "the rows are in another order",
    ]);
    expect(compareLocks(old, lock(old.rows.slice(1), { order: "bcde" }))).toEqual([
      "1 row removed: a",
    ]);
  });
});

describe("sameCohort", () => {
  const same = (now: CohortLock, before = old) => sameCohort(before, now, ["site"]);
  const changed = (changes: Partial<LockRow>) =>
    lock(old.rows.map((found) => ({ ...found, ...changes })));

  it("looks at what training sees, and at nothing else", () => {
    const tables = [{ name: "t.csv", sha256: "2" }];
    const left = row("z", {
      part: null,
      image: null,
      label: null,
      attributes: [],
      excluded: "view",
    });
    expect(same(lock([...old.rows, left], { tables }))).toBe(true);
    // The age of a row is of no interest to a run that has the site alone.
    expect(same(changed({ attributes: ["x", "7"] }))).toBe(true);
    expect(sameCohort(old, changed({ attributes: ["x", "7"] }), ["age"])).toBe(false);
    expect(sameCohort(old, old, ["marker"])).toBe(false);
    for (const now of [
      changed({ label: "no" }),
      changed({ part: "test" }),
      changed({ subject: "s" }),
      changed({ image: "i" }),
      changed({ image: null }),
      changed({ attributes: ["y", "61"] }),
      changed({ excluded: "view" }),
      lock(old.rows.slice(1)),
      lock([...old.rows, row("f")]),
      lock(old.rows, { order: "edcba" }),
      lock(old.rows, { keyCheck: "other" }),
    ]) {
      expect(same(now)).toBe(false);
    }
  });

  it("does not trust a lock of version 1 where a table is another", () => {
    const first = lock(old.rows, { version: 1, attributes: undefined, order: undefined });
    expect(same(old, first)).toBe(true);
    expect(same(lock(old.rows, { tables: [] }), first)).toBe(false);
  });
});
