import { expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { studentQuantile } from "../intervals/student.js";
import type { Estimate } from "./audit-results.js";
import { doseFinding } from "./dose-finding.js";
import { doseResponse, type DosedRuns } from "./dose-response.js";

/** Labels 0 and 1, half of each aligned, one row a subject; right where `isRight` says so. */
function dosed(
  runs: readonly { readonly strength: number; readonly seed: number }[],
  isRight: (strength: number, aligned: number, row: number, seed: number) => boolean,
  n = 80,
): DosedRuns {
  const isAligned = Uint8Array.from({ length: n }, (_, row) => (row >> 1) & 1);
  return {
    attribute: "site",
    labels: Int32Array.from({ length: n }, (_, row) => row & 1),
    isAligned,
    subjects: Array.from({ length: n }, (_, row) => `s${row}`),
    between: [0.5, 0.9],
    trainingRows: 400,
    runs: runs.map(({ strength, seed }) => ({
      ...{ strength, seed },
      worth: Uint8Array.from({ length: n }, (_, row) =>
        isRight(strength, at(isAligned, row), row, seed) ? 1 : 0,
      ),
    })),
  };
}

const grid = (strengths: readonly number[], seeds: readonly number[]) =>
  strengths.flatMap((strength) => seeds.map((seed) => ({ strength, seed })));

const ends = (estimate: Estimate): readonly [number, number, number] => {
  if ("reason" in estimate || "reason" in estimate.interval) throw new Error("no interval");
  return [estimate.value, estimate.interval.low, estimate.interval.high];
};

it("is least squares over the runs, with both errors, as computed by hand", () => {
  // Aligned rows are all right; of the others row % 20 < 20 (1 - e) are: e = 0.1, 0.2 (twice), 0.4.
  const loss = (strength: number, seed: number) =>
    strength === 0.5 ? 0.1 : strength === 0.9 ? 0.4 : seed === 0 ? 0.2 : 0.2;
  const runs = [{ strength: 0.5, seed: 0 }, ...grid([0.7], [0, 1]), { strength: 0.9, seed: 0 }];
  const found = doseResponse(
    dosed(runs, (strength, aligned, row, seed) => aligned === 1 || (row >> 2) % 20 >= 20 * loss(strength, seed)), // prettier-ignore
    2,
  );
  // Strengths 0.5, 0.7, 0.7, 0.9; spread 0.08; slope (−0.2 · 0.1 + 0.2 · 0.4) / 0.08.
  const [slope, low, high] = ends(found.slope);
  expect(slope).toBeCloseTo(0.75, 12);
  // Residuals from 0.225 + 0.75 (x − 0.7): 0.025, −0.025, −0.025, 0.025.
  const byRuns = (4 * 0.025 ** 2) / 2 / 0.08;
  // Rows of one label and not aligned, 20 of each, are wrong in the runs from where they stand on.
  const weights = [-0.2 / 0.08, 0, 0, 0.2 / 0.08];
  let bySubjects = 0;
  for (let place = 0; place < 20; place++) {
    const own = [0.1, 0.2, 0.2, 0.4].map((share) => (place < 20 * share ? 0 : 1) - (1 - share));
    const influence = own.reduce((sum, value, run) => sum - (at(weights, run) * value) / 40, 0);
    bySubjects += 2 * influence ** 2;
  }
  const total = byRuns + bySubjects;
  const freedom = total ** 2 / (byRuns ** 2 / 2 + bySubjects ** 2 / 79);
  const reach = studentQuantile(1 - 0.05 / 4, freedom) * Math.sqrt(total);
  expect(low).toBeCloseTo(slope - reach, 10);
  expect(high).toBeCloseTo(slope + reach, 10);
  expect(ends(found.effect)[0]).toBeCloseTo(0.75 * 0.4, 12);
  expect(
    found.points.map(({ strength, seeds, effect }) => [strength, seeds, effect.value]),
  ).toEqual([
    [0.5, 1, expect.closeTo(0.1, 10)],
    [0.7, 2, expect.closeTo(0.2, 10)],
    [0.9, 1, expect.closeTo(0.4, 10)],
  ]);
});

it("leaves out what is the same at every strength: cases of one group that are harder", () => {
  const found = doseResponse(
    dosed(grid([0.5, 0.7, 0.9], [0, 1]), (_, aligned, row) => aligned === 1 || (row >> 2) % 20 >= 8), // prettier-ignore
    1,
  );
  expect(found.points.map(({ effect }) => effect.value)).toEqual([0.4, 0.4, 0.4].map((value) => expect.closeTo(value, 10) as number)); // prettier-ignore
  expect(found.slope.value).toBeCloseTo(0, 12);
  expect(found.p).toBeCloseTo(1, 6);
});

/** Runs with training chance, on subjects of their own difficulty; the effect is `slope` times the strength. */
function drawn(seed: number, slope: number, n = 200): DosedRuns {
  const rng = createRng(`doses ${seed}`);
  const ease = Float64Array.from({ length: n }, () => rng.normal());
  const chance = new Map<string, number>();
  return dosed(
    grid([0.5, 0.7, 0.9], [0, 1]),
    (strength, aligned, row, own) => {
      const key = `${strength} ${own}`;
      if (!chance.has(key)) chance.set(key, 0.3 * rng.normal());
      const shift = (slope * strength + (chance.get(key) ?? 0)) * (aligned - 0.5);
      return at(ease, row) + 0.5 * rng.normal() + 1 + shift > 0;
    },
    n,
  );
}

it("holds the slope of 0 in 95 of 100 sets, which an interval by subjects alone does not", () => {
  const sets = 200;
  let [inside, bySubjects] = [0, 0];
  for (let set = 0; set < sets; set++) {
    const runs = drawn(set, 0);
    const [, low, high] = ends(doseResponse(runs, 1).slope);
    if (low <= 0 && high >= 0) inside += 1;
    if (set >= 40) continue;
    // Wrong variant: as if training had no chance of its own, 1.96 standard errors of the subjects.
    const [value, slow, shigh] = subjectsAlone(runs);
    if (slow <= 0 && shigh >= 0 && Number.isFinite(value)) bySubjects += 1;
  }
  // Binomial(200, 0.95): 99.9 % are at least 179.
  expect(inside).toBeGreaterThanOrEqual(179);
  // Of 40 it should be 38, and 99.9 % are at least 32.
  expect(bySubjects).toBeLessThan(30);
});

/** Slope with the bootstrap by subject, 100 resamples. */
function subjectsAlone({ runs, labels, isAligned }: DosedRuns): readonly [number, number, number] {
  const rng = createRng("resamples");
  const n = labels.length;
  const slopeOf = (rows: Int32Array) => {
    const effects = runs.map(({ worth }) => {
      const [hits, counts] = [new Float64Array(4), new Float64Array(4)];
      for (const row of rows) {
        const cell = at(labels, row) * 2 + at(isAligned, row);
        hits[cell] = at(hits, cell) + at(worth, row);
        counts[cell] = at(counts, cell) + 1;
      }
      const shares = hits.map((hit, cell) => hit / at(counts, cell));
      return (at(shares, 1) - at(shares, 0) + at(shares, 3) - at(shares, 2)) / 2;
    });
    const spread = runs.reduce((sum, { strength }) => sum + (strength - 0.7) ** 2, 0);
    return runs.reduce((sum, { strength }, run) => sum + ((strength - 0.7) * at(effects, run)) / spread, 0); // prettier-ignore
  };
  const values = Float64Array.from({ length: 100 }, () =>
    slopeOf(Int32Array.from({ length: n }, () => rng.integer(n))),
  ).sort();
  return [at(values, 50), at(values, 2), at(values, 97)];
}

it("finds an effect that is there, and says so by its p", () => {
  const found = doseResponse(drawn(1, 4), 1);
  expect(ends(found.slope)[1]).toBeGreaterThan(0);
  expect(found.p).toBeLessThan(0.05);
});

it("says what is missing, and refuses rows that differ", () => {
  const one = doseResponse(
    dosed(grid([0.5], [0, 1, 2]), () => true),
    1,
  );
  expect(one.effect).toEqual({
    value: null,
    reason: "fewer than three runs, or than two strengths",
  });
  const runs = dosed(grid([0.5, 0.9], [0, 1]), () => true);
  const none = doseResponse({ ...runs, isAligned: new Uint8Array(80) }, 1);
  expect(none.slope).toEqual({ value: null, reason: "a label lacks rows with its aligned value, or others" }); // prettier-ignore
  expect(() => doseResponse({ ...runs, subjects: ["a"] }, 1)).toThrow("rows of the runs differ");
});

/**
 * A number in three bins, some of its rows with the value that goes with its bin. A model adds `use` · (strength − 1/2) to the error where the value is another one, and
 * `severity` at every strength; training chance moves each run by `chance`.
 */
function numbers(seed: string, { use, severity = 0 }: { use: number; severity?: number }) {
  const rng = createRng(seed);
  const n = 180;
  const labels = Int32Array.from({ length: n }, (_, row) => row % 3);
  const isAligned = Uint8Array.from({ length: n }, (_, row) => (row % 6 < 3 ? 1 : 0));
  const own = Float64Array.from({ length: n }, () => 3 * Math.abs(rng.normal()));
  return {
    ...{ attribute: "site", labels, isAligned, trainingRows: 400, standardDeviation: 10 },
    subjects: Array.from({ length: n }, (_, row) => `s${row}`),
    between: [0.5, 0.9] as const,
    runs: grid([0.5, 0.7, 0.9], [0, 1, 2]).map(({ strength, seed: run }) => {
      const chance = 0.2 * rng.normal();
      const extra = severity + use * (strength - 0.5) + chance;
      const worth = own.map(
        (error, row) =>
          -(error + 0.5 * Math.abs(rng.normal()) + (isAligned[row] === 1 ? 0 : extra)),
      );
      return { strength, seed: run, worth };
    }),
  } satisfies DosedRuns;
}

it("is of a number the mean absolute error that is added, in its unit", () => {
  let held = 0;
  for (let set = 0; set < 40; set++) {
    const found = doseResponse(numbers(`planted ${set}`, { use: 10 }), 1);
    expect(found.standard_deviation).toBe(10);
    const [effect, low, high] = ends(found.effect);
    const [slope] = ends(found.slope);
    expect(effect).toBeCloseTo(0.4 * slope, 12);
    // 10 a strength of 1, from 0.5 to 0.9.
    expect(Math.abs(effect - 4)).toBeLessThan(1);
    if (low < 4 && high > 4) held += 1;
  }
  // Below 34 of 40 would be seen once in three hundred times where 95 of 100 hold.
  expect(held).toBeGreaterThanOrEqual(34);
});

it("finds a shortcut of a number and none where there is none, harder cases or not", () => {
  const states = (of: (set: number) => DosedRuns) => {
    const counts: Record<string, number> = {};
    for (let set = 0; set < 50; set++) {
      const { state } = doseFinding(doseResponse(of(set), 2));
      counts[state] = (counts[state] ?? 0) + 1;
    }
    return counts;
  };
  // Harder cases with one value: the same at every strength, twice what would be a strong use.
  const clean = states((set) => numbers(`clean ${set}`, { use: 0, severity: 4 }));
  expect(clean["found"] ?? 0).toBe(0);
  expect(clean["not found"] ?? 0).toBeGreaterThan(40);
  const shortcut = states((set) => numbers(`shortcut ${set}`, { use: 10 }));
  expect(shortcut["found"]).toBeGreaterThan(47);
  // Half a strong use is found, and seldom called strong.
  const weak = states((set) => numbers(`weak ${set}`, { use: 2.5 }));
  expect((weak["found"] ?? 0) + (weak["cannot tell"] ?? 0)).toBeGreaterThan(45);
});
