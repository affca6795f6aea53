import type { Rng } from "../../../base/rng.js";
import { morphoMnist } from "./constants.js";
import type { DigitMorphology } from "./digit-morphology.js";
import type { GridPoint } from "./grid-point.js";
import { clearDisc, drawPoints, setPixels } from "./grid-point.js";

const { hiresSide, scale } = morphoMnist;

/**
 * Where a digit breaks: three pixels of its skeleton, drawn uniformly with replacement, away from tips and
 * then from forks; from the whole skeleton where that leaves none.
 */
export function drawFractureCentres(digit: DigitMorphology, rng: Rng): GridPoint[] {
  const radius = Math.trunc(morphoMnist.fracturePrune * scale);
  const pruned = Uint8Array.from(digit.skeleton);
  for (const neighbours of [1, 3]) {
    const ends = setPixels(pruned).filter((point) => countNeighbours(pruned, point) === neighbours);
    for (const end of ends) clearDisc(pruned, end, radius);
  }
  const left = setPixels(pruned);
  const points = left.length > 0 ? left : setPixels(digit.skeleton);
  return drawPoints(points, morphoMnist.fractureCount, rng);
}

/**
 * Fractured digit to `out`, 0 or 1, [112, 112]: at each of `centres` (skeleton pixels) a line across the
 * stroke, half as long as the stroke is wide there plus 2 high-res px, is cleared 7 high-res px wide.
 *
 * Deviation: the clearing is centred on the point. The authors' code since commit 549295d clears 3 high-res
 * px above and left of it; their released files are older and centred.
 */
export function fracture(
  digit: DigitMorphology,
  centres: readonly GridPoint[],
  out: Uint8Array,
): void {
  out.set(digit.binary);
  const radius = Math.ceil((morphoMnist.fractureThickness * scale - 1) / 2);
  for (const centre of centres) {
    const index = centre.row * hiresSide + centre.column;
    const halfLength =
      Math.sqrt(digit.distanceSquared[index] ?? 0) + morphoMnist.fractureExtension * scale;
    const across = strokeAngle(digit.skeleton, centre) + Math.PI / 2;
    const down = halfLength * Math.sin(across);
    const right = halfLength * Math.cos(across);
    const from = {
      row: Math.trunc(centre.row + down),
      column: Math.trunc(centre.column + right),
    };
    const to = { row: Math.trunc(centre.row - down), column: Math.trunc(centre.column - right) };
    for (const point of lineBetween(from, to)) clearDisc(out, point, radius);
  }
}

/** Pixels of an 8-connected line from `from` to `to`, both included (Bresenham 1965). */
export function lineBetween(from: GridPoint, to: GridPoint): GridPoint[] {
  const rows = Math.abs(to.row - from.row);
  const columns = Math.abs(to.column - from.column);
  const rowStep = Math.sign(to.row - from.row);
  const columnStep = Math.sign(to.column - from.column);
  const steep = rows > columns;
  const [long, short] = steep ? [rows, columns] : [columns, rows];
  const points: GridPoint[] = [];
  let { row, column } = from;
  let error = 2 * short - long;
  for (let step = 0; step < long; step++) {
    points.push({ row, column });
    if (error >= 0) {
      if (steep) column += columnStep;
      else row += rowStep;
      error -= 2 * long;
    }
    if (steep) row += rowStep;
    else column += columnStep;
    error += 2 * short;
  }
  points.push(to);
  return points;
}

/** Direction of the skeleton around `centre`: major axis of its pixels within ± 8 high-res px, radians. */
function strokeAngle(skeleton: Uint8Array, centre: GridPoint): number {
  const reach = morphoMnist.fractureWindow * scale;
  const near = setPixels(skeleton)
    .map((point) => ({ y: point.row - centre.row, x: point.column - centre.column }))
    .filter(({ x, y }) => Math.abs(x) <= reach && Math.abs(y) <= reach);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(near.map(({ x }) => x));
  const meanY = mean(near.map(({ y }) => y));
  const u20 = mean(near.map(({ x }) => x * x)) - meanX * meanX;
  const u02 = mean(near.map(({ y }) => y * y)) - meanY * meanY;
  const u11 = mean(near.map(({ x, y }) => x * y)) - meanX * meanY;
  return 0.5 * Math.atan2(2 * u11, u20 - u02);
}

function countNeighbours(picture: Uint8Array, point: GridPoint): number {
  let count = 0;
  for (const row of [point.row - 1, point.row, point.row + 1]) {
    for (const column of [point.column - 1, point.column, point.column + 1]) {
      if (row === point.row && column === point.column) continue;
      if (Math.min(row, column) < 0 || Math.max(row, column) >= hiresSide) continue;
      count += picture[row * hiresSide + column] ?? 0;
    }
  }
  return count;
}
