/** What every measure promises, whatever its formula. */
import { describe, expect, it } from "vitest";
import {
  evaluateMeasure,
  gradientError,
  reorder,
  tableOf,
  type Rows,
} from "../../fixtures/dependence/evaluate-measure.js";
import { errorOf } from "../../fixtures/nn/evaluate.js";
import type { PairShape } from "./measure.js";
import { buildMeasure, measureConfig, measureNames, measures } from "./registry.js";

const small = { hidden: 6, clampPenalty: false };
/** Every measure and variant, by a title; bandwidths are fixed where differences are taken. */
const variants = {
  mine: { name: "mine", pairs: 2, ...small },
  "mine per-sample": { name: "mine", pairs: "all", normaliser: "per-sample", ...small },
  "mine raw": { name: "mine", pairs: 2, ...small, standardise: false },
  nwj: { name: "nwj", pairs: 2, ...small },
  "info-nce": { name: "info-nce", pairs: 2, ...small },
  vclub: { name: "vclub", pairs: 2, ...small },
  hsic: { name: "hsic", bandwidth: 0.9 },
  "hsic unbiased": { name: "hsic", estimator: "unbiased", bandwidth: 0.9 },
  "distance-correlation": { name: "distance-correlation" },
  "distance-correlation unbiased": { name: "distance-correlation", estimator: "unbiased" },
  mmd: { name: "mmd", bandwidth: 0.9 },
  adversary: { name: "adversary", hidden: 6 },
} as const;

type Title = keyof typeof variants;
const titles = Object.keys(variants) as Title[];
const closedForms = titles.filter((title) => /hsic|distance|mmd/.test(title));

const build = (title: Title, shape: Partial<PairShape> = {}) =>
  buildMeasure({ batch: 8, left: 2, right: 2, ...shape }, measureConfig.parse(variants[title]));

const rows: Rows = {
  left: tableOf(8, 2, (i) => Math.sin(1.7 * i * i + 0.3)),
  right: tableOf(8, 2, (i) => Math.sin(1.7 * i * i + 0.3) + Math.cos(3.1 * i)),
};
const masked = [true, true, false, true, true, true, false, true];

describe("registry", () => {
  it("has each measure under its own name, and describes every setting", () => {
    expect(measureNames).toEqual(measureConfig.options.map((own) => own.shape.name.value));
    for (const name of measureNames) {
      expect(measures[name].name).toBe(name);
      const { measure } = {
        measure: buildMeasure({ batch: 9, left: 1, right: 1 }, measureConfig.parse({ name })),
      };
      expect(measure.name).toBe(name);
      const settings = Object.entries<{ readonly description?: string }>(
        measures[name].config.shape,
      );
      for (const [key, setting] of settings) {
        expect(setting.description, `${name}.${key}`).toMatch(/^\S.{10}/);
      }
    }
  });

  it("refuses unknown settings", () => {
    expect(measureConfig.safeParse({ name: "hsic", hidden: 3 }).success).toBe(false);
    expect(measureConfig.safeParse({ name: "dcor" }).success).toBe(false);
  });
});

