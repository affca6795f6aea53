// @ts-check
/**
 * How often the audit of predictions says what, on sets that are drawn: verdicts where there is no shortcut, and where
 * there is one of known strength; and how often intervals hold the true value. Prints, and writes all of it to --out. One
 * process, one thread. What it printed is in docs/audit-calibration.md.
 *
 *   npm run build && node experiments/audit-calibration/run.mjs [--sets 1000] [--power-sets 100] [--resamples 200]
 *     [--coverage-sets 300] [--out FILE]
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createRng } from "../../dist/base/rng.js";
import { audit } from "../../dist/evaluation/audit/audit.js";
import { upperBound } from "./upper-bound.mjs";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "1000" },
    "power-sets": { type: "string", default: "100" },
    "coverage-sets": { type: "string", default: "300" },
    resamples: { type: "string", default: "200" },
    out: { type: "string" },
  },
});
const sets = Number(options.sets);
const powerSets = Number(options["power-sets"]);
const coverageSets = Number(options["coverage-sets"]);
const resamples = Number(options.resamples);
const { out } = options;

/**
 * @typedef {object} Law
 * @property {number} subjects
 * @property {number} [rows] rows of a subject
 * @property {number} [groups] values of the attribute
 * @property {number} [association] P(attribute = label), two groups; else P(label) of the groups is spread
 * @property {number} [shift] what the attribute adds to the logit: the shortcut
 * @property {number} [severity] how much harder (lower) the positives of group 0 are: no shortcut
 */

/** Answers depend on label and subject, and on the attribute only by `shift` and `severity`.
 * @param {Law} law @param {import("../../dist/base/rng.js").Rng} rng */
function drawSet(
  { subjects, rows = 1, groups = 2, association = 0.5, shift = 0, severity = 0 },
  rng,
) {
  const n = subjects * rows;
  const labels = new Int32Array(n);
  const values = new Int32Array(n);
  const probabilities = new Float64Array(2 * n);
  const names = new Array(n);
  for (let subject = 0; subject < subjects; subject++) {
    const own = rng.normal();
    let label = rng.uniform() < 0.4 ? 1 : 0;
    let value = rng.uniform() < association ? label : 1 - label;
    if (groups > 2) {
      value = rng.integer(groups);
      label = rng.uniform() < 0.2 + (0.4 * value) / (groups - 1) ? 1 : 0;
    }
    for (let inside = 0; inside < rows; inside++) {
      const row = subject * rows + inside;
      const noise = rows === 1 ? own : Math.SQRT1_2 * (own + rng.normal());
      const side = (2 * value) / (groups - 1) - 1;
      const harder = label === 1 && value === 0 ? severity : 0;
      const logit = 1.5 * (2 * label - 1 + noise + shift * side - harder);
      labels[row] = label;
      values[row] = value;
      names[row] = `s${subject}`;
      probabilities[2 * row + 1] = 1 / (1 + Math.exp(-logit));
      probabilities[2 * row] = 1 - (probabilities[2 * row + 1] ?? 0);
    }
  }
  return { labels, values, names, probabilities };
}

/** @param {Law} law @param {string} seed */
function auditSet(law, seed) {
  const { labels, values, names, probabilities } = drawSet(law, createRng(seed));
  const count = law.groups ?? 2;
  const { targets } = audit({
    door: "predictions",
    source: "drawn",
    split: "test",
    subjects: names,
    attributes: [
      { name: "a", valueNames: Array.from({ length: count }, (_, g) => `g${g}`), values },
    ],
    targets: [
      {
        kind: "classes",
        name: "label",
        classes: ["0", "1"],
        labels,
        probabilities,
        threshold: { rule: "half", split: null, value: 0.5 },
      },
    ],
    settings: { resamples, seed: Number(seed.replace(/\D/g, "").slice(-6)) },
  });
  const attribute = targets[0]?.attributes[0];
  if (attribute === undefined || targets[0] === undefined) throw new Error("no attribute");
  return { attribute, overall: targets[0].overall };
}

