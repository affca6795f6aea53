import type { Rng } from "../../../base/rng.js";
import { greyOf } from "../phantom/intensity.js";
import { brainTissue, type BrainAnatomy } from "./anatomy.js";
import { fieldOf, type BrainScan } from "./scan.js";

/** Field of view in millimetres along each axis. */
export const fieldOfViewMm = 216;

/** Height of the field's middle over that of the head. */
const middleHeight = -8;

/** Extents of a volume: x to the right, y to the front, z to the head. */
export type BrainSize = readonly [number, number, number];

/** Millimetres from a voxel to the next along each axis. */
export function brainSpacing(size: BrainSize): [number, number, number] {
  return [fieldOfViewMm / size[0], fieldOfViewMm / size[1], fieldOfViewMm / size[2]];
}

/** 4 x 4 row by row: index (x, y, z, 1) to millimetres in RAS+ about the middle of the head. */
export function brainAffine(size: BrainSize): number[] {
  const [dx, dy, dz] = brainSpacing(size);
  const first = (step: number): number => (step - fieldOfViewMm) / 2;
  return [
    ...[dx, 0, 0, first(dx)],
    ...[0, dy, 0, first(dy)],
    ...[0, 0, dz, first(dz) + middleHeight],
    ...[0, 0, 0, 1],
  ];
}

/**
 * Write the scan of a head, `size` voxels in C order [X, Y, Z], brightness of 0 to about 1.3, to `out`:
 * |brighten(tissue) · field + noise · (n1 + i n2)|, the magnitude of a noisy complex signal (Rician noise).
 * `noise` is drawn from once a voxel whatever is scanned: two scans with the same generator share their noise.
 */
export function writeBrain(
  anatomy: BrainAnatomy,
  scan: BrainScan,
  size: BrainSize,
  noise: Rng,
  out: Float32Array,
): void {
  const [dx, dy, dz] = brainSpacing(size);
  const edge = Math.max(1, 0.9 * Math.cbrt(dx * dy * dz)) / anatomy.scale;
  const gain = Math.exp(scan.brightness);
  const pose = poseOf(anatomy, scan);
  let index = 0;
  for (let i = 0; i < size[0]; i++) {
    const u = (2 * i + 1) / size[0] - 1;
    for (let j = 0; j < size[1]; j++) {
      const v = (2 * j + 1) / size[1] - 1;
      for (let k = 0; k < size[2]; k++) {
        const w = (2 * k + 1) / size[2] - 1;
        const x = pose[0] * u + pose[1] * v + pose[2] * w + pose[3];
        const y = pose[4] * u + pose[5] * v + pose[6] * w + pose[7];
        const z = pose[8] * u + pose[9] * v + pose[10] * w + pose[11];
        const tissue = brainTissue(anatomy, x, y, z, edge);
        const real = greyOf(tissue, gain) * fieldOf(scan, u, v, w);
        const bits = noise.uint32();
        const a = real + scan.noise * noiseOf(bits & 0xffff);
        const b = scan.noise * noiseOf(bits >>> 16);
        out[index++] = Math.sqrt(a * a + b * b);
      }
    }
  }
}

/** Rows of the map from the field of view, -1..1 along each axis, to millimetres of the average head. */
type Pose = readonly [
  ...[number, number, number, number],
  ...[number, number, number, number],
  ...[number, number, number, number],
];

/** Turn about x, then y, then z; shift; scale; and the height of the field's middle. */
function poseOf({ scale }: BrainAnatomy, { shift, turn }: BrainScan): Pose {
  const [sinX, sinY, sinZ] = [Math.sin(turn[0]), Math.sin(turn[1]), Math.sin(turn[2])];
  const [cosX, cosY, cosZ] = [Math.cos(turn[0]), Math.cos(turn[1]), Math.cos(turn[2])];
  const half = fieldOfViewMm / 2 / scale;
  const row = (p: number, q: number, r: number): [number, number, number, number] => [
    half * p,
    half * q,
    half * r,
    (p * shift[0] + q * shift[1] + r * (shift[2] + middleHeight)) / scale,
  ];
  return [
    ...row(cosZ * cosY, cosZ * sinY * sinX - sinZ * cosX, cosZ * sinY * cosX + sinZ * sinX),
    ...row(sinZ * cosY, sinZ * sinY * sinX + cosZ * cosX, sinZ * sinY * cosX - cosZ * sinX),
    ...row(-sinY, cosY * sinX, cosY * cosX),
  ];
}

/** Nearly normal noise of mean 0 and variance 1 from 16 random bits: the centred, scaled sum of four nibbles. */
function noiseOf(bits: number): number {
  const sum = (bits & 15) + ((bits >>> 4) & 15) + ((bits >>> 8) & 15) + (bits >>> 12);
  return (sum - 30) / nibbleSumDeviation;
}

/** √(4 · (16² - 1) / 12). */
const nibbleSumDeviation = Math.sqrt(85);
