import { at } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import { undefinedMetric, type Metric } from "../evaluation/metric.js";
import { numberSubjects } from "../evaluation/number-subjects.js";
import type { Backend } from "../runtime/backend.js";
import {
  createFreshCritic,
  freshCriticDefaults,
  type CriticRows,
  type CriticSettings,
  type FreshCritic,
} from "./fresh-critic.js";
import type { FeatureTable, ProbedRows } from "./probe.js";
import { momentsOf, scaleFeatures } from "./scale-features.js";

/** Fewest rows of a half: with fewer a critic finds nothing, or noise. */
const fewestRows = 50;

/** A part of the features by the name of its target. */
export interface NamedPart {
  readonly name: string;
  readonly features: FeatureTable;
}

/** What a fresh critic reads between two parts, nats. */
export interface PairInformation {
  readonly left: string;
  readonly right: string;
  /** Mean over the last tenth of the curve. */
  readonly value: Metric;
  /** The same for rows whose right half was shuffled: what the critic reads where nothing is shared. */
  readonly null_value: Metric;
  /** Estimate on the scored rows after each epoch. */
  readonly curve: readonly number[];
  readonly null_curve: readonly number[];
}

/** Where critics are computed. */
export interface CriticEngine {
  readonly backend: Backend;
  readonly threads: number;
}

/**
 * MI convergence: for each pair of parts a fresh critic (see {@link createFreshCritic}) learns on the first
 * half of the rows and is read on the second, features standardised by the first. All parts have one width.
 * A constant part shares nothing with any other: 0 by definition, without a curve. Undefined with fewer than
 * 50 rows in a half.
 */
export async function miConvergence(
  parts: readonly NamedPart[],
  rows: ProbedRows,
  engine: CriticEngine,
  rng: Rng,
  settings: CriticSettings = freshCriticDefaults,
): Promise<PairInformation[]> {
  const pairs = parts.flatMap((left, index) =>
    parts.slice(index + 1).map((right) => ({ left, right })),
  );
  if (pairs.length === 0) return [];
  const shuffled = rng.child("rows").permutation(rows.halves.length);
  const [fit, score] = [0, 1].map((half) =>
    shuffled.filter((row) => at(rows.halves, row) === half),
  );
  const [fitRows, scoreRows] = [fit ?? new Int32Array(), score ?? new Int32Array()];
  const fewest = Math.min(fitRows.length, scoreRows.length);
  const named = ({ left, right }: (typeof pairs)[number]) => ({ left: left.name, right: right.name }); // prettier-ignore
  if (fewest < fewestRows) {
    const none = undefinedMetric(`a half has ${fewest} rows, ${fewestRows} are needed`);
    return pairs.map((pair) => ({ ...named(pair), value: none, null_value: none, curve: [], null_curve: [] })); // prettier-ignore
  }
  const width = at(parts, 0).features.width;
  const shape = { left: width, right: width, fitRows: fitRows.length, scoreRows: scoreRows.length };
  const critic = await createFreshCritic(shape, engine.backend, engine.threads, settings);
  const owners = numberSubjects(rows.subjects).subjectOf;
  try {
    const results: PairInformation[] = [];
    for (const pair of pairs) {
      const own = rng.child(`${pair.left.name}.${pair.right.name}`);
      const curves =
        isConstant(pair.left, fitRows) || isConstant(pair.right, fitRows)
          ? null // prettier-ignore
          : await bothCurves(critic, pair, owners, [fitRows, scoreRows], own);
      results.push({ ...named(pair), ...(curves ?? nothingShared) });
    }
    return results;
  } finally {
    await critic.dispose();
  }
}

const nothingShared = { value: 0, null_value: 0, curve: [], null_curve: [] };

async function bothCurves(
  critic: FreshCritic,
  { left, right }: { readonly left: NamedPart; readonly right: NamedPart },
  owners: Int32Array,
  [fit, score]: readonly [Int32Array, Int32Array],
  rng: Rng,
): Promise<Omit<PairInformation, "left" | "right">> {
  const take = (rows: Int32Array): CriticRows => ({
    left: scaled(left.features, rows, fit),
    right: scaled(right.features, rows, fit),
    owner: rows.map((row) => at(owners, row)),
  });
  // Shuffled rows show two subjects each; no two of them are the same pair, so all count as different.
  const mix = (rows: Int32Array, name: string): CriticRows => {
    const permutation = rng.child(name).permutation(rows.length);
    return {
      left: scaled(left.features, rows, fit),
      right: scaled(right.features, permutation.map((place) => at(rows, place)), fit), // prettier-ignore
      owner: rows.map((_, place) => place),
    };
  };
  const curve = await critic.curve(take(fit), take(score), rng.child("critic"));
  const nullCurve = await critic.curve(
    mix(fit, "mix-fit"),
    mix(score, "mix-score"),
    rng.child("critic"),
  );
  return {
    value: tailMean(curve),
    null_value: tailMean(nullCurve),
    curve,
    null_curve: nullCurve,
  };
}

function scaled(features: FeatureTable, rows: Int32Array, fit: Int32Array): Float32Array {
  return Float32Array.from(scaleFeatures(features, rows, momentsOf(features, fit)));
}

function isConstant({ features }: NamedPart, rows: Int32Array): boolean {
  return momentsOf(features, rows).deviation.every((spread) => spread === 0);
}

/** Mean over the last tenth of a curve, at least its last value. */
export function tailMean(curve: readonly number[]): number {
  const tail = curve.slice(-Math.max(1, Math.round(curve.length / 10)));
  return tail.reduce((sum, value) => sum + value, 0) / tail.length;
}
