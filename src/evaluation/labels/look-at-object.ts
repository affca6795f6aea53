import { DataError } from "../../base/errors.js";
import { at } from "../../base/ndarray.js";

/** Rows and columns of a picture. */
interface Extents {
  readonly height: number;
  readonly width: number;
}

/**
 * Tolerance of the pointing game as a share of the longer side: the published 15 pixels on photographs whose longer side is
 * 500, as those of PASCAL VOC.
 */
const toleranceShare = 15 / 500;
/** Pixels this close to the largest are as large: interpolation of equal places rounds. */
const tie = 1e-12;

/** Tolerance of the pointing game, in pixels. */
export function pointingTolerance({ height, width }: Extents): number {
  return toleranceShare * Math.max(height, width);
}

/** How a map that a model shows for a label lies to the object that the label is about; all 0..1. */
export interface ObjectLook {
  /** Share of the pixels of largest value that lie on the object: 1 or 0 but for ties. */
  readonly hit: number;
  /** The same of pixels nearer to the object than the tolerance. */
  readonly hitTolerant: number;
  /** The same of pixels nearer than the tolerance to the smallest upright rectangle around the object. */
  readonly hitBox: number;
  /** Share of the map's sum that lies on the object. */
  readonly inside: number;
  /** Intersection over union of the object and the pixels of at least half the largest value. */
  readonly iou: number;
  /** Share of the picture that the object takes. */
  readonly area: number;
  /** The same of what is nearer to it than the tolerance. */
  readonly areaTolerant: number;
  /** The same of what is nearer to its rectangle than the tolerance. */
  readonly areaBox: number;
}

/**
 * Where the map of a label looks. Uniform maps have what chance has: `hit`, `inside` and `iou` are `area`, `hitTolerant`
 * is `areaTolerant` and `hitBox` is `areaBox`.
 *
 * hit      the pointing game (Zhang et al. 2018): the point is where the map is largest, whatever its sign. Of equally
 *          large pixels the share that hits, where the published game takes the first.
 * hitTolerant, hitBox  the game as published on COCO, by silhouettes, and on PASCAL VOC, by boxes
 * inside   the energy-based pointing game (Wang et al. 2020): Σ over the object of max(map, 0) / Σ of max(map, 0)
 * iou      of the pixels with map ≥ half its largest
 *
 * A map without a value above 0 has no mass: for `inside` and `iou` it counts as uniform.
 * @param map [H · W], at the size of the picture.
 * @param mask [H · W], 1 on the object, else 0.
 * @returns null where the mask is empty.
 * @throws DataError where map or mask does not fit `size`, or the map is not finite.
 * @source Zhang et al. 2018, IJCV 126: 1084; a point within the tolerance as in TorchRay, distance < tolerance.
 */
export function lookAtObject(
  map: Float64Array,
  mask: Uint8Array,
  size: Extents,
): ObjectLook | null {
  const pixels = size.height * size.width;
  checkPicture("map", map, pixels);
  checkPicture("mask", mask, pixels);
  const largest = largestOf(map);
  const tolerance = pointingTolerance(size);
  const near = within(mask, size, tolerance);
  const framed = within(boxAround(mask, size), size, tolerance);
  const point = largest - tie * Math.abs(largest);
  const half = Math.max(largest, 0) / 2;
  const [all, own, close, box] = [emptyTally(), emptyTally(), emptyTally(), emptyTally()];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const value = at(map, pixel);
    const mass = largest > 0 ? Math.max(value, 0) : 1;
    add(all, value >= point, mass >= half, mass);
    if (mask[pixel] === 1) add(own, value >= point, mass >= half, mass);
    if (near[pixel] === 1) add(close, value >= point, mass >= half, mass);
    if (framed[pixel] === 1) add(box, value >= point, mass >= half, mass);
  }
  if (own.pixels === 0) return null;
  return {
    hit: own.points / all.points,
    hitTolerant: close.points / all.points,
    hitBox: box.points / all.points,
    inside: own.mass / all.mass,
    iou: own.looked / (all.looked + own.pixels - own.looked),
    area: own.pixels / pixels,
    areaTolerant: close.pixels / pixels,
    areaBox: box.pixels / pixels,
  };
}

/** What a part of the picture has. */
interface Tally {
  pixels: number;
  /** Pixels where the map is largest. */
  points: number;
  /** Pixels of at least half of that. */
  looked: number;
  mass: number;
}

function emptyTally(): Tally {
  return { pixels: 0, points: 0, looked: 0, mass: 0 };
}

function add(tally: Tally, isPoint: boolean, isLooked: boolean, mass: number): void {
  tally.pixels++;
  if (isPoint) tally.points++;
  if (isLooked) tally.looked++;
  tally.mass += mass;
}

/** @throws DataError for a value that is not finite. */
function largestOf(map: Float64Array): number {
  let largest = -Infinity;
  for (let pixel = 0; pixel < map.length; pixel++) {
    const value = at(map, pixel);
    if (!Number.isFinite(value)) {
      throw new DataError("lookAtObject", `value of pixel ${pixel}`, {
        expected: "a finite number",
        got: value,
      });
    }
    if (value > largest) largest = value;
  }
  return largest;
}

function checkPicture(what: string, { length }: ArrayLike<number>, pixels: number): void {
  if (length === pixels) return;
  throw new DataError("lookAtObject", `pixels of the ${what}`, { expected: pixels, got: length });
}

/** 1 on the mask and where its nearest pixel is less than `tolerance` away, else 0. */
function within(mask: Uint8Array, { height, width }: Extents, tolerance: number): Uint8Array {
  const out = Uint8Array.from(mask);
  const reach = Math.ceil(tolerance) - 1;
  for (let y = 0; y < height; y++) {
    for (const { first, end } of runsOf(mask, y * width, width)) {
      for (let across = -reach; across <= reach; across++) {
        if (y + across < 0 || y + across >= height) continue;
        const along = Math.ceil(Math.sqrt(tolerance ** 2 - across ** 2)) - 1;
        const row = (y + across) * width;
        out.fill(1, row + Math.max(0, first - along), row + Math.min(width, end + along));
      }
    }
  }
  return out;
}

/** 1 in the smallest upright rectangle that has all of the mask, else 0. */
function boxAround(mask: Uint8Array, { height, width }: Extents): Uint8Array {
  const rows = Array.from({ length: height }, (_, y) => runsOf(mask, y * width, width));
  const seen = [...rows.keys()].filter((y) => at(rows, y).length > 0);
  const runs = rows.flat();
  const first = Math.min(...runs.map((run) => run.first));
  const end = Math.max(...runs.map((run) => run.end));
  const out = new Uint8Array(mask.length);
  const [top = 0, bottom = -1] = [seen[0], seen.at(-1)];
  for (let y = top; y <= bottom; y++) out.fill(1, y * width + first, y * width + end);
  return out;
}

/** Runs of 1 in the row that begins at `start`: their columns are `first` to `end` − 1. */
function runsOf(mask: Uint8Array, start: number, width: number): { first: number; end: number }[] {
  const runs: { first: number; end: number }[] = [];
  let first = -1;
  for (let x = 0; x <= width; x++) {
    const isOn = x < width && mask[start + x] === 1;
    if (isOn && first < 0) first = x;
    if (isOn || first < 0) continue;
    runs.push({ first, end: x });
    first = -1;
  }
  return runs;
}
