import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { createCellCounter } from "./cell-counter.js";
import type { GroupEngine } from "./group-engine.js";

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
  const count = createCellCounter(engines.flatMap(({ cells }) => cells ?? []));
  const draws = new Uint8Array(subjectCount);
  const weights = new Int32Array(subjectOf.length);
  for (let resample = 0; resample < resamples; resample++) {
    drawSubjects(rng.child(`resample-${resample}`), draws);
    for (let row = 0; row < weights.length; row++) weights[row] = draws[subjectOf[row] ?? 0] ?? 0;
    count(weights);
    for (const [index, { groupCount, fields, cells, evaluate }] of engines.entries()) {
      const out = at(raw, index);
      const offset = resample * groupCount * fields;
      if (cells === undefined) evaluate(weights, out, offset);
      else cells.measure(out, offset);
    }
  }
  return { resamples, raw };
}

/** How often each subject is drawn, [S], sum S; a byte is enough: one is drawn 256 times with less than 1 chance in 256!. */
export function drawSubjects(rng: Rng, draws: Uint8Array): void {
  draws.fill(0);
  const count = draws.length;
  for (let draw = 0; draw < count; draw++) {
    const subject = Math.floor(rng.uniform() * count);
    draws[subject] = (draws[subject] ?? 0) + 1;
  }
}
