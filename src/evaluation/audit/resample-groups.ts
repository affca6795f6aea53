import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { createCellCounter, type CellCounter } from "./cell-counter.js";
import type { GroupEngine } from "./group-engine.js";
import { lanesBelow, packWeights } from "./packed-weights.js";

/** Rows whose weights are packed, then counted, while they are in the cache. */
const blockRows = 4096;
/** Random numbers that are made at a time. */
const blockDraws = 1024;
/** Of a million subjects none is drawn more often in nearly all resamples. */
const usualDraws = 12;

/** Raw sums of the groups of several groupings in every resample. */
export interface Replicates {
  readonly resamples: number;
  /** Of each engine: [R, G, fields]. */
  readonly raw: readonly Float64Array[];
}

/**
 * Draw subjects with replacement, as many as there are, once a resample, and measure all groups of all engines under the
 * weights that their rows get: as often as their subject was drawn.
 *
 * subjectOf [n] in 0..S-1; a subject may have no row. Resample r draws from `rng.child("resample-r")`, so its numbers are
 * the same however many resamples there are and whichever engines are asked.
 * @source cluster bootstrap: Field and Welsh 2007; intervals by `intervalOfReplicates`.
 */
export function resampleGroups(
  engines: readonly GroupEngine[],
  subjectOf: Int32Array,
  subjectCount: number,
  resamples: number,
  rng: Rng,
): Replicates {
  const raw = engines.map(
    ({ groupCount, fields }) => new Float64Array(resamples * groupCount * fields),
  );
  const weigh = createWeighing(engines, subjectOf, raw);
  const count = createCounting(engines, subjectOf, raw);
  const draws = Array.from({ length: count.together }, () => new Uint8Array(subjectCount));
  for (let first = 0; first < resamples; first += draws.length) {
    const drawn = draws.slice(0, resamples - first);
    let most = 0;
    for (const [lane, one] of drawn.entries()) {
      most = Math.max(most, drawSubjects(rng.child(`resample-${first + lane}`), one));
      weigh(one, first + lane);
    }
    count.measure(drawn, first, most);
  }
  return { resamples, raw };
}

/** Measures the engines that need the weights of all rows, one resample at a time. */
function createWeighing(
  engines: readonly GroupEngine[],
  subjectOf: Int32Array,
  raw: readonly Float64Array[],
): (draws: Uint8Array, resample: number) => void {
  const own = [...engines.entries()].filter(([, { cells }]) => cells === undefined);
  if (own.length === 0) return () => undefined;
  const weights = new Int32Array(subjectOf.length);
  return (draws, resample) => {
    for (let row = 0; row < weights.length; row++) weights[row] = draws[subjectOf[row] ?? 0] ?? 0;
    for (const [index, { groupCount, fields, evaluate }] of own) {
      evaluate(weights, at(raw, index), resample * groupCount * fields);
    }
  };
}

/** Measures the engines that need the weights of cells, several resamples at a time. */
interface Counting {
  /** Resamples that are best drawn at a time. */
  readonly together: number;
  /** Resamples `first`, …: how often subjects are drawn [S] in each, at most `most` times. */
  readonly measure: (draws: readonly Uint8Array[], first: number, most: number) => void;
}

function createCounting(
  engines: readonly GroupEngine[],
  subjectOf: Int32Array,
  raw: readonly Float64Array[],
): Counting {
  const own = engines.flatMap((engine, index) =>
    engine.cells === undefined ? [] : [{ ...engine, cells: engine.cells, out: at(raw, index) }],
  );
  if (own.length === 0) return { together: 1, measure: () => undefined };
  const counter = createCellCounter(own.map(({ cells }) => cells));
  const packed = new Float64Array(blockRows);
  return {
    together: lanesBelow(usualDraws * counter.largest).lanes,
    measure(draws, first, most) {
      // Fewer at once where a subject is drawn more often than is usual.
      const { lanes, bits } = lanesBelow(most * counter.largest);
      for (let start = 0; start < draws.length; start += lanes) {
        const some = draws.slice(start, start + lanes);
        countDrawn(counter, some, subjectOf, bits, packed);
        for (const [column, { cells, out, groupCount, fields }] of own.entries()) {
          for (let lane = 0; lane < some.length; lane++) {
            counter.take(column, bits);
            cells.measure(out, (first + start + lane) * groupCount * fields);
          }
        }
      }
    },
  };
}

/** Count the cells under the draws of some resamples, block by block of the rows. */
function countDrawn(
  counter: CellCounter,
  draws: readonly Uint8Array[],
  subjectOf: Int32Array,
  bits: number,
  packed: Float64Array,
): void {
  counter.clear();
  for (let start = 0; start < subjectOf.length; start += packed.length) {
    const range = [start, Math.min(subjectOf.length, start + packed.length)] as const;
    packWeights(draws, subjectOf, range, bits, packed);
    counter.add(packed, range);
  }
  counter.finish();
}

/**
 * How often each subject is drawn, [S], sum S; a byte is enough: one is drawn 256 times with less than 1 chance in 256!.
 * @returns the most of them.
 */
export function drawSubjects(rng: Rng, draws: Uint8Array): number {
  draws.fill(0);
  const count = draws.length;
  const uniforms = new Float64Array(Math.min(count, blockDraws));
  let most = 0;
  for (let start = 0; start < count; start += blockDraws) {
    const size = Math.min(blockDraws, count - start);
    rng.uniforms(size < uniforms.length ? uniforms.subarray(0, size) : uniforms);
    for (let draw = 0; draw < size; draw++) {
      const subject = Math.floor((uniforms[draw] ?? 0) * count);
      const drawn = (draws[subject] ?? 0) + 1;
      draws[subject] = drawn;
      if (drawn > most) most = drawn;
    }
  }
  return most;
}
