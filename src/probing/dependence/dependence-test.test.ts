import { expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import reference from "../../../fixtures/probing/dependence.json" with { type: "json" };
import type { AttributeSide } from "./attribute-levels.js";
import { pairDistances } from "./pair-distances.js";
import { dependenceTest, type DependenceRows } from "./dependence-test.js";

const ownSubjects = (count: number) => Array.from({ length: count }, (_, row) => `s${row}`);

function sideOf(kind: string, values: readonly number[]): AttributeSide {
  return kind === "number"
    ? { kind: "number", values }
    : { kind: "classes", values, size: Math.max(...values) + 1 };
}

it.each(reference.dependence)(
  "has the values of dcor and of Song's three sums, $kind of $width features",
  ({ kind, width, features, labels, attribute, distance_correlation, hsic }) => {
    const n = labels.length;
    const found = dependenceTest(
      {
        features: { rows: n, width, values: Float64Array.from(features) },
        strata: Int32Array.from(labels),
        subjects: ownSubjects(n),
        attribute: sideOf(kind, attribute),
      },
      0,
      createRng(0),
    );
    expect(found.distance_correlation.value).toBeCloseTo(distance_correlation, 10);
    expect(found.hsic.value).toBeCloseTo(hsic, 10);
  },
);

interface Law {
  readonly subjects: number;
  /** Rows of a subject; the noise of its features and the attribute are then its own. */
  readonly rows?: number;
  readonly width?: number;
  /** Feature 0 from the attribute a and the label y. */
  readonly leak?: (a: number, y: number) => number;
}

/** Label drawn, attribute the label in 7 of 10, features hold the label. */
function draw(
  { subjects, rows = 1, width = 4, leak = () => 0 }: Law,
  seed: string,
): DependenceRows {
  const rng = createRng(seed);
  const n = subjects * rows;
  const values = new Float64Array(n * width);
  const [strata, attribute] = [new Int32Array(n), new Int32Array(n)];
  for (let subject = 0; subject < subjects; subject++) {
    const y = rng.uniform() < 0.5 ? 1 : 0;
    const a = rng.uniform() < 0.7 ? y : 1 - y;
    const own = Float64Array.from({ length: width }, () => rng.normal());
    for (let row = subject * rows; row < (subject + 1) * rows; row++) {
      strata[row] = y;
      attribute[row] = a;
      for (let feature = 0; feature < width; feature++) {
        const noise = rows === 1 ? at(own, feature) : at(own, feature) + 0.3 * rng.normal();
        values[row * width + feature] = y + noise + (feature === 0 ? leak(a, y) : 0);
      }
    }
  }
  return {
    features: { rows: n, width, values },
    strata,
    subjects: Array.from({ length: n }, (_, row) => `s${Math.floor(row / rows)}`),
    attribute: { kind: "classes", values: attribute, size: 2 },
  };
}

const shareBelow = (rows: (set: number) => DependenceRows, sets: number) => {
  const counts = { distance_correlation: 0, hsic: 0 };
  for (let set = 0; set < sets; set++) {
    const found = dependenceTest(rows(set), 199, createRng(`test ${set}`));
    for (const name of ["distance_correlation", "hsic"] as const) {
      const { p } = found[name];
      if (typeof p === "number" && p <= 0.05) counts[name] += 1;
    }
  }
  return counts;
};

it("finds nothing in 5 of 100 sets where features hold the label alone, though it goes with the attribute", () => {
  const sets = 200;
  const found = shareBelow((set) => draw({ subjects: 60 }, `null ${set}`), sets);
  // Binomial(200, 0.05): 99.9 % lie in 2..21.
  for (const count of Object.values(found)) {
    expect(count).toBeGreaterThanOrEqual(2);
    expect(count).toBeLessThanOrEqual(21);
  }
});

it("keeps its level with several rows a subject, which exchanging rows does not", () => {
  const sets = 40;
  const clustered = (set: number) => draw({ subjects: 30, rows: 3 }, `clustered ${set}`);
  const found = shareBelow(clustered, sets);
  // Wrong variant: every row a subject of its own.
  const wrong = shareBelow((set) => {
    const rows = clustered(set);
    return { ...rows, subjects: ownSubjects(rows.subjects.length) };
  }, sets);
  // Binomial(40, 0.05): 99.9 % at most 7.
  expect(found.distance_correlation).toBeLessThanOrEqual(7);
  expect(found.hsic).toBeLessThanOrEqual(7);
  expect(wrong.distance_correlation).toBeGreaterThan(15);
  expect(wrong.hsic).toBeGreaterThan(15);
});

it("is 0 on average without dependence, which the V-statistic is not", () => {
  const sets = Array.from({ length: 100 }, (_, set) => {
    const rows = draw({ subjects: 40, width: 8 }, `mean ${set}`);
    // One label: the noise alone is compared.
    return { ...rows, strata: rows.strata.map(() => 0), attribute: randomHalves(set) };
  });
  const own = sets.map((rows) => dependenceTest(rows, 0, createRng(0)).distance_correlation.value);
  const biased = sets.map(biasedCorrelation);
  const mean = (values: readonly unknown[]) =>
    values.reduce((sum: number, value) => sum + Number(value) / values.length, 0);
  expect(Math.abs(mean(own))).toBeLessThan(0.01);
  expect(mean(biased)).toBeGreaterThan(0.1);
});

function randomHalves(set: number): AttributeSide {
  const rng = createRng(`halves ${set}`);
  return {
    kind: "classes",
    size: 2,
    values: Int32Array.from({ length: 40 }, () => rng.integer(2)),
  };
}

/** Squared distance correlation with double centring by m and the diagonal counted: Székely et al. 2007. */
function biasedCorrelation({ features, attribute }: DependenceRows): number {
  const m = features.rows;
  const full = (pairs: Float64Array) => {
    const table = Array.from({ length: m }, () => new Float64Array(m));
    let pair = 0;
    for (let i = 0; i < m; i++) {
      for (let j = i + 1; j < m; j++) {
        at(table, i)[j] = at(table, j)[i] = at(pairs, pair++);
      }
    }
    const means = table.map((row) => row.reduce((sum, value) => sum + value / m, 0));
    const all = means.reduce((sum, value) => sum + value / m, 0);
    return table.map((row, i) => row.map((value, j) => value - at(means, i) - at(means, j) + all));
  };
  const left = full(pairDistances(Float64Array.from(features.values), features.width));
  const right = full(pairDistances(Float64Array.from(attribute.values), 1));
  const product = (a: Float64Array[], b: Float64Array[]) =>
    a.reduce((sum, row, i) => sum + row.reduce((own, value, j) => own + value * at(at(b, i), j), 0), 0); // prettier-ignore
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
}

it("sees a curved trace, and one that the labels show with opposite signs", () => {
  const of = (rows: DependenceRows) => {
    const { distance_correlation, hsic } = dependenceTest(rows, 999, createRng(0));
    return [distance_correlation.p, hsic.p].map(Number);
  };
  // Wider where the attribute is 1: the means are equal.
  const plain = draw({ subjects: 300, width: 2 }, "curved");
  const { features, strata, attribute } = plain;
  const values = Float64Array.from(features.values, (value, index) => {
    const row = Math.floor(index / features.width);
    const y = at(strata, row);
    const isWide = index % features.width === 0 && at(attribute.values, row) === 1;
    return isWide ? y + 3 * (value - y) : value;
  });
  for (const p of of({ ...plain, features: { ...features, values } })) {
    expect(p).toBeLessThan(0.01);
  }
  const opposite = draw({ subjects: 200, leak: (a, y) => (a === y ? 1 : 0) }, "opposite");
  for (const p of of(opposite)) expect(p).toBeLessThan(0.01);
});

it("is 1 for features that are the attribute, 0 for constant ones", () => {
  const attribute = Int32Array.from({ length: 40 }, (_, row) => (row >> 1) % 2);
  const rows = {
    features: { rows: 40, width: 1, values: attribute },
    strata: Int32Array.from({ length: 40 }, (_, row) => row % 2),
    subjects: ownSubjects(40),
    attribute: { kind: "classes", values: attribute, size: 2 } as const,
  };
  const same = dependenceTest(rows, 99, createRng(0));
  expect(same.distance_correlation.value).toBeCloseTo(1, 10);
  expect(same.hsic.value).toBeCloseTo(1, 10);
  expect(same.distance_correlation.p).toBeLessThan(0.01);
  const constant = dependenceTest(
    { ...rows, features: { ...rows.features, values: new Float64Array(40) } },
    99,
    createRng(0),
  );
  expect(constant.distance_correlation).toEqual({ value: 0, p: 1 });
  expect(constant.hsic).toEqual({ value: 0, p: 1 });
});

it("says where nothing can be exchanged, and where labels have too few rows", () => {
  const rows = draw({ subjects: 8 }, "few");
  const alone = { ...rows, subjects: Array.from({ length: 8 }, () => "one") };
  expect(dependenceTest({ ...alone, strata: new Int32Array(8) }, 99, createRng(0)).hsic.p).toEqual({
    value: null,
    reason: "no two subjects with equal labels and other values to exchange",
  });
  const apart = { ...rows, strata: Int32Array.from({ length: 8 }, (_, row) => row >> 1) };
  expect(dependenceTest(apart, 99, createRng(0)).distance_correlation.value).toEqual({
    value: null,
    reason: "no label has 4 rows",
  });
});

it("takes numbers of more than 64 values at 64 levels", () => {
  const n = 400;
  const rng = createRng("levels");
  const numbers = Float64Array.from({ length: n }, () => rng.normal());
  const rows = {
    features: {
      rows: n,
      width: 1,
      values: numbers.map((value) => value ** 2 + 0.5 * rng.normal()),
    },
    strata: new Int32Array(n),
    subjects: ownSubjects(n),
  };
  const exact = (values: Float64Array) =>
    dependenceTest({ ...rows, attribute: { kind: "number", values } }, 0, createRng(0));
  // Rounded to 0.1 there are fewer than 64 values, and nothing is merged.
  const rounded = exact(
    numbers.map((value) => Math.round(10 * Math.max(-3, Math.min(3, value))) / 10),
  );
  const merged = exact(numbers);
  for (const name of ["distance_correlation", "hsic"] as const) {
    expect(Math.abs(Number(merged[name].value) - Number(rounded[name].value))).toBeLessThan(0.01);
  }
});
