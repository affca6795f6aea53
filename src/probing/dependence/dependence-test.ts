import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { FeatureDependence, TestedDependence } from "../../evaluation/audit/audit-results.js";
import {
  canExchange,
  shuffleClasses,
  subjectClasses,
  rowsBySubject,
} from "../../evaluation/audit/subject-classes.js";
import { undefinedMetric, type Undefined } from "../../evaluation/metric.js";
import { numberSubjects } from "../../evaluation/number-subjects.js";
import { createTally } from "../../evaluation/scan/permutation-p.js";
import type { FeatureTable } from "../probe.js";
import { momentsOf, scaleFeatures } from "../scale-features.js";
import { levelsOf, type AttributeLevels, type AttributeSide } from "./attribute-levels.js";
import { centredPairs, type PairTable } from "./centred-pairs.js";
import { gaussianPairs, medianWidth, pairDistances } from "./pair-distances.js";
import { sumOfPairs, type LevelTable } from "./sum-of-pairs.js";

/** Fewer rows of a label have no U-statistic. */
const fewestRows = 4;

/** Features and an attribute of some rows. */
export interface DependenceRows {
  /** [n, width] */
  readonly features: FeatureTable;
  /** [n]: the label, 0..L-1, inside which both sides are compared. */
  readonly strata: Int32Array;
  /** [n] */
  readonly subjects: readonly string[];
  /** [n], without missing values. */
  readonly attribute: AttributeSide;
}

/** What two measures say of the same rows; `permutations` of the one that took more of them. */
export type DependenceTests = Pick<
  FeatureDependence,
  "distance_correlation" | "hsic" | "permutations"
>;

/**
 * Do features depend on an attribute, given the label? In each label s with m_s ≥ 4 rows, U-centred tables of pairs ã of the
 * features (standardised over all rows) and b̃ of the attribute have the correlation
 *
 *   R_s² = Σ ã b̃ / √(Σ ã² · Σ b̃²),   value = Σ_s m_s R_s² / Σ_s m_s
 *
 * - **distance correlation**: Euclidean distances of the features; of the attribute 1 for two values, else 0, or of a number |u − v|. R_s² is
 *   the bias-corrected squared distance correlation.
 * - **HSIC**: Gaussian kernels with the median distance as width, of the attribute 1 for equal values, else 0, or of a number a
 *   Gaussian kernel; R_s² is the unbiased HSIC over the root of those of each side with itself.
 *
 * Both see any dependence in large enough samples, straight or curved. No unit; sides without spread in a label give 0.
 *
 * The null: subjects with equal label profiles (so many rows of each label) are exchangeable, so their attributes, whole as they
 * are, are exchanged between them (as in the conditional test of an audit); p by {@link createTally}, the same
 * permutations for both. Undefined where nothing can be exchanged.
 *
 * Cost: m_s² width / 2 once, a permutation that of {@link sumOfPairs}; memory three tables of m_s² / 2 numbers a label.
 * @source Székely and Rizzo 2013, 2014 (U-centred); Gretton et al. 2005, Song et al. 2012 (HSIC). Values by label and their mean, and a number's
 * levels ({@link levelsOf}), are ours.
 */
export function dependenceTest(
  rows: DependenceRows,
  permutations: number,
  rng: Rng,
): DependenceTests {
  const { subjectOf, subjectCount } = numberSubjects(rows.subjects);
  const classes = subjectClasses(subjectOf, rows.strata, rowsBySubject(subjectOf, subjectCount));
  const levels = levelsOf(rows.attribute);
  // A byte each: an exchange waits for memory.
  const codes = Uint8Array.from(classes.rows, (row) => at(levels.codes, row));
  const pairs = pairsOf(rows, classes.rows, levels, codes);
  if ("reason" in pairs) return nothing(pairs.reason);
  const measures = [pairs.distances, pairs.kernels];
  const values = measures.map((strata) => valueOf(strata, codes));
  if (!canExchange(classes, codes)) {
    const reason = "no two subjects with equal labels and other values to exchange";
    const [distance = 0, kernel = 0] = values;
    return {
      distance_correlation: { value: distance, p: undefinedMetric(reason) },
      hsic: { value: kernel, p: undefinedMetric(reason) },
      permutations: 0,
    };
  }
  // Exchanges that change nothing have the value itself but for rounding.
  const tallies = values.map((value) => createTally(value - 1e-12));
  for (let made = 0; made < permutations; made++) {
    const open = [...tallies.entries()].filter(([, tally]) => tally.isOpen());
    if (open.length === 0) break;
    shuffleClasses(classes, codes, rng);
    for (const [place, tally] of open) tally.add(valueOf(at(measures, place), codes));
  }
  const tests = tallies.map((tally) => tally.result());
  const tested = (place: number): TestedDependence => ({
    value: at(values, place),
    p: at(tests, place).p,
  });
  return {
    distance_correlation: tested(0),
    hsic: tested(1),
    permutations: Math.max(...tests.map((test) => test.permutations)),
  };
}

