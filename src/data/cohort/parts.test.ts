import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitBySubject } from "../sampling/split-by-subject.js";
import { assignParts, type SplitRows } from "./parts.js";
import type { SplitSpec } from "./spec.js";

const rowsOf = (subjects: readonly string[], cells: readonly string[] = []): SplitRows => ({
  source: "t.csv",
  subjects,
  places: subjects.map((_, row) => `t.csv row ${row + 2}`),
  values: () => cells,
});
const many = (count: number) => Array.from({ length: count }, (_, index) => `patient ${index}`);
const share = (parts: readonly string[], part: string) =>
  parts.filter((found) => found === part).length / parts.length;

/** Splits that draw, each with the cells that it needs: a site for each subject. */
const drawn: readonly SplitSpec[] = [
  { kind: "hash", validation: 0.2, test: 0.3 },
  { kind: "folds", folds: 4, fold: 1, validation: 0.25 },
  { kind: "leave-out", column: "site", value: "A", validation: 0.25 },
  { kind: "column", column: "site", train: ["B"], test: ["A"], validation: 0.25 },
];
/** A third of the subjects is of site A. */
const sites = (subjects: readonly string[]) =>
  subjects.map((subject) => (Number(subject.slice(8)) % 3 === 0 ? "A" : "B"));
const split = (spec: SplitSpec, subjects: readonly string[], seed = 0) =>
  assignParts(spec, rowsOf(subjects, sites(subjects)), seed);

