import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../base/rng.js";
import { studentQuantile } from "../intervals/student.js";
import {
  interventionEffects,
  nearestToZero,
  type InterventionRows,
} from "./intervention-effects.js";

/** n rows of n subjects, donors drawn from `donors` subjects whose look has an effect of its own, normal with deviation `spread`. */
function draw(rng: Rng, n: number, donors: number, effect: number, spread: number) {
  const looks = [0, 1].map(() => Array.from({ length: donors }, () => spread * rng.normal()));
  const to = Int32Array.from({ length: n }, () => rng.integer(2));
  const other = Int32Array.from({ length: n }, () => rng.integer(donors));
  const own = Int32Array.from({ length: n }, () => rng.integer(donors));
  const values = Float64Array.from(to, (value, row) => {
    const given = looks[value]?.[other[row] ?? 0] ?? 0;
    const control = looks[1 - value]?.[own[row] ?? 0] ?? 0;
    return (value === 1 ? effect : -effect) + given - control + 0.02 * rng.normal();
  });
  const rows: InterventionRows = {
    to,
    from: to.map((value) => 1 - value),
    differences: [{ part: "tone", class: "yes", values }],
    subjects: [
      Array.from({ length: n }, (_, row) => `taker ${row}`),
      [...other].map((donor, row) => `${to[row]} ${donor}`),
      [...own].map((donor, row) => `${1 - (to[row] ?? 0)} ${donor}`),
    ],
  };
  return rows;
}

function strongest(rows: InterventionRows) {
  const effects = interventionEffects(rows, ["a", "b"]);
  if ("reason" in effects) throw new Error(effects.reason);
  const [first] = effects;
  if (first === undefined) throw new Error("no effect");
  return first;
}

