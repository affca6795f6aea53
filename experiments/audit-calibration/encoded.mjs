// @ts-check
/**
 * How often the tier encoded says what, on features that are drawn: where they hold nothing of the attribute but by way of the label,
 * and where they hold it with known strength. Prints, and writes all of it to --out. One process, one thread. What it printed is in
 * docs/audit-calibration.md.
 *
 *   npm run build && node experiments/audit-calibration/encoded.mjs [--sets 300] [--power-sets 50] [--out FILE]
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { encodedFinding } from "../../dist/app/audit/encoded-finding.js";
import { createRng } from "../../dist/base/rng.js";
import { measureDependence } from "../../dist/probing/dependence/measure-dependence.js";
import { readAttributes } from "../../dist/probing/read-attributes.js";
import { upperBound } from "./upper-bound.mjs";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "300" },
    "power-sets": { type: "string", default: "50" },
    out: { type: "string" },
  },
});

/**
 * @typedef {object} Law
 * @property {number} subjects
 * @property {number} [rows] rows of a subject; half of the noise is then the subject's
 * @property {number} [values] values of the attribute
 * @property {number} [attributes] independent of each other given the label
 * @property {number} [association] P(attribute = label) of two values; of more they are drawn by 1 / (1 + value), and the rest alike
 * @property {number} [width] features; each holds the label by 0.5 of its noise
 * @property {number} [leak] of the attribute in each feature, in its noise
 * @property {number} [spread] noise of value 1 by that of value 0: means are equal, and no line reads it
 */

/** Features hold the label; the attribute is drawn given the label alone, and enters the features by `leak`.
 * @param {Law} law @param {string} seed */
function readSet(
  {
    subjects,
    rows = 1,
    values = 2,
    attributes = 1,
    association = 0.5,
    width = 16,
    leak = 0,
    spread = 1,
  },
  seed,
) {
  const rng = createRng(seed);
  const n = subjects * rows;
  const features = new Float32Array(n * width);
  const labels = new Int32Array(n);
  const columns = Array.from({ length: attributes }, () => new Int32Array(n));
  for (let subject = 0; subject < subjects; subject++) {
    const label = rng.uniform() < 0.4 ? 1 : 0;
    const own = Float64Array.from({ length: width }, () => rng.normal());
    const drawn = columns.map(() => {
      if (values === 2) return rng.uniform() < association ? label : 1 - label;
      for (;;) {
        const value = rng.integer(values);
        if (rng.uniform() < 1 / (1 + value)) return value;
      }
    });
    for (let inside = 0; inside < rows; inside++) {
      const row = subject * rows + inside;
      labels[row] = label;
      for (const [place, column] of columns.entries()) column[row] = drawn[place] ?? 0;
      for (let feature = 0; feature < width; feature++) {
        const base = own[feature] ?? 0;
        const noise = rows === 1 ? base : Math.SQRT1_2 * (base + rng.normal());
        const spreadOut = (drawn[0] ?? 0) === 1 ? spread * noise : noise;
        features[row * width + feature] = 0.5 * label + leak * (drawn[0] ?? 0) + spreadOut;
      }
    }
  }
  const valueNames = Array.from({ length: values }, (_, value) => `v${value}`);
  const set = {
    features: { rows: n, width, values: features },
    subjects: Array.from({ length: n }, (_, row) => `s${Math.floor(row / rows)}`),
    label: variable("label", ["0", "1"], labels),
    attributes: columns.map((column, place) => variable(`a${place}`, valueNames, column)),
  };
  const { readings, encoded } = readAttributes(set, rng.child("probing"));
  const measured = measureDependence(set, rng.child("probing"));
  return [...readings].map(([name, reading]) => {
    const probing = "reason" in reading ? reading : { ...reading, encoded };
    const dependence = measured.get(name);
    const tested = dependence === undefined ? {} : { dependence };
    return {
      finding: encodedFinding(probing, name, tested),
      alone: encodedFinding(probing, name),
      p: dependence === undefined || "reason" in dependence ? NaN : Number(dependence.p),
      information:
        dependence === undefined || "reason" in dependence ? NaN : Number(dependence.information),
      rows: "reason" in reading ? 0 : reading.set.n,
    };
  });
}

/** @param {string} name @param {readonly string[]} valueNames @param {Int32Array} values */
function variable(name, valueNames, values) {
  return /** @type {const} */ ({ kind: "classes", name, valueNames, values });
}

/** @param {ReadonlyArray<{ readonly state: string }>} findings the gravest state of them */
function gravest(findings) {
  const is = (/** @type {string} */ state) => findings.some((one) => one.state === state);
  return is("found") ? "found" : is("cannot tell") ? "cannot tell" : "not found";
}

/** Sets by the gravest state of their attributes: by the rule, by the probes alone, and by the measures alone (p ≤ 0.05).
 * @param {[string, Law]} named @param {number} count */
function countStates([name, law], count) {
  /** @type {Record<string, number>} */
  const states = { found: 0, "cannot tell": 0, "not found": 0 };
  let [rows, byProbes, byMeasures, information] = [0, 0, 0, 0];
  for (let set = 0; set < count; set++) {
    const found = readSet(law, `${name} ${set}`);
    const state = gravest(found.map(({ finding }) => finding));
    states[state] = (states[state] ?? 0) + 1;
    if (gravest(found.map(({ alone }) => alone)) === "found") byProbes += 1;
    if (found.some(({ p }) => p <= 0.05)) byMeasures += 1;
    rows += (found[0]?.rows ?? 0) / count;
    information += (found[0]?.information ?? NaN) / count;
  }
  const upper = upperBound(states["found"] ?? 0, count);
  const alone = { byProbes, byMeasures };
  console.log(name, JSON.stringify({ ...states, ...alone }), `rows ${rows.toFixed(0)}`, `upper bound ${upper.toFixed(4)}`, `information ${information.toFixed(3)}`); // prettier-ignore
  return { name, law, sets: count, rows, states, ...alone, information, upper };
}

const empty = /** @type {[string, Law][]} */ ([
  ["500 subjects, two values", { subjects: 500 }],
  ["1000, P(attribute = label) 0.8", { subjects: 1000, association: 0.8 }],
  ["1000, five values, the rarest 9 %", { subjects: 1000, values: 5 }],
  ["250 subjects of 4 rows, 0.7", { subjects: 250, rows: 4, association: 0.7 }],
  ["500, three attributes", { subjects: 500, attributes: 3 }],
  ["300, 128 features", { subjects: 300, width: 128 }],
]);
const power = [0.1, 0.2, 0.3, 0.5].flatMap((leak) =>
  [250, 500, 1000].map(
    (subjects) =>
      /** @type {[string, Law]} */ ([
        `leak ${leak}, ${subjects}`,
        { subjects, leak, association: 0.7 },
      ]),
  ),
);
const curved = [1.1, 1.2, 1.3].flatMap((spread) =>
  [250, 500, 1000].map(
    (subjects) =>
      /** @type {[string, Law]} */ ([
        `spread ${spread}, ${subjects}`,
        { subjects, spread, association: 0.7 },
      ]),
  ),
);
const results = {
  calibration: empty.map((named) => countStates(named, Number(options.sets))),
  curved: curved.map((named) => countStates(named, Number(options["power-sets"]))),
  power: power.map((named) => countStates(named, Number(options["power-sets"]))),
};
console.log(`${(process.cpuUsage().user / 1e6).toFixed(0)} s of processor`);
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(results, null, 1)}\n`);
