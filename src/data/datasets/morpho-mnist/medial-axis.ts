import { createRng } from "../../../base/rng.js";

/**
 * Skeleton of `mask` (0 or 1) to `skeleton` (0 or 1). `distanceSquared` is the squared distance of each
 * foreground pixel to the background.
 */
export type MedialAxis = (
  mask: Uint8Array,
  distanceSquared: Int32Array,
  skeleton: Uint8Array,
) => void;

/**
 * Medial axis of masks [height, width] by ordered thinning. The returned function owns its buffers.
 *
 * Foreground pixels are visited once, by (distance ascending, background pixels in the 3 × 3 window
 * ascending, a random order). A pixel stays if taking it away changes the number of 8-connected pieces in
 * its current window, or if that window holds fewer than 3 pixels (itself included); otherwise it goes at
 * once. Outside the grid is background.
 *
 * Deviation: the random order is one fixed permutation of the grid, so that the skeleton is a function of
 * the picture alone; the authors draw a new one each time.
 * @source skimage 0.19 `morphology.medial_axis`.
 */
export function createMedialAxis(height: number, width: number): MedialAxis {
  const paddedWidth = width + 2;
  const window = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((step) => row * paddedWidth + step));
  const [n0 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0, n6 = 0, n7 = 0, n8 = 0] = window;
  const order = createRng("medial-axis").permutation(height * width);
  const orderPadded = order.map(
    (at) => (Math.floor(at / width) + 1) * paddedWidth + (at % width) + 1,
  );
  const essential = essentialPatterns();
  const setBits = Uint8Array.from({ length: 512 }, (_, pattern) => countBits(pattern));
  const padded = new Uint8Array((height + 2) * paddedWidth);
  const key = new Int32Array(height * width);
  const queue = new Int32Array(height * width);
  const largestKey = ((height + width) ** 2 + 1) * 9;
  const bucket = new Int32Array(largestKey + 1);

  const patternAt = (at: number): number =>
    (padded[at + n0] ?? 0) |
    ((padded[at + n1] ?? 0) << 1) |
    ((padded[at + n2] ?? 0) << 2) |
    ((padded[at + n3] ?? 0) << 3) |
    ((padded[at + n4] ?? 0) << 4) |
    ((padded[at + n5] ?? 0) << 5) |
    ((padded[at + n6] ?? 0) << 6) |
    ((padded[at + n7] ?? 0) << 7) |
    ((padded[at + n8] ?? 0) << 8);

  /** Foreground pixels (padded positions) into `queue` in the order of visit: a stable counting sort. */
  function sortForeground(mask: Uint8Array, distanceSquared: Int32Array): number {
    let count = 0;
    let top = 0;
    for (let index = 0; index < order.length; index++) {
      const at = order[index] ?? 0;
      if (mask[at] === 0) continue;
      const background = 9 - (setBits[patternAt(orderPadded[index] ?? 0)] ?? 0);
      const value = (distanceSquared[at] ?? 0) * 9 + background;
      key[index] = value;
      bucket[value + 1] = (bucket[value + 1] ?? 0) + 1;
      if (value > top) top = value;
      count++;
    }
    for (let value = 1; value <= top + 1; value++) {
      bucket[value] = (bucket[value] ?? 0) + (bucket[value - 1] ?? 0);
    }
    for (let index = 0; index < order.length; index++) {
      if (mask[order[index] ?? 0] === 0) continue;
      const value = key[index] ?? 0;
      const place = bucket[value] ?? 0;
      queue[place] = orderPadded[index] ?? 0;
      bucket[value] = place + 1;
    }
    bucket.fill(0, 0, top + 2);
    return count;
  }

  return (mask, distanceSquared, skeleton) => {
    for (let row = 0; row < height; row++) {
      const line = mask.subarray(row * width, (row + 1) * width);
      padded.set(line, (row + 1) * paddedWidth + 1);
    }
    const count = sortForeground(mask, distanceSquared);
    for (let index = 0; index < count; index++) {
      const at = queue[index] ?? 0;
      padded[at] = essential[patternAt(at)] ?? 0;
    }
    for (let row = 0; row < height; row++) {
      const from = (row + 1) * paddedWidth + 1;
      skeleton.set(padded.subarray(from, from + width), row * width);
    }
  };
}

const centreBit = 1 << 4;

/** For each 3 × 3 pattern (bit = 3 · row + column) with the centre set: 1 where the centre must stay. */
function essentialPatterns(): Uint8Array {
  return Uint8Array.from({ length: 512 }, (_, pattern) => {
    if ((pattern & centreBit) === 0) return 0;
    const breaks = countPieces(pattern) !== countPieces(pattern & ~centreBit);
    return breaks || countBits(pattern) < 3 ? 1 : 0;
  });
}

/** Number of 8-connected pieces of a 3 × 3 pattern. */
function countPieces(pattern: number): number {
  let left = pattern;
  let pieces = 0;
  while (left !== 0) {
    let piece = left & -left;
    for (let grown = 0; grown !== piece;) {
      grown = piece;
      piece = grow(grown) & left;
    }
    left &= ~piece;
    pieces++;
  }
  return pieces;
}

/** A pattern and all 8-neighbours inside the 3 × 3 window. */
function grow(pattern: number): number {
  const leftColumn = 0b001001001;
  const rightColumn = 0b100100100;
  const across = pattern | ((pattern & ~rightColumn) << 1) | ((pattern & ~leftColumn) >> 1);
  return (across | (across << 3) | (across >> 3)) & 0b111111111;
}

function countBits(pattern: number): number {
  let count = 0;
  for (let left = pattern; left !== 0; left &= left - 1) count++;
  return count;
}