describe("interventionEffects", () => {
  it("finds a planted effect, of the second of two values alone", () => {
    const effects = interventionEffects(draw(createRng(1), 400, 100, 0.2, 0.05), ["a", "b"]);
    if ("reason" in effects) throw new Error(effects.reason);
    expect(effects.map(({ value }) => value)).toEqual(["b"]);
    const [{ effect, interval, p, n } = { effect: NaN, interval: { low: 0, high: 0 }, p: 1, n: 0 }] = effects; // prettier-ignore
    expect(n).toBe(400);
    expect(Math.abs(effect - 0.2)).toBeLessThan(0.03);
    expect(interval.low).toBeGreaterThan(0.1);
    expect(interval.high).toBeLessThan(0.3);
    expect(p).toBeLessThan(1e-6);
  });

  it("equals the one-sample t of the rows where nobody is shared", () => {
    const rng = createRng("t");
    const values = Float64Array.from({ length: 30 }, () => rng.normal() + 0.3);
    const names = (way: string) => Array.from({ length: 30 }, (_, row) => `${way} ${row}`);
    const first = strongest({
      to: new Int32Array(30).fill(1),
      from: new Int32Array(30),
      differences: [{ part: "frame", class: "yes", values }],
      subjects: [names("a"), names("b"), names("c")],
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / 30;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 29 / 30);
    expect(first.effect).toBeCloseTo(mean, 12);
    // scipy.stats.t.ppf(0.975, 29)
    expect((first.interval.high - first.effect) / error).toBeCloseTo(2.045229642132703, 9);
  });

  it("has the cluster-robust variance where subjects have several rows, whatever roles they have in a row", () => {
    const rng = createRng("clusters");
    const subject = Array.from({ length: 40 }, () => rng.normal());
    const rows = subject.flatMap((shift, one) =>
      [0, 1, 2].map(() => ({ name: `s${one}`, value: shift + 0.1 * rng.normal() })),
    );
    const names = rows.map(({ name }) => name);
    const differences = [{ part: "planted", class: "yes", values: rows.map(({ value }) => value) }];
    const sides = { to: new Int32Array(120).fill(1), from: new Int32Array(120), differences };
    const mean = rows.reduce((sum, { value }) => sum + value, 0) / 120;
    const residuals = rows.map(({ value }) => value - mean);
    const total = [...subject.keys()].map((one) =>
      residuals.slice(3 * one, 3 * one + 3).reduce((sum, value) => sum + value, 0),
    );
    // Cluster-robust: the squared sums of the subjects. The same whether a subject has one role or all.
    const error = Math.sqrt((total.reduce((sum, own) => sum + own ** 2, 0) / 120 ** 2) * (40 / 39));
    const others = (way: string) => names.map((_, row) => `${way} ${row}`);
    const roles = [
      [names, names, names],
      [names, others("other"), others("own")],
      [names, others("giver"), others("giver")],
    ] as const;
    for (const subjects of roles) {
      const { interval } = strongest({ ...sides, subjects });
      expect((interval.high - interval.low) / 2 / error).toBeCloseTo(studentQuantile(0.975, 39), 9);
    }
  });

  it("covers 0 in 95 of 100 clean sets although few donors give to many, which rows taken for independent do not", () => {
    const rng = createRng("coverage");
    let [missed, naive] = [0, 0];
    const sets = 400;
    for (let set = 0; set < sets; set++) {
      const rows = draw(rng, 300, 12, 0, 0.05);
      const { interval } = strongest(rows);
      if (nearestToZero({ interval }) > 0) missed += 1;
      const [takers] = rows.subjects;
      const alone = strongest({ ...rows, subjects: [takers, takers, takers] });
      if (nearestToZero(alone) > 0) naive += 1;
    }
    // Three standard errors of 400 draws at 0.05: 0.033.
    expect(missed / sets).toBeLessThan(0.083);
    expect(naive / sets).toBeGreaterThan(0.3);
  });

  it("multiplies by the number of effects, and lists the strongest first", () => {
    const rows = draw(createRng(5), 200, 80, 0.1, 0.02);
    const [column] = rows.differences;
    if (column === undefined) throw new Error("no column");
    const silent = { ...column, part: "frame", values: new Float64Array(200) };
    const effects = interventionEffects({ ...rows, differences: [silent, column] }, ["a", "b"]);
    if ("reason" in effects) throw new Error(effects.reason);
    expect(effects.map(({ part }) => part)).toEqual(["tone", "frame"]);
    expect(effects[1]).toMatchObject({ effect: 0, p: 1, interval: { low: 0, high: 0 } });
    expect(effects[0]?.interval.method).toBe("Student's t by subject, 2 together");
    const [single, family] = [strongest(rows), interventionEffects(rows, ["a", "b"], 4)];
    if ("reason" in family) throw new Error(family.reason);
    expect(family[0]?.p).toBeCloseTo(4 * single.p, 12);
    expect(nearestToZero(strongest(rows))).toBeGreaterThan(nearestToZero(effects[0] ?? strongest(rows))); // prettier-ignore
  });

  it("of three values lists each against the others", () => {
    const to = Int32Array.from({ length: 90 }, (_, row) => (row + 1) % 3);
    const from = Int32Array.from({ length: 90 }, (_, row) => row % 3);
    const values = Float64Array.from(to, (value, row) => Number(value === 2) - Number(from[row] === 2)); // prettier-ignore
    const names = Array.from({ length: 90 }, (_, row) => `s${row}`);
    const effects = interventionEffects(
      { to, from, differences: [{ part: "tone", class: "yes", values }], subjects: [names, names, names] }, // prettier-ignore
      ["a", "b", "c"],
    );
    if ("reason" in effects) throw new Error(effects.reason);
    const effectOf = Object.fromEntries(effects.map(({ value, effect }) => [value, effect]));
    expect(effectOf).toEqual({ a: -0.5, b: -0.5, c: 1 });
  });

  it("is undefined with few subjects, and refuses what is no number", () => {
    const rows = draw(createRng(1), 20, 2, 0, 0.1);
    expect(interventionEffects(rows, ["a", "b"])).toEqual({
      value: null,
      reason: "fewer than five subjects give or take",
    });
    const [column] = rows.differences;
    if (column === undefined) throw new Error("no column");
    const broken = { ...column, values: Float64Array.from(column.values, () => NaN) };
    expect(() => interventionEffects({ ...rows, differences: [broken] }, ["a", "b"])).toThrow(
      "interventionEffects: difference (tone) of row 0",
    );
    expect(() => interventionEffects(rows, ["a"])).toThrow("interventionEffects: from of row");
  });
});
