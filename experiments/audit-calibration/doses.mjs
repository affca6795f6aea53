// @ts-check
/**
 * How often retraining at several strengths says "used" (rule U4) where no model answers by the attribute, and where models do, on answers that are drawn: a row is right where
 * its ease + noise + 1.0 + (severity + slope · strength + chance of the run) · (aligned − 1/2) is above 0, all normal. One process, one thread. What it printed is in
 * docs/audit-calibration.md.
 *
 *   npm run build && node experiments/audit-calibration/doses.mjs [--sets 1000] [--power-sets 100] [--out FILE]
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createRng } from "../../dist/base/rng.js";
import { doseFinding } from "../../dist/evaluation/audit/dose-finding.js";
import { doseResponse } from "../../dist/evaluation/audit/dose-response.js";
import { upperBound } from "./upper-bound.mjs";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "1000" },
    "power-sets": { type: "string", default: "100" },
    out: { type: "string" },
  },
});

/**
 * @typedef {object} Law
 * @property {number} [subjects]
 * @property {number} [seeds]
 * @property {number} [severity] of the value that is aligned, the same at every strength
 * @property {number} [slope]
 * @property {number} [chance] of a run, its standard deviation
 */

/** @param {Law} law @param {string} seed */
function findingOf({ subjects = 400, seeds = 2, severity = 0, slope = 0, chance = 0.2 }, seed) {
  const rng = createRng(seed);
  const rows = Array.from({ length: subjects }, (_, row) => row);
  const ease = rows.map(() => rng.normal());
  const isAligned = Uint8Array.from(rows, (row) => (row >> 1) & 1);
  const runs = [0.5, 0.7, 0.9].flatMap((strength) =>
    Array.from({ length: seeds }, (_, own) => {
      const shift = severity + slope * (strength - 0.5) + chance * rng.normal();
      return {
        strength,
        seed: own,
        right: Uint8Array.from(rows, (row) => {
          const side = (isAligned[row] ?? 0) - 0.5;
          return (ease[row] ?? 0) + 0.7 * rng.normal() + 1 + shift * side > 0 ? 1 : 0;
        }),
      };
    }),
  );
  const doses = doseResponse(
    {
      ...{ attribute: "a", runs, isAligned, trainingRows: subjects },
      labels: Int32Array.from(rows, (row) => row & 1),
      subjects: rows.map((row) => `s${row}`),
      between: [0.5, 0.9],
    },
    2,
  );
  return doseFinding(doses);
}

/** @param {[string, Law]} named @param {number} count */
function countStates([name, law], count) {
  /** @type {Record<string, number>} */
  const states = { found: 0, "not found": 0, "cannot tell": 0 };
  let effect = 0;
  for (let set = 0; set < count; set++) {
    const finding = findingOf(law, `${name} ${set}`);
    states[finding.state] = (states[finding.state] ?? 0) + 1;
    effect += (finding.effect?.value ?? NaN) / count;
  }
  const upper = upperBound(states["found"] ?? 0, count);
  console.log(name, JSON.stringify(states), `effect ${effect.toFixed(3)}`, `upper bound ${upper.toFixed(4)}`); // prettier-ignore
  return { name, law, sets: count, states, effect, upper };
}

const empty = /** @type {[string, Law][]} */ ([
  ["two seeds, 400 subjects", {}],
  ["one seed", { seeds: 1 }],
  ["severity differs", { severity: -1 }],
  ["runs differ much", { chance: 0.6 }],
  ["five seeds, 2000 subjects", { seeds: 5, subjects: 2000 }],
]);
const power = [0.5, 1, 2, 4].flatMap((slope) =>
  [1, 2, 5].map(
    (seeds) => /** @type {[string, Law]} */ ([`slope ${slope}, ${seeds} seeds`, { slope, seeds }]),
  ),
);
const results = {
  calibration: empty.map((named) => countStates(named, Number(options.sets))),
  power: power.map((named) => countStates(named, Number(options["power-sets"]))),
};
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(results, null, 1)}\n`);
