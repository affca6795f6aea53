import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import type { PoolTable } from "../dataset.js";
import { splitBySubject } from "./split-by-subject.js";
import type { PartName } from "../part-name.js";
import type { DrawnLaw, SubjectSplit } from "./split-by-subject.js";

function pool(subjects: readonly string[]): PoolTable {
  return {
    ids: subjects.map((_, row) => String(row)),
    subjects,
    label: new Int32Array(subjects.length),
    attributes: {},
  };
}

function source(train: readonly string[], test: readonly string[] | null = null) {
  return { name: "toy", pools: { train: pool(train), test: test === null ? null : pool(test) } };
}

const names = (count: number, prefix = "p") => Array.from({ length: count }, (_, i) => prefix + i);
const parts = ["train", "validation", "test"] as const;

function partOfSubject(split: SubjectSplit, subjects: readonly string[]): Map<string, PartName[]> {
  const found = new Map<string, PartName[]>();
  for (const part of parts) {
    for (const row of split[part].rows) {
      const subject = subjects[row] ?? "?";
      const seen = found.get(subject) ?? [];
      if (!seen.includes(part)) seen.push(part);
      found.set(subject, seen);
    }
  }
  return found;
}

const anyLaw: fc.Arbitrary<DrawnLaw> = fc.oneof(
  fc.record({
    kind: fc.constant("hash" as const),
    validation: fc.constantFrom(0.15, 0.3),
    test: fc.constantFrom(0.2, 0.4),
  }),
  fc.record({
    kind: fc.constant("shuffle" as const),
    validation: fc.integer({ min: 1, max: 60 }),
    test: fc.integer({ min: 1, max: 60 }),
  }),
);

