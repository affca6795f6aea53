// @ts-check
/**
 * How often the tier *used* is found, on drawn pictures and models in closed form: where nothing is used, and where a marker or a tone is. One
 * process, one thread. What it printed is in docs/audit-calibration.md.
 *
 *   npm run build && node experiments/audit-calibration/used.mjs [--sets 1000] [--power-sets 200] [--pictures 1000] [--out FILE]
 *
 * Pictures of 12 × 12: noise, and in the middle a blob that is brighter in the ill. The attribute is the label in 90 of 100. Models are logistic in the mean
 * of the blob (or of the whole picture), and where it is said in the corner.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createRng } from "../../dist/base/rng.js";
import { useFinding } from "../../dist/evaluation/audit/use-finding.js";
import { examineParts } from "../../dist/probing/interventions/examine-parts.js";
import { partTakers } from "../../dist/probing/interventions/picture-part.js";
import { questionOfClasses } from "../../dist/probing/interventions/question.js";
import { upperBound } from "./upper-bound.mjs";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "1000" },
    "power-sets": { type: "string", default: "200" },
    pictures: { type: "string", default: "1000" },
    out: { type: "string" },
  },
});
const side = 12;
const takers = partTakers({ channels: 1, extents: [side, side] });
const all = Array.from({ length: side * side }, (_, place) => place);
/** @param {number} low @param {number} high */
const square = (low, high) =>
  all.filter((place) => {
    const [row, column] = [Math.floor(place / side), place % side];
    return row >= low && row < high && column >= low && column < high;
  });
const [blob, corner] = [square(4, 8), square(0, 2)];
/** @param {Float32Array} picture @param {readonly number[]} places */
const meanOf = (picture, places) => {
  let sum = 0;
  for (const place of places) sum += picture[place] ?? NaN;
  return sum / places.length;
};

/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {number} [severity] how much brighter the blob of the ill is where the attribute is 1: no shortcut
 * @property {boolean} [diffuse] illness is seen in all places, and the model looks at all
 * @property {number} [marker] what the attribute adds to the corner
 * @property {number} [tone] what the attribute adds to every place
 * @property {number} [reads] weight of the corner in the model
 */

/** @param {Scene} scene @param {number} n @param {import("../../dist/base/rng.js").Rng} rng */
function drawPictures({ severity = 0, diffuse = false, marker = 0, tone = 0 }, n, rng) {
  const label = Int32Array.from({ length: n }, () => rng.integer(2));
  const attribute = label.map((value) => (rng.uniform() < 0.9 ? value : 1 - value));
  const pictures = Array.from(label, (value, row) => {
    const has = attribute[row] ?? 0;
    const ill = value === 1 ? 1 + severity * has + 0.4 * rng.normal() : 0.3 + 0.4 * rng.normal();
    const offset = tone * has + 0.1 * rng.normal();
    const picture = Float32Array.from(all, () => 0.5 * rng.normal() + offset);
    for (const place of diffuse ? all : blob) picture[place] = (picture[place] ?? NaN) + ill;
    for (const place of corner) picture[place] = (picture[place] ?? NaN) + marker * has;
    return picture;
  });
  return { label, attribute, pictures };
}

/** @param {Scene} scene @param {number} n @param {import("../../dist/base/rng.js").Rng} rng */
async function examine(scene, n, rng) {
  const { diffuse = false, reads = 0, marker = 0 } = scene;
  const { label, attribute, pictures } = drawPictures(scene, n, rng);
  /** @param {Float32Array} picture */
  const yes = (picture) => {
    const logit =
      6 * (meanOf(picture, diffuse ? all : blob) - 0.65) +
      reads * (meanOf(picture, corner) - marker / 2);
    return 1 / (1 + Math.exp(-logit));
  };
  const scores = pictures.map(yes);
  /** @param {(label: number, has: number) => boolean} of */
  const rightOf = (of) => {
    const rows = [...scores.keys()].filter((row) => of(label[row] ?? 0, attribute[row] ?? 0));
    return (
      rows.filter((row) => (scores[row] ?? 0) > 0.5 === (label[row] === 1)).length / rows.length
    );
  };
  const [aligned, other] = [rightOf((one, has) => one === has), rightOf((one, has) => one !== has)];
  const probabilities = Float64Array.from(scores.flatMap((score) => [1 - score, score]));
  const found = await examineParts(
    {
      ...{ label, attribute, valueNames: ["a", "b"] },
      questions: [questionOfClasses("finding", ["no", "yes"], label, probabilities)],
      subjects: scores.map((_, row) => `s${row}`),
      answer: (part, takes) => {
        const answers = new Float64Array(2 * takes.length);
        for (const [index, { row, donor }] of takes.entries()) {
          const [picture, given] = [pictures[row], pictures[donor]];
          if (picture === undefined || given === undefined) throw new Error("no such row");
          const score = yes(takers[part](picture, given));
          answers[2 * index] = 1 - score;
          answers[2 * index + 1] = score;
        }
        return Promise.resolve(answers);
      },
    },
    rng.child("examine"),
  );
  const effects = found.get("finding") ?? { value: null, reason: "no effects" };
  const finding = useFinding({
    attribute: "attribute",
    effects,
    parts: "all",
    subjects: n,
    range: 1,
  });
  return { finding, cost: 0.8 * (aligned - other) };
}

const n = Number(options.pictures);
/** @param {Scene} scene @param {number} sets */
async function count(scene, sets) {
  const counts = { strong: 0, weak: 0, "not found": 0, "cannot tell": 0 };
  let cost = 0;
  for (let set = 0; set < sets; set++) {
    const { finding, cost: own } = await examine(scene, n, createRng(`${scene.name} ${set}`));
    const kind = finding.state === "found" ? (finding.strength ?? "weak") : finding.state;
    counts[/** @type {keyof typeof counts} */ (kind)] += 1;
    cost += own / sets;
  }
  const used = counts.strong + counts.weak;
  const row = { scene: scene.name, sets, pictures: n, used, upper: upperBound(used, sets), ...counts, cost }; // prettier-ignore
  process.stdout.write(`${JSON.stringify(row)}\n`);
  return row;
}

/** @type {Scene[]} */
const clean = [
  { name: "no shortcut" },
  { name: "encoded, not used", marker: 2, tone: 0.002 },
  { name: "severity differs, in one place", severity: 0.5 },
  { name: "severity differs, in the tone", severity: 0.5, diffuse: true },
  { name: "severity differs, the corner heeded by chance", severity: 0.5, reads: 1 },
];
/** @type {Scene[]} */
const used = [0.25, 0.5, 0.75, 1].map((reads) => ({
  name: `marker, weight ${reads}`,
  marker: 2,
  reads,
}));
for (const tone of [0.05, 0.1, 0.2]) used.push({ name: `tone ${tone}`, tone });
const rows = [];
for (const scene of clean) rows.push(await count(scene, Number(options.sets)));
for (const scene of used) rows.push(await count(scene, Number(options["power-sets"])));
if (options.out !== undefined) writeFileSync(options.out, `${JSON.stringify(rows, null, 2)}\n`);
