// @ts-check
/**
 * What the product read and showed, held against the templates' own headers, names and voxels; ends with 1 where anything
 * differs. PNG and NIfTI are read here, not by the product.
 *
 *   npm run build && node experiments/mni-volumes/check.mjs FOLDER RUN
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { decodeNifti } from "../../dist/data/formats/nifti.js";
import { readGreyPng } from "./read-grey-png.mjs";
import { axisCodes, placeOf, readNifti } from "./read-nifti.mjs";

const [folder, run] = process.argv.slice(2);
if (folder === undefined || run === undefined) {
  process.stderr.write("Name the folder that make.mjs made, and the run.\n");
  process.exit(2);
}
const templates = join(folder, "templates");
let differences = 0;
/** @param {boolean} holds @param {string} words */
function expect(holds, words) {
  if (!holds) differences += 1;
  process.stdout.write(`${holds ? "yes" : "NO "}  ${words}\n`);
}

readEveryTemplate();
nameSides();
comparePictures();
process.exitCode = differences === 0 ? 0 : 1;

/** Every 17th voxel of a file must be where the header's affine puts it in the product's volume, whose axes run to right, front, head. */
function readEveryTemplate() {
  for (const name of readdirSync(templates).filter((file) => file.endsWith(".gz"))) {
    const path = join(templates, name);
    const file = readNifti(path);
    const { samples, affine, spacingMm } = decodeNifti(readFileSync(path), name);
    const [, x = 0, y = 0, z = 0] = samples.shape;
    const [i = 0, j = 0, k = 0] = file.extents;
    let [seen, wrong] = [0, 0];
    for (let index = 0; index < i * j * k; index += 17, seen++) {
      const place = placeOf(file.affine, [
        index % i,
        Math.floor(index / i) % j,
        Math.floor(index / (i * j)),
      ]);
      // No rotation in these files: an index of the product's volume is a division.
      const own = place.map((mm, axis) => {
        const at = (mm - (affine?.[4 * axis + 3] ?? 0)) / (affine?.[5 * axis] ?? 0);
        return Math.round(at) === at ? at : -1;
      });
      const [a = 0, b = 0, c = 0] = own;
      const isInside = Math.min(...own) >= 0 && a < x && b < y && c < z;
      if (!isInside || samples.data[(a * y + b) * z + c] !== file.valueAt(index)) wrong += 1;
    }
    const isCanonical = axisCodes(affine ?? []) === "RAS";
    const words = `${name}: stored ${axisCodes(file.affine)}, ${i} x ${j} x ${k}, ${spacingMm?.join(" x ")} mm`;
    expect(wrong === 0 && isCanonical, `${words}; of ${seen} voxels ${wrong} elsewhere`);
  }
}

/** The atlas that names sides: what is called left must lie left in the product's volume, and so on. */
function nameSides() {
  const means = meansOfPlaces("aal");
  const of = (/** @type {RegExp} */ pattern, /** @type {number} */ axis) =>
    means.filter(({ name }) => pattern.test(name)).map(({ place }) => place[axis] ?? NaN);
  const [left, right] = [of(/_L$/, 0), of(/_R$/, 0)];
  expect(
    left.length > 50 && left.every((mm) => mm < 0) && right.every((mm) => mm > 0),
    `aal: ${left.length} places called left lie left of the middle, ${right.length} called right lie right`,
  );
  const front = Math.min(...of(/^Frontal_Sup_Medial/, 1)) - Math.max(...of(/^Occipital/, 1));
  expect(
    front > 0,
    `aal: the frontal lobe lies ${front.toFixed(0)} mm in front of the occipital one`,
  );
  const up = Math.min(...of(/^Paracentral/, 2)) - Math.max(...of(/^Cerebelum/, 2));
  expect(up > 0, `aal: the paracentral lobule lies ${up.toFixed(0)} mm above the cerebellum`);
  // The package's files have FSL's order of voxels under another header (README.md); no reader can know that.
  const white = meansOfPlaces("JHU-WhiteMatter-labels-1mm").filter(({ name }) => /_L$/.test(name));
  const wrong = white.filter(({ place: [x = NaN] }) => x > 0).length;
  process.stdout.write(
    `--   JHU-WhiteMatter-labels-1mm: by its own header ${wrong} of ${white.length} places called left lie right\n`,
  );
}

/** Mean place of each named label in the product's volume, mm. @param {string} atlas */
function meansOfPlaces(atlas) {
  const bytes = readFileSync(join(templates, `${atlas}.nii.gz`));
  const { samples, affine } = decodeNifti(bytes, atlas);
  const [, x = 0, y = 0, z = 0] = samples.shape;
  /** @type {Map<number, number[]>} */
  const sums = new Map();
  for (let index = 0; index < x * y * z; index++) {
    const value = Number(samples.data[index]);
    if (value === 0) continue;
    const place = [Math.floor(index / (y * z)), Math.floor(index / z) % y, index % z];
    const sum = sums.get(value) ?? [0, 0, 0, 0];
    sums.set(
      value,
      [...placeOf(affine ?? [], place), 1].map((part, axis) => part + (sum[axis] ?? 0)),
    );
  }
  const lines = readFileSync(join(templates, `${atlas}.nii.txt`), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [value, name = ""] = line.trim().split(/\s+/);
    const [a = 0, b = 0, c = 0, n = 0] = sums.get(Number(value)) ?? [];
    return n === 0 ? [] : [{ name, place: [a / n, b / n, c / n] }];
  });
}

