import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { chooseDonors, matchControls, type DonorRows } from "./choose-donors.js";

function rowsOf(count: number): DonorRows {
  const rng = createRng("rows");
  const draw = (bound: number) => Int32Array.from({ length: count }, () => rng.integer(bound));
  return {
    label: draw(2),
    attribute: draw(4).map((value) => value - 1),
    scores: Float64Array.from({ length: count }, () => rng.uniform()),
    subjects: [...draw(count / 3)].map((subject) => `s${subject}`),
  };
}

describe("chooseDonors", () => {
  it("keeps the label, changes the value for one donor alone, and never takes from the same subject", () => {
    const rows = rowsOf(600);
    const donations = chooseDonors(rows, createRng(1));
    expect(donations.length).toBe(Array.from(rows.attribute).filter((value) => value >= 0).length);
    for (const { row, from, to, other, own, matched } of donations) {
      expect(from).toBe(rows.attribute[row]);
      expect(to).not.toBe(from);
      expect(rows.attribute[other]).toBe(to);
      for (const control of [own, matched]) expect(rows.attribute[control]).toBe(from);
      for (const giver of [other, own, matched]) {
        expect(rows.label[giver]).toBe(rows.label[row]);
        expect(rows.subjects[giver]).not.toBe(rows.subjects[row]);
      }
    }
    expect(new Set(donations.map(({ to }) => to))).toEqual(new Set([0, 1, 2]));
  });

  it("takes one control of which the model says nearly the same as of the donor, and one drawn evenly", () => {
    const rows = rowsOf(3000);
    const donations = chooseDonors(rows, createRng(1));
    const distance = (key: "own" | "matched") =>
      donations.reduce(
        (sum, donation) =>
          sum +
          Math.abs((rows.scores[donation.other] ?? NaN) - (rows.scores[donation[key]] ?? NaN)),
        0,
      ) / donations.length;
    // Some 375 rows a cell: the nearest of them is 1/750 away on average, a row drawn at random 1/3.
    expect(distance("matched")).toBeLessThan(0.005);
    expect(distance("own")).toBeCloseTo(1 / 3, 1);
  });

  it("matches controls by other scores, and leaves what is drawn", () => {
    const rows = rowsOf(600);
    const donations = chooseDonors(rows, createRng(1));
    expect(matchControls(donations, rows)).toEqual(donations);
    const scores = Float64Array.from(rows.subjects, (_, row) => (row * 7919) % 600);
    const matched = matchControls(donations, { ...rows, scores });
    expect(matched.map((one, place) => ({ ...one, matched: donations[place]?.matched }))).toEqual(donations); // prettier-ignore
    for (const { row, from, other, matched: control } of matched) {
      const allowed = [...scores.keys()].filter(
        (one) => rows.label[one] === rows.label[row] && rows.attribute[one] === from && rows.subjects[one] !== rows.subjects[row], // prettier-ignore
      );
      const distance = (one: number) => Math.abs((scores[one] ?? NaN) - (scores[other] ?? NaN));
      expect(distance(control)).toBe(Math.min(...allowed.map(distance)));
    }
  });

  it("of a number draws the first control from the rows whose true number is nearest to the donor's", () => {
    const rows = rowsOf(600);
    const nearest = (amounts: Float64Array) => {
      const donations = chooseDonors({ ...rows, amounts }, createRng(1));
      const counts = new Map<number, number>();
      for (const { row, from, other, own } of donations) {
        const allowed = [...amounts.keys()].filter(
          (one) => rows.label[one] === rows.label[row] && rows.attribute[one] === from && rows.subjects[one] !== rows.subjects[row], // prettier-ignore
        );
        const distance = (one: number) => Math.abs((amounts[one] ?? NaN) - (amounts[other] ?? NaN));
        expect(distance(own)).toBe(Math.min(...allowed.map(distance)));
        counts.set(own, (counts.get(own) ?? 0) + 1);
      }
      return counts;
    };
    const rng = createRng("amounts");
    nearest(Float64Array.from({ length: 600 }, () => rng.normal()));
    // Whole numbers: of the many rows as near each may be drawn.
    const counts = nearest(Float64Array.from({ length: 600 }, () => rng.integer(3)));
    expect(counts.size).toBeGreaterThan(200);
    expect(Math.max(...counts.values())).toBeLessThan(12);
    expect(() => chooseDonors({ ...rows, amounts: [1] }, createRng(0))).toThrow("columns differ in length"); // prettier-ignore
  });

  it("draws donors evenly, also around a subject that has most of a cell", () => {
    const many = Array.from({ length: 40 }, () => "many");
    const subjects = [...many, "a", "b", ...many, "x"];
    const attribute = Int32Array.from(subjects, (_, row) => Number(row < 42));
    const zeros = new Float64Array(subjects.length);
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 50; seed++) {
      const rows = { label: zeros, attribute, scores: zeros, subjects };
      for (const { row, other, own, matched } of chooseDonors(rows, createRng(seed))) {
        if (row < 42 || row === 82) continue;
        counts.set(other, (counts.get(other) ?? 0) + 1);
        expect([own, matched]).toEqual([82, 82]);
      }
    }
    const [a = 0, b = 0] = [counts.get(40), counts.get(41)];
    expect(a + b).toBe(2000);
    // Three standard deviations of 2000 fair draws: 67.
    expect(Math.abs(a - 1000)).toBeLessThan(68);
  });

  it("gives nothing where a row has no donor of its own or of another value", () => {
    const subjects = ["a", "b", "c"];
    const scores = [0, 0, 0];
    const alone = { label: [0, 0, 1], attribute: [0, 1, 1], scores, subjects };
    expect(chooseDonors(alone, createRng(0))).toEqual([]);
    const oneValue = { label: [0, 0, 0], attribute: [1, 1, -1], scores, subjects };
    expect(chooseDonors(oneValue, createRng(0))).toEqual([]);
  });

  it("refuses columns that do not fit", () => {
    const one: DonorRows = { label: [0], attribute: [0], scores: [0], subjects: ["a"] };
    const refuse = (rows: Partial<DonorRows>) => () =>
      chooseDonors({ ...one, ...rows }, createRng(0));
    expect(refuse({ attribute: [0, 1] })).toThrow("chooseDonors: columns differ in length");
    expect(refuse({ subjects: [] })).toThrow("chooseDonors: columns differ in length");
    expect(refuse({ label: [-1] })).toThrow("chooseDonors: label of row 0");
    expect(refuse({ scores: [NaN] })).toThrow("chooseDonors: score of row 0");
    expect(refuse({ subjects: [""] })).toThrow("chooseDonors: subject of row 0 is empty");
  });
});