describe("assignParts", () => {
  const checkStability = (law: typeof split) => {
    const subject = fc.integer({ min: 1, max: 40 }).map((number) => `patient ${number}`);
    const lists = fc.array(subject, { maxLength: 60 });
    fc.assert(
      fc.property(lists, lists, fc.constantFrom(...drawn), fc.nat(9), (some, more, spec, seed) => {
        // Subject 0 is of site A, so that a value to leave out is always there.
        const before = ["patient 0", ...some];
        const after = [...more, ...before].reverse();
        const partOf = new Map<string, string>();
        for (const subjects of [before, after]) {
          for (const [row, part] of law(spec, subjects, seed).entries()) {
            const name = subjects[row] ?? "";
            expect(partOf.get(name) ?? part).toBe(part);
            partOf.set(name, part);
          }
        }
      }),
    );
  };

  it("never parts a subject, and never moves one when rows come or go", () => {
    checkStability(split);
    // Parts by the place of a row, or by the place of a subject, are found out.
    expect(() =>
      checkStability((_, subjects) => subjects.map((_, row) => (row % 2 ? "test" : "train"))),
    ).toThrow("Property failed");
    expect(() =>
      checkStability((_, subjects) =>
        subjects.map((name) => (subjects.indexOf(name) % 2 ? "test" : "train")),
      ),
    ).toThrow("Property failed");
  });

  it("draws the shares that are asked for, other subjects for another seed", () => {
    const subjects = many(20_000);
    for (const spec of drawn) {
      const parts = split(spec, subjects);
      const test = spec.kind === "hash" ? 0.3 : spec.kind === "folds" ? 0.25 : 1 / 3;
      const validation = spec.kind === "hash" ? 0.2 : 0.25 * (1 - test);
      // Four standard deviations of a share of 20,000 are 0.014 at most.
      expect(Math.abs(share(parts, "test") - test)).toBeLessThan(0.014);
      expect(Math.abs(share(parts, "validation") - validation)).toBeLessThan(0.014);
      expect(split(spec, subjects, 1)).not.toEqual(parts);
    }
  });

  it("splits by hash as splitBySubject does", () => {
    const subjects = many(500);
    const train = {
      ids: subjects,
      subjects,
      label: new Int32Array(500),
      attributes: {},
    };
    const law = { kind: "hash", validation: 0.2, test: 0.3 } as const;
    const theirs = splitBySubject({ name: "s", pools: { train, test: null } }, law, 7);
    const parts = split(law, subjects, 7);
    for (const part of ["train", "validation", "test"] as const) {
      const rows = [...parts.keys()].filter((row) => parts[row] === part);
      expect(rows).toEqual([...theirs[part].rows]);
    }
  });

  it("tests every subject in exactly one fold, and keeps none from training in all others", () => {
    const subjects = many(400);
    const parts = [0, 1, 2, 3, 4].map((fold) =>
      split({ kind: "folds", folds: 5, fold, validation: 0.3 }, subjects),
    );
    const count = (row: number, part: string) => parts.filter((fold) => fold[row] === part).length;
    const rows = [...subjects.keys()];
    expect(rows.filter((row) => count(row, "test") !== 1)).toEqual([]);
    // 0.3⁴ of 400 are expected to be; one hash for all folds would make it 120.
    expect(rows.filter((row) => count(row, "train") === 0).length).toBeLessThan(15);
  });

  it("reads parts from a column, in any capitals, by usual words or given ones", () => {
    const cells = ["Train", "val", "TEST", "valid", "validation"];
    const rows = rowsOf(many(5), cells);
    expect(assignParts({ kind: "column", column: "split" }, rows, 0)).toEqual([
      ...["train", "validation", "test", "validation", "validation"],
    ]);
    const coded = rowsOf(many(3), ["0", "1.0", "2"]);
    expect(
      assignParts(
        { kind: "column", column: "split", train: [0], validation: [1], test: ["2"] },
        coded,
        0,
      ),
    ).toEqual(["train", "validation", "test"]);
  });

  it.each<[string, SplitSpec, string[], string[], string]>([
    [
      "a subject in two parts",
      { kind: "column", column: "split" },
      ["p", "q", "p", "q"],
      ["train", "test", "test", "train"],
      "t.csv row 4: a subject has rows of different parts: got p (t.csv row 2 train, this row test, subjects like this 2). Put all rows of a subject into one part: a test would see its own patients.",
    ],
    [
      "a word of no part",
      { kind: "column", column: "split", validation: 0.2 },
      ["p"],
      ["valid"],
      "t.csv row 2: column split names no part: expected [train,test], got valid. List the word under train, validation or test, or leave such rows out by a filter.",
    ],
    [
      "an empty cell",
      { kind: "column", column: "split" },
      ["p"],
      [""],
      "t.csv row 2: column split names no part: expected [train,valid,val,validation,test], got an empty cell. List the word under train, validation or test, or leave such rows out by a filter.",
    ],
    [
      "a word of two parts",
      { kind: "column", column: "split", train: ["a"], test: ["A"] },
      ["p"],
      ["a"],
      "split: a word names two parts: got a (parts [train,test])",
    ],
    [
      "shares of everything",
      { kind: "hash", validation: 0.5, test: 0.5 },
      ["p"],
      [],
      "split: validation and test leave nothing to train on: expected a sum below 1, got 1",
    ],
    [
      "a fold that there is not",
      { kind: "folds", folds: 5, fold: 5, validation: 0.1 },
      ["p"],
      [],
      "split.fold: no such fold: expected 0 to 4, got 5",
    ],
    [
      "a value without rows",
      { kind: "leave-out", column: "site", value: "C", validation: 0.1 },
      ["p", "q"],
      ["A", "B"],
      "t.csv: no row has the value that is left out: expected site = C, got [A,B]",
    ],
    [
      "a missing value",
      { kind: "leave-out", column: "site", value: "A", validation: 0.1 },
      ["p", "q"],
      ["A", ""],
      "t.csv row 3: site is missing, so that no part is sure. Leave such rows out by a filter, or say missing: drop of the attribute.",
    ],
    [
      "a subject at two sites",
      { kind: "leave-out", column: "site", value: "A", validation: 1e-9 },
      ["p", "p"],
      ["A", "B"],
      "t.csv row 3: a subject has rows with site = A and others: got p (t.csv row 2 test, this row train). Put all rows of a subject into one part: a test would see its own patients.",
    ],
  ])("refuses %s", (_, spec, subjects, cells, message) => {
    expect(() => assignParts(spec, rowsOf(subjects, cells), 0)).toThrow(message);
  });
});
