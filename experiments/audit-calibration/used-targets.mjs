// @ts-check
/**
 * How often the tier *used* is found of several answers of yes or no and of a number, on drawn pictures and models in closed form: where nothing is used, and where
 * a marker is. One process, one thread. What it printed is in docs/audit-calibration.md.
 *
 *   npm run build && node experiments/audit-calibration/used-targets.mjs [--sets 500] [--power-sets 50] [--pictures 800]
 *
 * Pictures of 12 × 12: noise, in the middle the signs of what is asked, in a corner the marker of a site, and at the lower rim a sign that goes with the site: fluid, or age.
 */
import { parseArgs } from "node:util";
import { examineUse } from "../../dist/app/audit/examine-use.js";
import { createRng } from "../../dist/base/rng.js";
import { upperBound } from "./upper-bound.mjs";

const { values: options } = parseArgs({
  options: {
    sets: { type: "string", default: "500" },
    "power-sets": { type: "string", default: "50" },
    pictures: { type: "string", default: "800" },
  },
});
const rows = Number(options.pictures);
const side = 12;
/** @param {number} top @param {number} bottom @param {number} left @param {number} right */
const square = (top, bottom, left, right) =>
  Array.from({ length: side * side }, (_, place) => place).filter((place) => {
    const [row, column] = [Math.floor(place / side), place % side];
    return row >= top && row < bottom && column >= left && column < right;
  });
const [first, second] = [square(4, 8, 3, 6), square(4, 8, 6, 9)];
const [marker, rim] = [square(0, 2, 0, 2), square(11, 12, 3, 9)];
/** @param {ArrayLike<number>} picture @param {readonly number[]} of */
const meanOf = (picture, of) => of.reduce((sum, place) => sum + (picture[place] ?? NaN), 0) / of.length; // prettier-ignore
/** @param {number} logit */
const sigmoid = (logit) => 1 / (1 + Math.exp(-logit));

/**
 * @typedef {object} Scene
 * @property {string} name
 * @property {"labels" | "number"} kind
 * @property {number} reads weight of the marker: in the logit of the second answer, or years
 * @property {number} heeds what the first answer makes of the rim, where the second finding shows; of a number whether age shows there
 */

/** @param {Scene} scene @param {import("../../dist/base/rng.js").Rng} rng */
function draw({ kind, reads, heeds }, rng) {
  const [site, answers, ages] = [new Int32Array(rows), new Int32Array(2 * rows), new Float64Array(rows)]; // prettier-ignore
  const pictures = Array.from({ length: rows }, (_, row) => {
    const findings = [rng.integer(2), rng.integer(2)];
    const [mass = 0, fluid = 0] = findings;
    const has = rng.uniform() < (kind === "number" ? 0.5 : 0.1 + 0.4 * (mass + fluid)) ? 1 : 0;
    const age = 55 + 10 * has + 10 * rng.normal();
    const old = (age - 60) / 10;
    const picture = Float32Array.from({ length: side * side }, () => 0.5 * rng.normal());
    /** @param {readonly number[]} of @param {number} value */
    const add = (of, value) => of.forEach((place) => (picture[place] = (picture[place] ?? NaN) + value)); // prettier-ignore
    add(first, kind === "number" ? old + 1.2 * rng.normal() : mass + 0.3 * rng.normal());
    add(second, kind === "number" ? old + 1.2 * rng.normal() : fluid + 0.3 * rng.normal());
    add(marker, 2 * has);
    add(rim, kind === "number" ? heeds * (old + 0.4 * rng.normal()) : 2 * fluid);
    site[row] = has;
    answers.set(findings, 2 * row);
    ages[row] = age;
    return picture;
  });
  /** @param {Float32Array} picture */
  const model = (picture) => {
    const corner = meanOf(picture, marker) - 1;
    const seen = [meanOf(picture, first), meanOf(picture, second), meanOf(picture, rim)];
    const [one = 0, two = 0, low = 0] = seen;
    if (kind === "number") return [60 + 2.5 * (one + two) + 5 * heeds * low + (reads / 2) * corner];
    return [
      sigmoid(4 * (one - 0.5) + heeds * (low - 1)),
      sigmoid(4 * (two - 0.5) + reads * corner),
    ];
  };
  return { site, answers, ages, pictures, model };
}

