/** Depth of points in simple solids. Everything in millimetres; depth is positive inside and negative outside. */

/**
 * Depth of (x, y, z), from the middle of an ellipsoid with semi-axes a, b, c, below its surface: (1 - r) / |∇r| with
 * r² = (x/a)² + (y/b)² + (z/c)². Exact for a sphere and on the surface, else of first order.
 */
export function ellipsoidDepth(
  x: number,
  y: number,
  z: number,
  a: number,
  b: number,
  c: number,
): number {
  const u = x / a;
  const v = y / b;
  const w = z / c;
  const radius = Math.sqrt(u * u + v * v + w * w);
  if (radius < 1e-9) return Math.min(a, b, c);
  const p = u / a;
  const q = v / b;
  const s = w / c;
  return ((1 - radius) * radius) / Math.sqrt(p * p + q * q + s * s);
}

/** A bone, a horn of a ventricle: a line from `from` to `to` and everything within `radius` of it. */
export interface Capsule {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly radius: number;
}

/** Depth of (x, y, z) in a capsule whose radius is multiplied by `swelling`. */
export function capsuleDepth(
  capsule: Capsule,
  swelling: number,
  x: number,
  y: number,
  z: number,
): number {
  const { from, to, radius } = capsule;
  const alongX = to[0] - from[0];
  const alongY = to[1] - from[1];
  const alongZ = to[2] - from[2];
  const dx = x - from[0];
  const dy = y - from[1];
  const dz = z - from[2];
  const length = alongX * alongX + alongY * alongY + alongZ * alongZ;
  const share = Math.min(1, Math.max(0, (dx * alongX + dy * alongY + dz * alongZ) / length));
  const restX = dx - share * alongX;
  const restY = dy - share * alongY;
  const restZ = dz - share * alongZ;
  return radius * swelling - Math.sqrt(restX * restX + restY * restY + restZ * restZ);
}