describe("splitBySubject", () => {
  it("puts every row in one part and every subject on one side", () => {
    const rows = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 300, maxLength: 400 });
    fc.assert(
      fc.property(rows, anyLaw, fc.integer(), (draws, law, seed) => {
        const subjects = draws.map((draw) => `patient ${draw}`);
        const split = splitBySubject(source(subjects), law, seed);
        const all = parts.flatMap((part) => [...split[part].rows]);
        expect(all.sort((a, b) => a - b)).toEqual([...subjects.keys()]);
        for (const found of partOfSubject(split, subjects).values()) expect(found).toHaveLength(1);
        for (const { part, rows: count, realised } of split.shares) {
          expect(count).toBe(split[part].rows.length);
          expect(realised).toBeCloseTo(count / subjects.length, 12);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("hash: rows added, removed or reordered move no other subject", () => {
    const law = { kind: "hash", validation: 0.2, test: 0.2 } as const;
    const few = names(200);
    const many = [...names(300, "new"), ...[...few].reverse()];
    const before = partOfSubject(splitBySubject(source(few), law, 4), few);
    const after = partOfSubject(splitBySubject(source(many), law, 4), many);
    for (const subject of few) expect(after.get(subject)).toEqual(before.get(subject));
    const other = partOfSubject(splitBySubject(source(few), law, 5), few);
    expect([...other]).not.toEqual([...before]);
  });

  it("hash: realised shares are within five standard errors of the asked ones, and reported", () => {
    const subjects = names(20_000);
    const split = splitBySubject(
      source(subjects),
      { kind: "hash", validation: 0.1, test: 0.25 },
      11,
    );
    expect(split.shares.map((share) => share.asked)).toEqual([0.65, 0.1, 0.25]);
    for (const { asked, realised } of split.shares) {
      const error = Math.sqrt((asked * (1 - asked)) / subjects.length);
      expect(Math.abs(realised - asked)).toBeLessThan(5 * error);
    }
  });

  it("shuffle: the official pools give 54,000 and 6,000 and the test pool as it is", () => {
    const split = splitBySubject(
      source(names(60_000, "train-"), names(10_000, "test-")),
      { kind: "shuffle", validation: 6000 },
      0,
    );
    expect(split.shares).toEqual([
      { part: "train", pool: "train", asked: 0.9, realised: 0.9, rows: 54_000, subjects: 54_000 },
      { part: "validation", pool: "train", asked: 0.1, realised: 0.1, rows: 6000, subjects: 6000 },
      { part: "test", pool: "test", asked: 1, realised: 1, rows: 10_000, subjects: 10_000 },
    ]);
    expect(split.test.pool).toBe("test");
    // Mean of 6,000 row numbers drawn from 60,000: standard error 17,320 / sqrt(6,000) = 224.
    const mean = split.validation.rows.reduce((sum, row) => sum + row, 0) / 6000;
    expect(Math.abs(mean - 29_999.5)).toBeLessThan(5 * 224);
  });

  it("shuffle: with several rows a subject it goes over by less than the last subject", () => {
    const subjects = names(300).flatMap((name) => [name, name, name]);
    const split = splitBySubject(
      source(subjects),
      { kind: "shuffle", validation: 100, test: 7 },
      2,
    );
    expect(split.shares.map(({ rows }) => rows)).toEqual([789, 102, 9]);
  });

  it("given: the parts are the pools' own, and nothing is drawn", () => {
    const { pools } = source(["a", "b", "b", "c"], ["d"]);
    const train = { ...pools.train, validation: Uint8Array.of(0, 1, 1, 0) };
    const own = { name: "toy", pools: { ...pools, train } };
    const split = splitBySubject(own, { kind: "given" }, 0);
    expect(parts.map((part) => [...split[part].rows])).toEqual([[0, 3], [1, 2], [0]]);
    expect(split.shares.map(({ asked, realised }) => [asked, realised])).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
      [1, 1],
    ]);
    expect(splitBySubject(own, { kind: "given" }, 1)).toEqual(split);
    for (const without of [source(["a"], ["b"]), source(["a"])]) {
      expect(messageOf(() => splitBySubject(without, { kind: "given" }, 0))).toMatch(
        /^InternalError: toy: the data set does not give its parts/,
      );
    }
  });

  it("refuses laws that do not fit the pools", () => {
    const bad = (law: DrawnLaw, test: readonly string[] | null = null) =>
      messageOf(() => splitBySubject(source(names(50), test), law, 0));
    expect(bad({ kind: "hash", validation: 0.1, test: 0.2 }, ["q"])).toBe(
      "ConfigError: data.split: toy has an official test pool: test cannot be asked for: got 0.2. " +
        "Leave test out.",
    );
    expect(bad({ kind: "hash", validation: 0.1 })).toBe(
      "ConfigError: data.split: toy has no official test pool: test must be asked for. " +
        "Give test as a share, such as 0.2.",
    );
    expect(bad({ kind: "shuffle", validation: 5 })).toBe(
      "ConfigError: data.split: toy has no official test pool: test must be asked for. " +
        "Give test as a number of rows.",
    );
    expect(bad({ kind: "hash", validation: 20, test: 0.2 })).toBe(
      "ConfigError: data.split.validation: out of range: expected a share between 0 and 1, got 20",
    );
    expect(bad({ kind: "shuffle", validation: 5, test: 0.2 })).toBe(
      "ConfigError: data.split.test: out of range: expected a positive number of rows, got 0.2",
    );
    expect(bad({ kind: "hash", validation: 0.5, test: 0.5 })).toBe(
      "ConfigError: data.split: validation and test leave nothing to train on: " +
        "expected a sum below 1, got 1",
    );
  });

  it("refuses empty parts and subjects in both pools", () => {
    expect(
      messageOf(() =>
        splitBySubject(source(names(50)), { kind: "shuffle", validation: 40, test: 10 }, 0),
      ),
    ).toBe(
      "DataError: toy: part train has no rows (rows 50). " +
        "Ask for other shares, or bring more subjects.",
    );
    expect(
      messageOf(() =>
        splitBySubject(
          source(names(50), ["q", "p7", "p7", "p9"]),
          { kind: "hash", validation: 0.5 },
          0,
        ),
      ),
    ).toBe(
      "DataError: toy: subjects are in the train pool and in the official test pool: " +
        "expected 0, got 2 (first p7). " +
        "Remove these rows from one pool: the test would see its own patients.",
    );
  });
});