describe.each(titles)("%s", (title) => {
  it("has the gradient of central differences, with masks and owners", () => {
    expect(gradientError(build(title), rows)).toBeLessThan(1e-6);
    const owner = [0, 1, 2, 2, 3, 4, 5, 6];
    expect(gradientError(build(title), { ...rows, valid: masked, owner })).toBeLessThan(1e-6);
  });

  it("has the gradient of central differences within strata", () => {
    const stratum = [0, 0, 1, 0, 1, 0, 1, 1];
    expect(gradientError(build(title, { strata: 2 }), { ...rows, stratum })).toBeLessThan(1e-6);
  });

  it("gives rows that do not count no weight and exactly zero gradient, even where they hold NaN", () => {
    const measure = build(title);
    const found = evaluateMeasure(measure, { ...rows, valid: masked });
    const poison = (side: Rows["left"]) => side.map((row, i) => (masked[i] ? row : [NaN, 1e9]));
    const poisoned = evaluateMeasure(measure, {
      left: poison(rows.left),
      right: poison(rows.right),
      valid: masked,
    });
    expect(poisoned).toEqual(found);
    for (const side of [found.left, found.right, found.criticLeft]) {
      if (side === null) continue;
      for (const row of [2, 6]) expect(side[row]).toEqual([0, 0]);
      expect(side[0]).not.toEqual([0, 0]);
    }
    const nothing = evaluateMeasure(measure, { ...rows, valid: masked.map(() => false) });
    expect(Math.abs(nothing.penalty) + Math.abs(nothing.criticLoss ?? 0)).toBe(0);
  });

  it("is at most 0 and finite for constant features", () => {
    const constant = tableOf(8, 2, () => 0.1);
    for (const right of [rows.right, constant]) {
      if (title === "mmd" && right !== constant) continue;
      const found = evaluateMeasure(build(title), { left: constant, right });
      expect(found.penalty).toBeLessThan(1e-9);
      for (const slope of [...found.left, ...found.right].flat()) {
        expect(Number.isFinite(slope)).toBe(true);
      }
    }
  });

  it("is the unconditional measure with one stratum, and with weights of 1 where it takes weights", () => {
    const plain = evaluateMeasure(build(title), rows);
    const one = evaluateMeasure(build(title, { strata: 1 }), {
      ...rows,
      stratum: rows.left.map(() => 0),
    });
    expect(one.penalty).toBeCloseTo(plain.penalty, 12);
    expect(one.left[3]?.[0]).toBeCloseTo(plain.left[3]?.[0] ?? NaN, 12);
    const refusal = errorOf(() => build(title, { weighted: true }));
    if (refusal !== "no error") {
      expect(refusal).toMatch(
        /^ConfigError: method.measure: .* has no form with row weights\. Use /,
      );
      return;
    }
    for (const weight of [1, 2.5]) {
      const weighted = evaluateMeasure(build(title, { weighted: true }), {
        ...rows,
        weight: rows.left.map(() => weight),
      });
      expect(weighted.penalty).toBeCloseTo(plain.penalty, 10);
      expect(weighted.left[3]?.[0]).toBeCloseTo(plain.left[3]?.[0] ?? NaN, 10);
    }
  });

  it("counts a row of another stratum, or of weight 0, as masked", () => {
    const without = evaluateMeasure(build(title), { ...rows, valid: masked });
    const stratum = masked.map((counts) => (counts ? 0 : -1));
    const found = evaluateMeasure(build(title, { strata: 1 }), { ...rows, stratum });
    expect(found.penalty).toBeCloseTo(without.penalty, 12);
    expect(found.left[2]).toEqual([0, 0]);
    if (errorOf(() => build(title, { weighted: true })) !== "no error") return;
    const weight = masked.map(Number);
    const weighed = evaluateMeasure(build(title, { weighted: true }), { ...rows, weight });
    expect(weighed.penalty).toBeCloseTo(without.penalty, 10);
    expect(weighed.left[2]).toEqual([0, 0]);
  });

  it("works on the smallest batch and refuses a smaller one", () => {
    const smallest = title.endsWith("unbiased") ? 4 : 2;
    const shape = { batch: smallest, left: 1, right: 1 };
    const config = measureConfig.parse({
      ...variants[title],
      ...("pairs" in variants[title] ? { pairs: 1 } : {}),
    });
    const first = {
      left: tableOf(smallest, 1, (i) => i * i),
      right: tableOf(smallest, 1, Math.cos),
    };
    const found = evaluateMeasure(buildMeasure(shape, config), first);
    expect(Number.isFinite(found.penalty)).toBe(true);
    expect(errorOf(() => buildMeasure({ ...shape, batch: smallest - 1 }, config))).toBe(
      `ConfigError: train.batch: ${config.name} needs more rows: expected at least ${smallest}, got ${smallest - 1}`,
    );
  });

  it("says so when a pair brings what it was not built for", () => {
    const stratum = rows.left.map(() => 0);
    expect(errorOf(() => evaluateMeasure(build(title), { ...rows, stratum }))).toBe(
      `ShapeError: dependence ${build(title).name}: strata of the pair: expected none, as the measure was built, got some`,
    );
    expect(errorOf(() => evaluateMeasure(build(title, { strata: 2 }), rows))).toContain(
      "expected some, as the measure was built, got none",
    );
    expect(errorOf(() => build(title, { strata: 65 }))).toContain(
      "number of strata: expected 1..64, got 65",
    );
  });
});

describe.each(closedForms)("%s, a closed form", (title) => {
  it("does not depend on the order of the rows", () => {
    const all = { ...rows, owner: [0, 1, 2, 2, 3, 4, 5, 6], valid: masked };
    const moved = reorder(all, [3, 1, 7, 0, 5, 6, 2, 4]);
    const found = evaluateMeasure(build(title), moved).penalty;
    expect(found).toBeCloseTo(evaluateMeasure(build(title), all).penalty, 12);
  });

  it("refuses a batch whose matrices do not fit", () => {
    expect(errorOf(() => build(title, { batch: 20_000 }))).toBe(
      `ConfigError: train.batch: the pair matrices of ${build(title).name} are too large: expected at most 1.2 GB each, got 3.2 GB (batch 20000). Use a smaller batch, or a measure with a critic and pairs: 4.`,
    );
  });
});