function nothing(reason: string): DependenceTests {
  const undefinedTest = { value: undefinedMetric(reason), p: undefinedMetric(reason) };
  return { distance_correlation: undefinedTest, hsic: undefinedTest, permutations: 0 };
}

/** The pairs of one label: R_s² m_s / Σ m is the sum of `pairs` times the attribute's table. */
interface StratumPairs {
  /** Places of the rows among those that are exchanged. */
  readonly places: Int32Array;
  /** Centred, with the scale that makes the sum a correlation. */
  readonly pairs: PairTable;
  readonly table: LevelTable;
}

/** Σ of pair times the attribute's table at the levels of both rows, over labels. */
function valueOf(strata: readonly StratumPairs[], codes: Uint8Array): number {
  return strata.reduce((total, { places, pairs, table }) => {
    const own = Uint8Array.from(places, (place) => codes[place] ?? 0);
    return total + sumOfPairs(pairs, own, table);
  }, 0);
}

function pairsOf(
  { features, strata }: DependenceRows,
  order: Int32Array,
  levels: AttributeLevels,
  codes: Uint8Array,
): { readonly distances: StratumPairs[]; readonly kernels: StratumPairs[] } | Undefined {
  const scaled = scaleFeatures(features, order, momentsOf(features, order));
  const placesOf = new Map<number, number[]>();
  for (const [place, row] of order.entries()) {
    const label = at(strata, row);
    const own = placesOf.get(label);
    if (own === undefined) placesOf.set(label, [place]);
    else own.push(place);
  }
  const kept = [...placesOf.values()].filter((places) => places.length >= fewestRows);
  const total = kept.reduce((sum, places) => sum + places.length, 0);
  if (total === 0) return undefinedMetric(`no label has ${fewestRows} rows`);
  const [distances, kernels]: [StratumPairs[], StratumPairs[]] = [[], []];
  for (const list of kept) {
    const places = Int32Array.from(list);
    const { width } = features;
    const own = new Float64Array(places.length * width);
    for (const [index, place] of places.entries()) {
      own.set(scaled.subarray(place * width, (place + 1) * width), index * width);
    }
    const apart = pairDistances(own, width);
    const share = places.length / total;
    const ownCodes = Uint8Array.from(places, (place) => at(codes, place));
    const { count } = levels;
    const distance = { count, values: levels.distances };
    const kernel = { count, values: levels.kernel };
    const gaussian = gaussianPairs(apart, medianWidth(apart));
    distances.push({ places, ...scaledPairs(apart, distance, ownCodes, share) });
    kernels.push({ places, ...scaledPairs(gaussian, kernel, ownCodes, share) });
  }
  return { distances, kernels };
}

/** Centred pairs of the features over the root of both sums of squares, times the label's share; 0 where a side has no spread. */
function scaledPairs(features: PairTable, table: LevelTable, codes: Uint8Array, share: number) {
  const centred = centredPairs(features, codes.length);
  const attribute = new Float64Array(features.length);
  let pair = 0;
  for (let left = 0; left < codes.length; left++) {
    for (let right = left + 1; right < codes.length; right++) {
      attribute[pair] = at(table.values, at(codes, left) * table.count + at(codes, right));
      pair += 1;
    }
  }
  const squares = (pairs: PairTable) => pairs.reduce((sum, value) => sum + value * value, 0);
  const product = Math.sqrt(squares(centred) * squares(centredPairs(attribute, codes.length)));
  const scale = product > 1e-12 * codes.length ** 2 ? share / product : 0;
  return { pairs: centred.map((value) => value * scale), table };
}
