// @ts-check
/**
 * What the conditional test of a number should be given: how often it rejects at 0.05, given thirds of the number, given finer parts of
 * these (`fineStrata`) of which each is squared by itself, and given the parts summed by thirds, as audits do.
 *
 *   npm run build && node experiments/audit-calibration/number-strata.mjs [--sets 300]
 *
 * 800 rows of a normal number, an attribute with two values whose log odds rise by `slope` a standard deviation, and a prediction that is drawn to the mean by a third, with noise of
 * 0.47 and larger by `shift` with the attribute. With shift 0 the model is blind to the attribute: what is rejected then is a false alarm.
 */
import { parseArgs } from "node:util";
import { createRng } from "../../dist/base/rng.js";
import { conditionalTest, sortColumn } from "../../dist/evaluation/audit/conditional-test.js";
import { fineStrata } from "../../dist/evaluation/audit/fine-strata.js";
import { rowsBySubject } from "../../dist/evaluation/audit/subject-classes.js";

const { values: options } = parseArgs({ options: { sets: { type: "string", default: "300" } } });
const sets = Number(options.sets);
const rows = 800;
const subjects = Int32Array.from({ length: rows }, (_, row) => row);
const bySubject = rowsBySubject(subjects, rows);

/** @typedef {import("../../dist/evaluation/audit/fine-strata.js").Strata} Strata */

/** @param {number} slope @param {number} shift */
function countRejected(slope, shift) {
  const found = { thirds: 0, squared: 0, summed: 0 };
  for (let set = 0; set < sets; set++) {
    const rng = createRng(`p ${slope} ${shift} ${set}`);
    const targets = Float64Array.from({ length: rows }, () => rng.normal());
    const values = targets.map((own) => (rng.uniform() < 1 / (1 + Math.exp(-slope * own)) ? 1 : 0));
    const errors = targets.map(
      (own, row) => -0.33 * own + 0.47 * rng.normal() + shift * (values[row] ?? 0),
    );
    const bins = Int32Array.from(targets, (own) => (own < -0.43 ? 0 : own < 0.43 ? 1 : 2));
    const thirds = { strata: bins, count: 3 };
    const parts = fineStrata({ targets, bins, binCount: 3, subjects });
    /** @param {Strata} given @param {Strata} [summed] */
    const isRejected = ({ strata, count }, summed) => {
      const tested = { answers: [sortColumn(errors)], strata, stratumCount: count, subjects };
      const attribute = /** @type {const} */ ({ kind: "classes", values, size: 2 });
      const { p } = conditionalTest(
        { ...tested, bySubject, attribute, ...(summed && { summed }) },
        199,
        rng.child("x"),
      );
      return Number(p) <= 0.05 ? 1 : 0;
    };
    found.thirds += isRejected(thirds);
    found.squared += isRejected(parts);
    found.summed += isRejected(parts, thirds);
  }
  return found;
}

process.stdout.write("slope  shift  given thirds  parts, each squared  parts, summed by thirds\n");
for (const slope of [0, 1.5]) {
  for (const shift of [0, 0.1]) {
    const { thirds, squared, summed } = countRejected(slope, shift);
    process.stdout.write(
      `${slope.toFixed(1).padStart(5)}  ${shift.toFixed(1).padStart(5)}  ${[thirds, squared, summed].map((count) => `${count} of ${sets}`).join("  ")}\n`,
    );
  }
}