/** @param {string} name @param {Law} law @param {number} count */
function countVerdicts(name, law, count) {
  /** @type {Record<string, number>} */
  const verdicts = { disparity: 0, "nothing found": 0, "cannot tell": 0 };
  let [rejected, drops, drop] = [0, 0, 0];
  for (let set = 0; set < count; set++) {
    const { attribute } = auditSet(law, `${name} ${set}`);
    const kind = attribute.verdict?.kind ?? "none";
    verdicts[kind] = (verdicts[kind] ?? 0) + 1;
    const { p } = attribute.conditional;
    if (typeof p === "number" && p <= 0.05) rejected += 1;
    if (!("reason" in attribute.shift) && !("reason" in attribute.shift.drop)) {
      drop += attribute.shift.drop.value;
      drops += 1;
    }
  }
  const found = verdicts["disparity"] ?? 0;
  return {
    name,
    law,
    sets: count,
    verdicts,
    rejected,
    disparity: found / count,
    upper: upperBound(found, count),
    mean_drop: drops === 0 ? null : drop / drops,
  };
}

const clean = /** @type {[string, Law][]} */ ([
  ["500 subjects", { subjects: 500 }],
  ["500, prevalence differs (70/30)", { subjects: 500, association: 0.7 }],
  ["1000, prevalence differs (90/10)", { subjects: 1000, association: 0.9 }],
  ["800, five groups, prevalence 20 to 60 %", { subjects: 800, groups: 5 }],
  ["300 subjects of 3 rows, prevalence differs", { subjects: 300, rows: 3, association: 0.7 }],
]);
const began = performance.now();
const calibration = clean.map(([name, law]) => {
  const found = countVerdicts(name, law, sets);
  console.log(
    name,
    JSON.stringify(found.verdicts),
    `p <= 0.05: ${found.rejected}`,
    `disparity upper bound ${found.upper.toFixed(4)}`,
  );
  return found;
});
const severity = [
  countVerdicts("1000, severity differs", { subjects: 1000, severity: 0.6 }, powerSets),
];
for (const { name, verdicts } of severity) console.log(name, JSON.stringify(verdicts));
const power = [];
const association = 0.7;
for (const shift of [0.1, 0.2, 0.3, 0.5]) {
  for (const subjects of [250, 500, 1000, 2000]) {
    const name = `power ${association} ${shift} ${subjects}`;
    const found = countVerdicts(name, { subjects, association, shift }, powerSets);
    power.push(found);
    console.log(name, JSON.stringify(found.verdicts), `drop ${found.mean_drop?.toFixed(3)}`);
  }
}

/** Share of intervals that hold the true value, which is that of 99,999 rows. */
function coverage() {
  const measures = [
    "accuracy",
    "balanced_accuracy",
    "auroc",
    "auprc",
    "sensitivity",
    "f1",
    "ece",
    "brier",
  ];
  const laws = /** @type {[string, Law][]} */ ([
    ["200 subjects", { subjects: 200 }],
    ["100 subjects of 3 rows", { subjects: 100, rows: 3 }],
  ]);
  return laws.map(([name, law]) => {
    const { overall: truth } = auditSet(
      { ...law, subjects: 99_999 / (law.rows ?? 1) },
      `truth ${name} 0`,
    );
    const inside = Object.fromEntries(measures.map((measure) => [measure, 0]));
    for (let set = 0; set < coverageSets; set++) {
      const { overall } = auditSet(law, `coverage ${name} ${set}`);
      for (const measure of measures) {
        const [own, real] = [overall[measure], truth[measure]];
        if (own === undefined || real === undefined || "reason" in own || "reason" in real)
          continue;
        if ("reason" in own.interval) continue;
        if (own.interval.low <= real.value && real.value <= own.interval.high) {
          inside[measure] = (inside[measure] ?? 0) + 1;
        }
      }
    }
    const shares = Object.fromEntries(measures.map((m) => [m, (inside[m] ?? 0) / coverageSets]));
    console.log("coverage", name, JSON.stringify(shares));
    return { name, law, sets: coverageSets, shares };
  });
}
const covered = coverageSets > 0 ? coverage() : [];
const seconds = process.cpuUsage().user / 1e6;
console.log(
  `${seconds.toFixed(0)} s of processor, ${((performance.now() - began) / 1000).toFixed(0)} s in all`,
);
const results = {
  sets,
  power_sets: powerSets,
  resamples,
  calibration,
  severity,
  power,
  coverage: covered,
};
if (out !== undefined) writeFileSync(out, `${JSON.stringify(results, null, 1)}\n`);
