import { describe, expect, it } from "vitest";
import type { CohortFlow, FlowCount } from "./flow-counts.js";
import { flowLines, showFlow } from "./show-flow.js";

const step = (
  what: string,
  rows: number,
  subjects: number,
  excluded: number,
  reasons: Readonly<Record<string, number>> = {},
): FlowCount => ({ what, rows, subjects, excluded, reasons });

const flow: CohortFlow = {
  steps: [
    step("table.csv", 1000, 800, 0),
    step("Age at least 18", 988, 790, 12),
    step("sex is known", 985, 788, 3, { "sex is missing": 2, "sex is another value": 1 }),
    step("the image can be read", 965, 770, 20, { "the image cannot be read": 20 }),
  ],
  parts: [
    { part: "train", rows: 600, subjects: 480, unlabelled: 0 },
    { part: "validation", rows: 165, subjects: 130, unlabelled: 0 },
    { part: "test", rows: 200, subjects: 160, unlabelled: 0 },
  ],
};
const lines = (value: CohortFlow, smallest: number) => flowLines(showFlow(value, smallest));

describe("the flow of exclusions in words", () => {
  it("has every step", () => {
    expect(lines(flow, 1)).toEqual([
      "table.csv: 1000 rows of 800 subjects",
      "  - 12 rows left out",
      "Age at least 18: 988 rows of 790 subjects",
      "  - 3 rows left out; sex is missing: 2; sex is another value: 1",
      "sex is known: 985 rows of 788 subjects",
      "  - 20 rows left out; the image cannot be read",
      "the image can be read: 965 rows of 770 subjects",
      "  train: 600 rows of 480 subjects",
      "  validation: 165 rows of 130 subjects",
      "  test: 200 rows of 160 subjects",
    ]);
  });

  it("puts a step that took few together with the next", () => {
    expect(lines(flow, 5).slice(2, 5)).toEqual([
      "Age at least 18: 988 rows of 790 subjects",
      "  - 23 rows left out; sex is missing: <5; sex is another value: <5; the image cannot be read: *",
      "sex is known; the image can be read: 965 rows of 770 subjects",
    ]);
  });

  it("puts the last step that took few together with the one before", () => {
    const [first, second, third] = flow.steps;
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    const shorter = { ...flow, steps: [first, second, third] };
    expect(lines(shorter, 5).slice(1, 3)).toEqual([
      "  - 15 rows left out; Age at least 18: *; sex is missing: <5; sex is another value: <5",
      "Age at least 18; sex is known: 985 rows of 788 subjects",
    ]);
  });

  it("does not show the rows of the tables where all steps took few", () => {
    const few = { ...flow, steps: [step("table.csv", 967, 771, 0), step("a", 965, 770, 2)] };
    expect(lines(few, 5).slice(0, 2)).toEqual([
      "  - <5 rows left out before; a",
      "table.csv; a: 965 rows of 770 subjects",
    ]);
  });

  it("puts steps together that took few subjects, though many rows", () => {
    const steps = [step("t", 900, 500, 0), step("a", 880, 499, 20), step("b", 800, 450, 80)];
    expect(lines({ ...flow, steps }, 5).slice(0, 3)).toEqual([
      "t: 900 rows of 500 subjects",
      "  - 100 rows left out; a: 20; b: 80",
      "a; b: 800 rows of 450 subjects",
    ]);
  });

  it("hides a small part, one more, and a part with few masked labels, which its set tells", () => {
    const [train, validation, test] = flow.parts;
    if (train === undefined || validation === undefined || test === undefined) throw new Error();
    const small = { ...flow, parts: [train, { ...validation, rows: 3, subjects: 3 }, test] };
    expect(lines(small, 5).slice(-3)).toEqual([
      "  train: 600 rows of 480 subjects",
      "  validation: <5 rows of <5 subjects",
      "  test: * rows of * subjects",
    ]);
    const masked = { ...flow, parts: [train, validation, { ...test, unlabelled: 2 }] };
    expect(lines(masked, 5).slice(-3)).toEqual([
      "  train: * rows of 480 subjects",
      "  validation: 165 rows of 130 subjects",
      "  test: * rows of 160 subjects",
    ]);
  });

  it("has no difference of 1 to n − 1 between two counts it prints", () => {
    const numbers = lines(flow, 15).flatMap((line) => {
      const [, rows, subjects] = /: (\d+) rows? of (\d+)/.exec(line) ?? [];
      return rows === undefined || line.startsWith("  ") ? [] : [[Number(rows), Number(subjects)]];
    });
    expect(numbers).toEqual([
      [1000, 800],
      [965, 770],
    ]);
  });
});