/** The report's pictures: three ways of storing give the same ones, and each pixel is what lies at its place in the head. */
function comparePictures() {
  const { groups, range } = JSON.parse(readFileSync(join(run ?? "", "examples.json"), "utf8"));
  /** @param {string} shows @param {string} stored @returns {{ plane: string, png: string }[]} */
  const picturesOf = (shows, stored) =>
    groups.find(
      (/** @type {{ label: number, attributes: { stored: string } }} */ { label, attributes }) =>
        label === ["brain", "head"].indexOf(shows) && attributes.stored === stored,
    ).images[0];
  for (const [shows, name] of [
    ["brain", "ch2bet"],
    ["head", "ch2"],
  ]) {
    const straight = picturesOf(shows ?? "", "RAS");
    for (const stored of ["LAS", "PIR"]) {
      const same = picturesOf(shows ?? "", stored).every(
        ({ png }, index) => png === straight[index]?.png,
      );
      expect(same, `${name}: the pictures of ${stored} are those of RAS, byte for byte`);
    }
    const expected = slicesOf(name ?? "");
    const thick = picturesOf(shows ?? "", "thick");
    for (const [index, { plane, png }] of straight.entries()) {
      const shown = readGreyPng(Buffer.from(png, "base64"));
      const { width, height, valueAt } = expected[plane] ?? fail(plane);
      let [largest, sum, mirrored] = [0, 0, 0];
      const other = readGreyPng(Buffer.from(thick[index]?.png ?? "", "base64"));
      for (let pixel = 0; pixel < width * height; pixel++) {
        const [row, column] = [Math.floor(pixel / width), pixel % width];
        const level = levelOf(valueAt(row, column), range);
        const own = shown.levels[pixel] ?? NaN;
        largest = Math.max(largest, Math.abs(own - level));
        sum += Math.abs(own - (other.levels[pixel] ?? NaN));
        mirrored += Math.abs(own - levelOf(valueAt(row, width - 1 - column), range));
      }
      const isSize = shown.width === width && shown.height === height;
      const words = `${name}, ${plane}: ${width} x ${height}, at most ${largest.toFixed(2)} of 255 levels from the file`;
      expect(isSize && largest <= 0.51, words);
      const [thin, turned] = [sum, mirrored].map((total) => total / (width * height));
      expect(
        (thin ?? NaN) < 10 && (turned ?? NaN) > 2,
        `${name}, ${plane}: mean difference to slices of 3 mm ${thin?.toFixed(1)}, to the mirrored picture ${turned?.toFixed(1)} levels`,
      );
    }
  }
}

/** Grey level, 0 to 255, of a value. @param {number} value @param {readonly [number, number]} range */
function levelOf(value, [black, white]) {
  return 255 * Math.min(1, Math.max(0, (value - black) / (white - black)));
}

/**
 * The three middle slices as cohort.yml has them, worked out from the file: a grid of 2 mm from the first voxel, brought to
 * 96 x 112 x 96 evenly at both ends, and grey levels from the least value to the percentile 99.5.
 * @param {string} name @returns {Record<string, { width: number, height: number, valueAt: (row: number, column: number) => number }>}
 */
function slicesOf(name) {
  const { extents, valueAt } = readNifti(join(templates, `${name}.nii.gz`));
  const size = [96, 112, 96];
  // 1 mm to 2 mm: sample i is voxel 2 i; nothing lies between voxels.
  const thin = extents.map((extent) => Math.floor((extent - 1) / 2) + 1);
  const before = thin.map((extent, axis) => Math.floor(((size[axis] ?? 0) - extent) / 2));
  const [i = 0, j = 0] = extents;
  /** @param {readonly number[]} place in the network's volume: to the right, front and head */
  const sample = (place) => {
    const own = place.map((index, axis) => index - (before[axis] ?? 0));
    const [a = 0, b = 0, c = 0] = own;
    const isInside = own.every((index, axis) => index >= 0 && index < (thin[axis] ?? 0));
    return isInside ? valueAt(2 * a + i * (2 * b + j * 2 * c)) : 0;
  };
  const [x = 0, y = 0, z = 0] = size;
  const all = Float64Array.from({ length: x * y * z }, (_, index) =>
    sample([Math.floor(index / (y * z)), Math.floor(index / z) % y, index % z]),
  ).sort();
  const position = 0.995 * (all.length - 1);
  const [low = 0, high = 0] = all.subarray(Math.floor(position), Math.floor(position) + 2);
  const most = low + (position % 1) * (high - low);
  const least = all[0] ?? 0;
  const shown = (/** @type {readonly number[]} */ place) =>
    (sample(place) - least) / (most - least);
  // Radiological: the front or the head is up, the right is on the left; sagittal slices have the front on the left.
  return {
    axial: {
      width: x,
      height: y,
      valueAt: (row, column) => shown([x - 1 - column, y - 1 - row, z / 2]),
    },
    coronal: {
      width: x,
      height: z,
      valueAt: (row, column) => shown([x - 1 - column, y / 2, z - 1 - row]),
    },
    sagittal: {
      width: y,
      height: z,
      valueAt: (row, column) => shown([x / 2, y - 1 - column, z - 1 - row]),
    },
  };
}

/** @param {string} plane @returns {never} */
function fail(plane) {
  throw new Error(`no plane is called ${plane}`);
}
