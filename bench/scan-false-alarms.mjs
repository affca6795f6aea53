// @ts-check
/**
 * How often does a scan flag something where nothing is planted, and find what is?
 *
 *   npm run build && node bench/scan-false-alarms.mjs [SETS] [IMAGES]
 *
 * Each set has IMAGES phantoms of its own and labels by coin, so that whatever is flagged is a false alarm: at most 5 % of the
 * sets should have one. Then the same pictures are darkened (gain 0.75) in 90 % of those with the label and in 10 % of the others:
 * brightness should be flagged, and nothing else.
 */
import { encodePng } from "../dist/data/formats/encode-png.js";
import { openPhantom } from "../dist/data/datasets/phantom.js";
import { measureProperties } from "../dist/data/properties/measure-properties.js";
import { properties, propertyNames } from "../dist/data/properties/registry.js";
import { scanColumns } from "../dist/evaluation/scan/scan-columns.js";
import { createRng } from "../dist/base/rng.js";

const [sets = 100, images = 200] = process.argv.slice(2).map(Number);
const size = 64;

/** @param {Float32Array} values @param {number} gain */
function measure(values, gain) {
  const data = Uint8Array.from(values, (value) => Math.round(255 * gain * value));
  /** @type {import("../dist/data/formats/decoded-image.js").DecodedImage} */
  const decoded = {
    samples: { dtype: "uint8", shape: [1, size, size], data },
    channels: "grey",
    spacingMm: null,
    affine: null,
  };
  return measureProperties([encodePng(decoded)], decoded);
}

/** @param {Float64Array[]} rows @param {Int32Array} codes @param {number} seed */
function flaggedOf(rows, codes, seed) {
  const rng = createRng(seed).child("columns");
  /** @type {import("../dist/evaluation/scan/scan-column.js").ScanColumn[]} */
  const chance = [2, 4, 12].map((values) => ({
    name: `of ${values} values`,
    title: "",
    source: "column",
    kind: "values",
    codes: Int32Array.from(rows, () => rng.integer(values)),
    valueNames: Array.from({ length: values }, (_, value) => String(value)),
  }));
  /** @type {import("../dist/evaluation/scan/scan-column.js").ScanColumn[]} */
  const measured = propertyNames.map((name, place) => ({
    name,
    title: name,
    source: properties[name].of,
    kind: "numbers",
    unit: "",
    numbers: rows.map((row) => row[place] ?? NaN),
    ...(name === "file-size" ? { follows: /** @type {const} */ (true) } : {}),
  }));
  const { targets } = scanColumns({
    subjects: rows.map((_, row) => String(row)),
    columns: [...chance, ...measured],
    targets: [{ kind: "classes", name: "label", codes, classNames: ["no", "yes"] }],
    seed,
  });
  return (targets[0]?.columns ?? [])
    .filter(({ finding }) => finding.kind === "flagged")
    .map(({ name }) => name);
}

let [alarms, found, alone] = [0, 0, 0];
for (let set = 0; set < sets; set++) {
  const phantom = openPhantom({ train: images, test: 0, size, seed: set, factors: [] });
  const rng = createRng(set).child("labels");
  const codes = Int32Array.from({ length: images }, () => rng.integer(2));
  const dark = [...codes].map((code) => (rng.uniform() < 0.9 ? code : 1 - code));
  /** @type {Float64Array[]} */
  const plain = [];
  /** @type {Float64Array[]} */
  const planted = [];
  for (let row = 0; row < images; row++) {
    const values = new Float32Array(size * size);
    phantom.writeImage("train", row, {}, values, 0);
    const own = measure(values, 1);
    plain.push(own);
    planted.push(dark[row] === 1 ? measure(values, 0.75) : own);
  }
  const wrong = flaggedOf(plain, codes, set);
  if (wrong.length > 0) alarms += 1;
  const right = flaggedOf(planted, codes, set);
  if (right.includes("brightness")) found += 1;
  if (right.length === 1 && right[0] === "brightness") alone += 1;
  if (wrong.length > 0 || right.join() !== "brightness") {
    console.log(
      `set ${set}: nothing planted: ${wrong.join(", ") || "-"}; darkened: ${right.join(", ") || "-"}`,
    );
  }
}
console.log(`${sets} sets of ${images} images`);
console.log(`nothing planted, something flagged: ${alarms}`);
console.log(`darkened: brightness flagged ${found}, nothing else ${alone}`);
