// @ts-check
/**
 * Features as a backbone would give them, with a planted label and two planted shortcuts. Seeded: same seed, same bytes.
 *
 *   f = noise + ½ Σ over label, site, sex of ±separation · direction        [rows, width], noise N(0, 1)
 *
 * The three directions are random and orthonormal. A separation of s can be read off with accuracy Φ(s / 2) at best: label
 * 0.91, site 0.999, sex 0.96. Train and validation rows have the shortcuts (P(site = its label's) = 0.9, sex 0.8,
 * independent given the label); in test rows label, site and sex are independent and all cells equally large, so that
 * every test can be drawn from them. Two rows a patient.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const separations = { finding: 2.7, site: 6, sex: 3.5 };
const strengths = { site: 0.9, sex: 0.8 };
/** Rows of each part. */
const parts = { train: 3800, validation: 800, test: 1400 };
export const width = 512;

/** Write `features.npz` and `table.csv` into `folder`. @param {string} folder @param {number} seed */
export async function writePlantedFeatures(folder, seed) {
  const load = (/** @type {string} */ path) => import(`../../dist/${path}.js`);
  const [{ createRng }, { encodeNpz }] = await Promise.all(
    ["base/rng", "data/formats/npz"].map(load),
  );
  const rng = createRng(seed).child("planted-features");
  const rows = Object.entries(parts).flatMap(([part, count]) => cellsOf(part, count));
  const directions = orthonormal(rng, 3);
  const data = new Float32Array(rows.length * width);
  for (const [row, { finding, site, sex }] of rows.entries()) {
    const sides = [finding, site, sex].map((value) => value - 0.5);
    for (let column = 0; column < width; column++) {
      let value = rng.normal();
      for (const [index, separation] of Object.values(separations).entries()) {
        value += (sides[index] ?? 0) * separation * (directions[index]?.[column] ?? 0);
      }
      data[row * width + column] = value;
    }
  }
  const features = { dtype: "float32", shape: [rows.length, width], data };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "features.npz"),
    encodeNpz(new Map([["features", features]]), "stored"),
  );
  const lines = rows.map(({ part, finding, site, sex }, row) =>
    [
      `p${Math.floor(row / 2)}`,
      part,
      ["none", "present"][finding],
      ["north", "south"][site],
      ["female", "male"][sex],
    ].join(),
  );
  writeFileSync(join(folder, "table.csv"), `patient,part,finding,site,sex\n${lines.join("\n")}\n`);
}

/** Label and attributes of `count` rows, 0 or 1: every cell as large as its probability says. */
function cellsOf(/** @type {string} */ part, /** @type {number} */ count) {
  const sides = [0, 1];
  return sides.flatMap((finding) =>
    sides.flatMap((site) =>
      sides.flatMap((sex) => {
        const share = (/** @type {number} */ strength, /** @type {number} */ value) =>
          part === "test" ? 0.5 : value === finding ? strength : 1 - strength;
        const probability = 0.5 * share(strengths.site, site) * share(strengths.sex, sex);
        return Array.from({ length: Math.round(count * probability) }, () => ({
          ...{ part, finding, site, sex },
        }));
      }),
    ),
  );
}

/** @param {any} rng @param {number} count */
function orthonormal(rng, count) {
  /** @type {number[][]} */
  const found = [];
  for (let index = 0; index < count; index++) {
    let own = Array.from({ length: width }, () => Number(rng.normal()));
    for (const other of found) {
      const along = own.reduce((sum, value, axis) => sum + value * (other[axis] ?? 0), 0);
      own = own.map((value, axis) => value - along * (other[axis] ?? 0));
    }
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    found.push(own.map((value) => value / length));
  }
  return found;
}
