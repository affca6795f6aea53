import { morphoMnist } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";

const { hiresSide, scale } = morphoMnist;

/** Measures of a digit. Lengths in low-res px, area in low-res px², slant in radians. */
export interface Morphometrics {
  /** Foreground pixels / 16. */
  readonly area: number;
  /** Links of the skeleton: 1 to the right and below, √2 to the two lower diagonals; / 4. */
  readonly length: number;
  /** Mean stroke thickness. */
  readonly thickness: number;
  /** atan(−u11 / u02) of the high-res grey picture; positive leans right. */
  readonly slant: number;
  /** Width and height of the sheared box that leaves out 1 % of the mass at each side. */
  readonly width: number;
  readonly height: number;
}

/**
 * Morphometrics of a digit.
 * @source Morpho-MNIST, section 3.2; the authors' `measure_image`.
 */
export function measure(digit: DigitMorphology): Morphometrics {
  const { shear, middle, mass } = moments(digit.hires);
  const columns = new Float64Array(hiresSide);
  const rows = new Float64Array(hiresSide);
  for (const [index, value] of digit.hires.entries()) {
    if (value === 0) continue;
    const row = Math.floor(index / hiresSide);
    const column = index % hiresSide;
    // First whole position right of the pixel's centre, once the shear is undone.
    const position = Math.floor(column + 0.5 - shear * (row - middle)) + 1;
    addFrom(columns, position, value / mass);
    addFrom(rows, row + 1, value / mass);
  }
  return {
    area: count(digit.binary) / scale ** 2,
    length: skeletonLength(digit.skeleton) / scale,
    thickness: digit.thickness,
    slant: Math.atan(-shear),
    width: extent(columns) / scale,
    height: extent(rows) / scale,
  };
}

/** Horizontal shear u11 / u02, mean row and mass of a grey picture. */
function moments(picture: Uint8Array): { shear: number; middle: number; mass: number } {
  let mass = 0;
  let x = 0;
  let y = 0;
  let xy = 0;
  let yy = 0;
  for (const [index, value] of picture.entries()) {
    const row = Math.floor(index / hiresSide);
    const column = index % hiresSide;
    mass += value;
    x += column * value;
    y += row * value;
    xy += column * row * value;
    yy += row * row * value;
  }
  const middle = y / mass;
  const u11 = xy / mass - (x / mass) * middle;
  const u02 = yy / mass - middle * middle;
  return { shear: u11 / u02, middle, mass };
}

/** Count `share` at `position`, or at the first place if it lies before; beyond the last it is lost. */
function addFrom(shares: Float64Array, position: number, share: number): void {
  const place = Math.max(0, position);
  if (place < shares.length) shares[place] = (shares[place] ?? 0) + share;
}

/** Distance between the lower and the upper quantile of a histogram, by linear interpolation. */
function extent(shares: Float64Array): number {
  const tail = morphoMnist.boundFraction / 2;
  return quantile(shares, 1 - tail) - quantile(shares, tail);
}

function quantile(shares: Float64Array, wanted: number): number {
  let below = 0;
  for (const [place, share] of shares.entries()) {
    if (below + share > wanted) {
      return place === 0 ? 0 : place - 1 + (wanted - below) / share;
    }
    below += share;
  }
  return shares.length - 1;
}

function count(picture: Uint8Array): number {
  return picture.reduce((sum, value) => sum + value, 0);
}

function skeletonLength(skeleton: Uint8Array): number {
  let length = 0;
  for (const [index, value] of skeleton.entries()) {
    if (value === 0) continue;
    const column = index % hiresSide;
    const right = column + 1 < hiresSide;
    if (right) length += skeleton[index + 1] ?? 0;
    length += skeleton[index + hiresSide] ?? 0;
    if (right) length += Math.SQRT2 * (skeleton[index + hiresSide + 1] ?? 0);
    if (column > 0) length += Math.SQRT2 * (skeleton[index + hiresSide - 1] ?? 0);
  }
  return length;
}
