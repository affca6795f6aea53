import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng, type Rng } from "../../base/rng.js";
import {
  conditionalTest as sortedTest,
  createConditionalTest,
  sortColumn,
  type ConditionalRows,
} from "./conditional-test.js";
import { rowsBySubject } from "./subject-classes.js";

interface Case {
  label: number[];
  group: number[];
  score: number[];
  number: number[];
  kruskal: number;
  spearman: number;
}
const { cases } = JSON.parse(
  readFileSync(new URL("../../../fixtures/audit/values.json", import.meta.url), "utf8"),
) as { cases: Case[] };

interface Rows extends Pick<ConditionalRows, "summed"> {
  readonly answers: readonly ArrayLike<number>[];
  readonly strata: Int32Array;
  readonly stratumCount: number;
  readonly subjects: Int32Array;
  readonly attribute:
    | { readonly kind: "classes"; readonly values: ArrayLike<number>; readonly size: number }
    | { readonly kind: "number"; readonly values: ArrayLike<number> };
}

/** The test of unsorted columns. */
function conditionalTest(rows: Rows, permutations: number, rng: Rng) {
  const { attribute, subjects } = rows;
  return sortedTest(
    {
      ...rows,
      answers: rows.answers.map(sortColumn),
      bySubject: rowsBySubject(subjects, Math.max(...subjects) + 1),
      attribute:
        attribute.kind === "classes"
          ? attribute
          : { ...attribute, sorted: sortColumn(attribute.values) },
    },
    permutations,
    rng,
  );
}

const numbered = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

/** A set of subjects with several rows each; the score has a part of the subject's, the attribute is the subject's too. */
function clustered(seed: number, subjects: number, each: number) {
  const rng = createRng(`clusters ${seed}`);
  const own = Array.from({ length: subjects }, () => ({
    level: rng.normal(),
    attribute: rng.integer(2),
    label: rng.integer(2),
  }));
  const rows = Array.from({ length: subjects * each }, (_, row) => Math.floor(row / each));
  return {
    answers: [Float64Array.from(rows, (subject) => at(own, subject).level + 0.3 * rng.normal())],
    strata: Int32Array.from(rows, (subject) => at(own, subject).label),
    stratumCount: 2,
    subjects: Int32Array.from(rows),
    attribute: {
      kind: "classes" as const,
      values: Int32Array.from(rows, (subject) => at(own, subject).attribute),
      size: 2,
    },
  };
}

