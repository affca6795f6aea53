import { describe, expect, it } from "vitest";
import { maskEffects, type MaskedAnswers } from "./mask-effects.js";

const subjects = ["a", "b", "c", "d", "e", "f"];
const answers = (changes: Partial<MaskedAnswers> = {}): MaskedAnswers => ({
  target: "finding",
  classNames: ["no", "yes"],
  label: [1, 1, 1, 1, 1, 0],
  attributes: [{ name: "sex", valueNames: ["f", "m", "x"], values: [0, 0, 0, 1, 1, -1] }],
  subjects,
  before: Float64Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.1, 0.9, 0.2, 0.8, 0.9, 0.1),
  inside: Float64Array.of(0.6, 0.4, 0.8, 0.2, 0.7, 0.3, 0.4, 0.6, 0.7, 0.3, 0.8, 0.2),
  control: Float64Array.of(0.1, 0.9, 0.3, 0.7, 0.3, 0.7, 0.0, 1.0, 0.2, 0.8, 0.9, 0.1),
  ...changes,
});

describe("maskEffects", () => {
  it("is by hand: means, and the difference picture by picture", () => {
    const [all, no, yes, f, m] = maskEffects(answers());
    expect(all).toMatchObject({ kind: "all", n: 6, subjects: 6 });
    // |change| of P(yes): inside 0.5, 0.6, 0.4, 0.3, 0.5, 0.1; control 0, 0.1, 0, 0.1, 0, 0.
    expect(all?.moved.inside.value).toBeCloseTo(2.4 / 6, 12);
    expect(all?.moved.control.value).toBeCloseTo(0.2 / 6, 12);
    expect(all?.moved.difference.value).toBeCloseTo(2.2 / 6, 12);
    // Of the own class: −0.5, −0.6, −0.4, −0.3, −0.5, −0.1 of no; control 0, −0.1, 0, +0.1, 0, 0.
    expect(all?.own_class.inside.value).toBeCloseTo(-2.4 / 6, 12);
    expect(all?.own_class.control.value).toBeCloseTo(0, 12);
    expect(no).toMatchObject({ kind: "class", name: "finding", value: "no", n: 1 });
    expect(no?.moved.inside).toEqual({ value: null, reason: "fewer than 5 subjects" });
    expect(yes?.moved.inside.value).toBeCloseTo(2.3 / 5, 12);
    expect([f, m].map((group) => [group?.kind, group?.name, group?.value, group?.n])).toEqual([
      ["attribute", "sex", "f", 3],
      ["attribute", "sex", "m", 2],
    ]);
  });

  it("has Student's interval: that of five rows of five subjects", () => {
    const [, , yes] = maskEffects(answers());
    const { inside } = yes?.own_class ?? {};
    if (inside === undefined || "reason" in inside || "reason" in inside.interval) throw new Error("no interval"); // prettier-ignore
    // Mean −0.46, standard deviation √(0.052 / 4), t of 4 degrees of freedom 2.776445.
    const half = (2.776445 * Math.sqrt(0.052 / 4)) / Math.sqrt(5);
    expect(inside.interval.low).toBeCloseTo(-0.46 - half, 5);
    expect(inside.interval.high).toBeCloseTo(-0.46 + half, 5);
  });

  it("counts subjects, not rows: the same five rows twice say no more", () => {
    const twice = <T>(column: readonly T[]) => [...column, ...column];
    const own = answers();
    const two = (column: Float64Array) => Float64Array.from([...column, ...column]);
    const [once] = maskEffects(own);
    const [again] = maskEffects({
      ...own,
      label: twice([...(own.label as number[])]),
      attributes: [],
      subjects: twice(subjects),
      ...{ before: two(own.before), inside: two(own.inside), control: two(own.control) },
    });
    const widthOf = (group: typeof once) => {
      const { inside } = group?.moved ?? {};
      if (inside === undefined || "reason" in inside || "reason" in inside.interval) return NaN;
      return inside.interval.high - inside.interval.low;
    };
    expect(widthOf(again)).toBeCloseTo(widthOf(once), 12);
  });

  it("takes half the sum over several classes", () => {
    const [all] = maskEffects({
      ...answers({ attributes: [], classNames: ["a", "b", "c"], label: [0, 0, 0, 0, 0, 0] }),
      before: Float64Array.from({ length: 18 }, (_, entry) => [0.5, 0.3, 0.2][entry % 3] ?? 0),
      inside: Float64Array.from({ length: 18 }, (_, entry) => [0.1, 0.3, 0.6][entry % 3] ?? 0),
      control: Float64Array.from({ length: 18 }, (_, entry) => [0.5, 0.2, 0.3][entry % 3] ?? 0),
    });
    expect(all?.moved.inside.value).toBeCloseTo(0.4, 12);
    expect(all?.moved.control.value).toBeCloseTo(0.1, 12);
    expect(all?.own_class.control.value).toBeCloseTo(0, 12);
  });

  it("refuses columns that do not belong together", () => {
    expect(() => maskEffects(answers({ control: new Float64Array(4) }))).toThrow(
      "maskEffects: answers (control): expected 6 rows of 2, got 4",
    );
    expect(() => maskEffects(answers({ label: [2, 1, 1, 1, 1, 0] }))).toThrow("label of row 0");
  });
});
