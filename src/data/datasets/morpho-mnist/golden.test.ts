import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { at } from "../../../base/ndarray.js";
import { decodeIdx } from "../../formats/idx.js";
import { digitPixels, hiresPixels } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import { createDigitAnalyser } from "./digit-morphology.js";
import { fracture } from "./fractures.js";
import type { GridPoint } from "./grid-point.js";
import { measure } from "./morphometrics.js";
import { createResampler } from "./resample.js";
import { swell } from "./swelling.js";
import { createThicken, thickeningRadius, thin, thinningRadius } from "./thickness-perturbation.js";

/** Outputs of the authors' code on 100 digits; beside the project because of MNIST's licence. */
const folder = "../shared/data/morpho-mnist-golden";
const absent = !existsSync(`${folder}/golden.json`);

const point = z.tuple([z.number(), z.number()]).transform(([row, column]) => ({ row, column }));
const goldenRow = z.object({
  thin_radius: z.number(),
  thick_radius: z.number(),
  swell_centre_rc: point,
  fracture_centres_rc: z.array(point),
  binary_count: z.number(),
  area: z.number(),
  length: z.number(),
  thickness: z.number(),
  slant: z.number(),
  width: z.number(),
  height: z.number(),
});

const readImages = (name: string): Uint8Array => {
  const array = decodeIdx(readFileSync(`${folder}/${name}-idx3-ubyte.gz`), name);
  if (array.dtype !== "uint8") throw new Error(`${name} is not uint8`);
  return array.data;
};

/** The authors' brush since 549295d: what our fracture clears, 3 high-res px up and left. */
function shiftedFracture(digit: DigitMorphology, centres: readonly GridPoint[], out: Uint8Array) {
  const full = { ...digit, binary: new Uint8Array(hiresPixels).fill(1) };
  const centred = new Uint8Array(hiresPixels);
  fracture(full, centres, centred);
  out.set(digit.binary);
  for (const [index, value] of centred.entries()) {
    const row = Math.floor(index / 112) - 3;
    const column = (index % 112) - 3;
    if (value === 0 && row >= 0 && column >= 0) out[row * 112 + column] = 0;
  }
}

describe.skipIf(absent)(`the authors' outputs (skipped without ${folder})`, () => {
  const rows = absent
    ? []
    : z
        .object({ rows: z.array(goldenRow) })
        .parse(JSON.parse(readFileSync(`${folder}/golden.json`, "utf8"))).rows;
  const original = absent ? new Uint8Array(0) : readImages("original");
  const analyse = createDigitAnalyser();
  const digits = rows.map((_, index) => structuredClone(analyse(original, index * digitPixels)));

  /** Mean absolute difference over all digits and pixels, of 255. */
  const difference = (
    name: string,
    perturb: (digit: DigitMorphology, row: z.infer<typeof goldenRow>, out: Uint8Array) => void,
  ): number => {
    const wanted = readImages(name);
    const { down } = createResampler();
    const picture = new Uint8Array(hiresPixels);
    const small = new Uint8Array(digitPixels);
    let sum = 0;
    for (const [index, row] of rows.entries()) {
      perturb(at(digits, index), row, picture);
      down(picture, small, 0);
      const start = index * digitPixels;
      sum += small.reduce(
        (total, value, pixel) => total + Math.abs(value - at(wanted, start + pixel)),
        0,
      );
    }
    return sum / wanted.length;
  };

  it("has the radii of at least 97 of 100 digits", () => {
    const equal = rows.filter((row, index) => {
      const { thickness } = at(digits, index);
      return (
        thinningRadius(thickness) === row.thin_radius &&
        thickeningRadius(thickness) === row.thick_radius
      );
    });
    // 98 on writing: another order of ties in the skeleton moves a radius across a whole number.
    expect(rows).toHaveLength(100);
    expect(equal.length).toBeGreaterThanOrEqual(97);
  });

  it("measures what the authors measure", () => {
    for (const [index, row] of rows.entries()) {
      const measured = measure(at(digits, index));
      expect(measured.area).toBe(row.binary_count / 16);
      expect(Math.abs(measured.area / row.area - 1)).toBeLessThan(1e-6);
      expect(Math.abs(measured.thickness / row.thickness - 1)).toBeLessThan(0.02);
      expect(Math.abs(measured.length / row.length - 1)).toBeLessThan(0.06);
      expect(Math.abs(measured.slant - row.slant)).toBeLessThan(1e-5);
      expect(Math.abs(measured.width / row.width - 1)).toBeLessThan(1e-5);
      expect(Math.abs(measured.height / row.height - 1)).toBeLessThan(1e-5);
    }
  });

  it("draws plain, thin and thick digits as they do", () => {
    const thicken = createThicken();
    const plain = (digit: DigitMorphology, _row: unknown, out: Uint8Array) => out.set(digit.binary);
    expect(difference("plain", plain)).toBeLessThan(0.02);
    expect(difference("thin", (digit, _row, out) => thin(digit, out))).toBeLessThan(0.3);
    expect(difference("thic", (digit, _row, out) => thicken(digit, out))).toBeLessThan(0.3);
    expect(difference("thic", plain)).toBeGreaterThan(10);
  });

  it("swells as they do at the recorded centres", () => {
    const found = difference("swel", (digit, row, out) => swell(digit, row.swell_centre_rc, out));
    expect(found).toBeLessThan(0.2);
  });

  it("breaks as they do at the recorded centres, save that their brush is 3 px off", () => {
    const shifted = difference("frac", (digit, row, out) =>
      shiftedFracture(digit, row.fracture_centres_rc, out),
    );
    const centred = difference("frac", (digit, row, out) =>
      fracture(digit, row.fracture_centres_rc, out),
    );
    expect(shifted).toBeLessThan(0.2);
    expect(centred).toBeGreaterThan(1);
  });
});