/** @param {Scene} scene @param {string} seed */
async function examine(scene, seed) {
  const rng = createRng(seed);
  const { site, answers, ages, pictures, model } = draw(scene, rng.child("draw"));
  const numbers = Int32Array.from(site.keys());
  const isNumber = scene.kind === "number";
  const label = Int32Array.from(ages, (age) => (isNumber && age >= 60 ? 1 : 0));
  const images = {
    set: {
      name: "iid",
      pool: /** @type {const} */ ("test"),
      rows: numbers,
      label,
      attributes: [site],
    },
    imageShape: [1, side, side],
    cached: true,
    /** @param {number} position @param {Float32Array} out @param {number} offset */
    writeImage: (position, out, offset) => out.set(pictures[position] ?? [], offset),
  };
  const common = {
    subjects: pictures.map((_, row) => `s${row}`),
    attributes: [
      { name: "site", kind: /** @type {const} */ ("read"), valueNames: ["north", "south"] },
    ],
    dispose: () => Promise.resolve(),
    /** @param {import("../../dist/data/batch.js").SetImages} asked */
    answer: (asked) => {
      const picture = new Float32Array(side * side);
      return Promise.resolve(
        Float64Array.from(
          Array.from(asked.set.rows.keys()).flatMap((row) => {
            asked.writeImage(row, picture, 0);
            return model(picture);
          }),
        ),
      );
    },
  };
  /** @type {import("../../dist/app/audit/answered-pictures.js").AnyAnsweredPictures} */
  const asked = isNumber
    ? {
        ...common,
        kind: "number",
        name: "age",
        binNames: ["<60", ">=60"],
        images: { ...images, labelNumbers: ages },
      }
    : {
        ...common,
        kind: "labels",
        labelNames: ["mass", "fluid"],
        images: { ...images, labelAnswers: answers },
      };
  const used = await examineUse(
    asked,
    await asked.answer(asked.images),
    ["site"],
    rng.child("use"),
  );
  const targets = isNumber ? ["age"] : ["mass", "fluid"];
  return targets.map((target) => used("site", target)?.state ?? "not examined");
}

/** @param {Scene} scene @param {number} sets */
async function count(scene, sets) {
  /** @type {Record<string, number>} */
  const counts = { found: 0, "not found": 0, "cannot tell": 0 };
  let any = 0;
  for (let set = 0; set < sets; set++) {
    const states = await examine(scene, `${scene.name} ${set}`);
    any += states.includes("found") ? 1 : 0;
    for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  }
  process.stdout.write(`${JSON.stringify({ scene: scene.name, sets, pictures: rows, found_in: any, upper: upperBound(any, sets), targets: counts })}\n`); // prettier-ignore
}

/** @type {Scene[]} */
const clean = [
  { name: "several answers, marker not read", kind: "labels", reads: 0, heeds: 0 },
  {
    name: "several answers, one heeds the sign of the other",
    kind: "labels",
    reads: 0,
    heeds: 1.5,
  },
  { name: "number, marker not read", kind: "number", reads: 0, heeds: 0 },
  {
    name: "number, people of one site are older, and age shows at the rim",
    kind: "number",
    reads: 0,
    heeds: 1,
  },
];
/** @type {Scene[]} */
const used = [
  { name: "several answers, weight 0.5", kind: "labels", reads: 0.5, heeds: 0 },
  { name: "several answers, weight 1", kind: "labels", reads: 1, heeds: 0 },
  { name: "number, 1 year", kind: "number", reads: 1, heeds: 1 },
  { name: "number, 2 years", kind: "number", reads: 2, heeds: 1 },
  { name: "number, 4 years", kind: "number", reads: 4, heeds: 1 },
];
for (const scene of clean) await count(scene, Number(options.sets));
for (const scene of used) await count(scene, Number(options["power-sets"]));
