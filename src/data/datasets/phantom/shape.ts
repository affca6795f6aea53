/**
 * Membership of a structure with a soft edge: 0 where `distance` <= -width/2, 1 where >= width/2, smoothstep
 * between. `distance` is positive inside; both in half frame widths, `width` > 0. 0.5 on the edge itself.
 */
export function softEdge(distance: number, width: number): number {
  const t = distance / width + 0.5;
  if (t <= 0) return 0;
  if (t >= 1) return 1;
  return t * t * (3 - 2 * t);
}

/** Smooth blob (1 - r²)² of a squared radius r², 0 from r² = 1 on: 1 in the middle, no exponential. */
export function bump(squaredRadius: number): number {
  if (squaredRadius >= 1) return 0;
  const rest = 1 - squaredRadius;
  return rest * rest;
}
