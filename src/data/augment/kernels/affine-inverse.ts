/** A map of positions: rotate and so on about `centre`, then move. Coordinates are x, y, z; angles in degrees. */
export interface AffineMap {
  /** About x, y and z. */
  readonly angles: Float64Array;
  /** Slants of x along y, x along z and y along z. */
  readonly shears: Float64Array;
  /** Pixels along x, y and z. */
  readonly move: Float64Array;
  readonly centre: Float64Array;
  scale: number;
}

/** A map that changes nothing. */
export function createAffineMap(centre: Float64Array): AffineMap {
  const zeros = (): Float64Array => new Float64Array(3);
  return { angles: zeros(), shears: zeros(), move: zeros(), centre, scale: 1 };
}

/**
 * Write the inverse of q = c + t + R · S · H · (p - c) to `inverse` [3, 4], row by row: p = inverse · (q, 1).
 *
 *   R = Rx · Ry · Rz, turns by `angles`      H = [1, -tan h_xy, -tan h_xz; 0, 1, -tan h_yz; 0, 0, 1]
 *   S = `scale` · I                          c = `centre`, t = `move`
 *
 * In the plane (x to the right, y down) R turns clockwise as displayed by the third angle, and R · S · H is torchvision's
 * matrix with shear = [h_xy, 0].
 * @source torchvision, `_get_inverse_affine_matrix`; MONAI, `create_rotate` (order of the turns).
 */
export function invertAffine(
  { angles, shears, move, centre, scale }: AffineMap,
  inverse: Float64Array,
): void {
  const radians = Math.PI / 180;
  const [ax = 0, ay = 0, az = 0] = angles;
  const [sinX, cosX] = [Math.sin(ax * radians), Math.cos(ax * radians)];
  const [sinY, cosY] = [Math.sin(ay * radians), Math.cos(ay * radians)];
  const [sinZ, cosZ] = [Math.sin(az * radians), Math.cos(az * radians)];
  // Columns of R, which are the rows of its inverse.
  const [r00, r10, r20] = [cosY * cosZ, cosX * sinZ + sinX * sinY * cosZ, sinX * sinZ - cosX * sinY * cosZ]; // prettier-ignore
  const [r01, r11, r21] = [-cosY * sinZ, cosX * cosZ - sinX * sinY * sinZ, sinX * cosZ + cosX * sinY * sinZ]; // prettier-ignore
  const [r02, r12, r22] = [sinY, -sinX * cosY, cosX * cosY];
  // H⁻¹ = [1, a, b; 0, 1, c; 0, 0, 1].
  const [hxy = 0, hxz = 0, hyz = 0] = shears;
  const [a, c] = [Math.tan(hxy * radians), Math.tan(hyz * radians)];
  const b = a * c + Math.tan(hxz * radians);
  inverse[0] = (r00 + a * r01 + b * r02) / scale;
  inverse[1] = (r10 + a * r11 + b * r12) / scale;
  inverse[2] = (r20 + a * r21 + b * r22) / scale;
  inverse[4] = (r01 + c * r02) / scale;
  inverse[5] = (r11 + c * r12) / scale;
  inverse[6] = (r21 + c * r22) / scale;
  inverse[8] = r02 / scale;
  inverse[9] = r12 / scale;
  inverse[10] = r22 / scale;
  for (let row = 0; row < 3; row++) {
    let origin = centre[row] ?? 0;
    for (let column = 0; column < 3; column++) {
      const from = (centre[column] ?? 0) + (move[column] ?? 0);
      origin -= (inverse[4 * row + column] ?? 0) * from;
    }
    inverse[4 * row + 3] = origin;
  }
}