describe("conditionalTest", () => {
  it.each(cases.map((entry, index) => [index, entry] as const))(
    "has the statistic of SciPy, case %i",
    (_, { label, group, score, number, kruskal, spearman }) => {
      const rows = {
        answers: [score],
        strata: Int32Array.from(label),
        stratumCount: 2,
        subjects: numbered(label.length),
      };
      const size = Math.max(...group) + 1;
      const classes = { kind: "classes" as const, values: group, size };
      expect(conditionalTest({ ...rows, attribute: classes }, 9, createRng(0)).value).toBeCloseTo(
        kruskal,
        9,
      );
      const numbers = { kind: "number" as const, values: number };
      expect(conditionalTest({ ...rows, attribute: numbers }, 9, createRng(0)).value).toBeCloseTo(
        spearman,
        9,
      );
    },
  );

  it("has the p of all permutations", () => {
    // Five subjects of one label, scores 1..5, the attribute on the two highest: 2 of C(5, 2) = 10 ways are as extreme.
    const { p } = conditionalTest(
      {
        answers: [[1, 2, 3, 4, 5]],
        strata: new Int32Array(5),
        stratumCount: 1,
        subjects: numbered(5),
        attribute: { kind: "classes", values: [0, 0, 0, 1, 1], size: 2 },
      },
      100_000,
      createRng("all"),
    );
    // It stops at 50 exceedances, so p has a standard deviation of about 0.025.
    expect(p).toBeGreaterThan(0.12);
    expect(p).toBeLessThan(0.3);
  });

  it("keeps its level with several rows a subject; exchanging rows instead does not", () => {
    let [bySubject, byRow] = [0, 0];
    const sets = 200;
    for (let set = 0; set < sets; set++) {
      const rows = clustered(set, 40, 6);
      const whole = conditionalTest(rows, 199, createRng(set));
      const apart = conditionalTest(
        { ...rows, subjects: numbered(rows.strata.length) },
        199,
        createRng(set),
      );
      if (typeof whole.p === "number" && whole.p <= 0.05) bySubject += 1;
      if (typeof apart.p === "number" && apart.p <= 0.05) byRow += 1;
    }
    expect(bySubject / sets).toBeLessThan(0.09);
    expect(byRow / sets).toBeGreaterThan(0.2);
  });

  it("keeps its level where prevalence differs between groups; without strata it does not", () => {
    let [given, marginal] = [0, 0];
    const sets = 200;
    for (let set = 0; set < sets; set++) {
      const rng = createRng(`prevalence ${set}`);
      const label = Int32Array.from({ length: 150 }, () => rng.integer(2));
      const rows = {
        answers: [Float64Array.from(label, (own) => own + 0.7 * rng.normal())],
        stratumCount: 2,
        subjects: numbered(150),
        attribute: {
          kind: "classes" as const,
          values: label.map((own) => (rng.uniform() < (own === 1 ? 0.75 : 0.25) ? 1 : 0)),
          size: 2,
        },
      };
      const test = conditionalTest({ ...rows, strata: label }, 199, createRng(set));
      const wrong = conditionalTest({ ...rows, strata: new Int32Array(150) }, 199, createRng(set));
      if (typeof test.p === "number" && test.p <= 0.05) given += 1;
      if (typeof wrong.p === "number" && wrong.p <= 0.05) marginal += 1;
    }
    expect(given / sets).toBeLessThan(0.09);
    expect(marginal / sets).toBeGreaterThan(0.9);
  });

  it("moves an attribute that varies inside a subject as a whole, and leaves rows without one out", () => {
    const rows = {
      answers: [[0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.5]],
      strata: Int32Array.of(0, 1, 0, 1, 0, 1, 0),
      stratumCount: 2,
      subjects: Int32Array.of(0, 0, 1, 1, 2, 2, 3),
      attribute: { kind: "classes" as const, values: [0, 1, 0, 1, 1, 0, -1], size: 2 },
    };
    const { value, p } = conditionalTest(rows, 500, createRng(2));
    // Stratum 0: ranks 1, 2, 3 with the attribute on 3; KW = 2 * (1.5/3 + ...) by hand: H = 1.5 in each stratum.
    expect(value).toBeCloseTo(3, 9);
    // The third subject is the odd one out in a third of the exchanges, the first in another with the same statistic.
    expect(p).toBeGreaterThan(0.5);
    expect(p).toBeLessThan(0.85);
  });

  it.each([
    ["no rows with a value", [-1, -1, -1], [0, 1, 2]],
    ["the attribute has one value", [1, 1, -1], [0, 1, 2]],
    ["no two subjects with equal labels and other values to exchange", [0, 1, 1], [0, 0, 0]],
  ])("is undefined: %s", (reason, values, subjects) => {
    const found = conditionalTest(
      {
        answers: [[0.1, 0.2, 0.3]],
        strata: new Int32Array(3),
        stratumCount: 1,
        subjects: Int32Array.from(subjects),
        attribute: { kind: "classes", values, size: 2 },
      },
      99,
      createRng(0),
    );
    expect(found.p).toEqual({ value: null, reason });
    expect(found.permutations).toBe(0);
  });

  it("says what is compared, of a number a correlation however many scores there are", () => {
    const rng = createRng("words");
    const draw = () => Float64Array.from({ length: 12 }, () => rng.normal());
    const rows = { strata: new Int32Array(12), stratumCount: 1, subjects: numbered(12) };
    const statisticOf = (count: number, attribute: Rows["attribute"]) =>
      conditionalTest(
        { ...rows, answers: Array.from({ length: count }, draw), attribute },
        5,
        createRng(1),
      ).statistic;
    const classes = {
      kind: "classes",
      values: numbered(12).map((row) => row % 2),
      size: 2,
    } as const;
    const number = { kind: "number", values: draw() } as const;
    expect(
      [1, 3].flatMap((count) => [statisticOf(count, classes), statisticOf(count, number)]),
    ).toEqual([
      "rank of the answer between groups, given the label",
      "rank correlation of answer and attribute, given the label",
      "ranks of the scores between groups, given the label",
      "rank correlation of answer and attribute, given the label",
    ]);
  });

  it("leaves out rows whose number is missing, as if they were not there", () => {
    // A missing number once made the ranking go round for ever.
    const rng = createRng("missing numbers");
    const [score, number] = [0, 0].map(() => Float64Array.from({ length: 60 }, () => rng.normal()));
    if (score === undefined || number === undefined) throw new Error("columns");
    const strata = Int32Array.from(score, () => rng.integer(2));
    const testOf = (values: Float64Array, rows: Int32Array) =>
      conditionalTest(
        {
          answers: [Float64Array.from(rows, (row) => at(score, row))],
          strata: rows.map((row) => at(strata, row)),
          stratumCount: 2,
          subjects: numbered(rows.length),
          attribute: { kind: "number", values },
        },
        50,
        createRng(2),
      );
    const holes = number.map((value, row) => (row % 3 === 0 ? NaN : value));
    const known = numbered(60).filter((row) => row % 3 !== 0);
    const own = Float64Array.from(known, (row) => at(number, row));
    expect(testOf(holes, numbered(60))).toEqual(testOf(own, known));
  });

  it("sums parts of a bin before it squares: what goes one way in all of them adds up, what goes both ways cancels", () => {
    const valueOf = (attribute: Rows["attribute"], summed?: Rows["summed"]) =>
      conditionalTest(
        {
          ...{ answers: [[1, 2, 5, 7]], strata: Int32Array.of(0, 0, 1, 1), stratumCount: 2 },
          ...{ subjects: numbered(4), attribute, ...(summed && { summed }) },
        },
        0,
        createRng(1),
      ).value;
    const together = { strata: new Int32Array(4), count: 1 };
    const classes = (...values: number[]) => ({ kind: "classes", values, size: 2 }) as const;
    const number = (...values: number[]) => ({ kind: "number", values }) as const;
    // Centred ranks over their standard deviation are −1/√2 and 1/√2 in both parts.
    for (const [same, turned] of [
      [classes(0, 1, 0, 1), classes(0, 1, 1, 0)],
      [number(3, 4, 8, 9), number(3, 4, 9, 8)],
    ] as const) {
      expect(valueOf(same)).toBeCloseTo(2, 12);
      expect(valueOf(turned)).toBeCloseTo(2, 12);
      expect(valueOf(same, together)).toBeCloseTo(2, 12);
      expect(valueOf(turned, together)).toBeCloseTo(0, 12);
      const itself = { strata: Int32Array.of(0, 0, 1, 1), count: 2 };
      expect(valueOf(turned, itself)).toBe(valueOf(turned));
    }
  });

  it("tests one attribute after another as each alone", () => {
    const { answers, strata, subjects } = clustered(5, 40, 2);
    const rows = {
      ...{ answers: answers.map(sortColumn), strata, stratumCount: 2, subjects },
      bySubject: rowsBySubject(subjects, 40),
    };
    const test = createConditionalTest(rows);
    const rng = createRng("values");
    for (const holes of [0, 1, 0]) {
      const values = strata.map(() => rng.integer(3 + holes) - holes);
      const attribute = { kind: "classes", values, size: 3 } as const;
      expect(test(attribute, 30, createRng(1))).toEqual(
        sortedTest({ ...rows, attribute }, 30, createRng(1)),
      );
    }
  });
});
