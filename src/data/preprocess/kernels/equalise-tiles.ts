import { roundHalfEven } from "./round-half-even.js";

/** Grey levels of one plane, and the grid of tiles over it. */
export interface TiledPlane {
  readonly levels: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
  readonly tileRows: number;
  readonly tileColumns: number;
}

/**
 * Contrast-limited adaptive histogram equalisation: every tile has a table of levels from its own histogram, and a
 * sample is looked up in the tables of the four tiles around it, interpolated between their middles.
 *
 * Where the tiles do not divide both axes, both are continued at their ends by reflection (without the last sample) to
 * the next multiple, by a whole tile's part where the axis is one already. Counts above
 * max(⌊clipLimit · samples of a tile / levels⌋, 1) are cut off and spread evenly. In float32, as OpenCV computes it.
 * @param levelCount 256 or 65536.
 * @source OpenCV, clahe.cpp; Zuiderveld 1994, "Contrast limited adaptive histogram equalization".
 */
export function equaliseTiles(
  plane: TiledPlane,
  levelCount: number,
  clipLimit: number,
): Uint8Array | Uint16Array {
  const { height, width, tileRows, tileColumns } = plane;
  const divides = height % tileRows === 0 && width % tileColumns === 0;
  const continued = (extent: number, tiles: number): number =>
    divides ? extent : extent + tiles - (extent % tiles);
  const tile: TileSize = {
    height: continued(height, tileRows) / tileRows,
    width: continued(width, tileColumns) / tileColumns,
  };
  const limit = Math.max(Math.trunc((clipLimit * tile.height * tile.width) / levelCount), 1);
  return interpolate(plane, tile, levelCount, tablesOf(plane, tile, levelCount, limit));
}

interface TileSize {
  readonly height: number;
  readonly width: number;
}

/** [tile, level]: the new level of each level, tile after tile. */
function tablesOf(
  plane: TiledPlane,
  tile: TileSize,
  levelCount: number,
  limit: number,
): Uint8Array | Uint16Array {
  const { tileRows, tileColumns } = plane;
  const size = tileRows * tileColumns * levelCount;
  const tables = levelCount === 256 ? new Uint8Array(size) : new Uint16Array(size);
  const scale = Math.fround((levelCount - 1) / (tile.height * tile.width));
  const counts = new Int32Array(levelCount);
  for (let index = 0; index < tileRows * tileColumns; index++) {
    countTile(plane, tile, Math.floor(index / tileColumns), index % tileColumns, counts);
    clipCounts(counts, limit);
    let sum = 0;
    for (let level = 0; level < levelCount; level++) {
      sum += counts[level] ?? 0;
      const raised = roundHalfEven(Math.fround(Math.fround(sum) * scale));
      tables[index * levelCount + level] = Math.min(levelCount - 1, raised);
    }
  }
  return tables;
}

function countTile(
  { levels, height, width }: TiledPlane,
  tile: TileSize,
  tileRow: number,
  tileColumn: number,
  counts: Int32Array,
): void {
  counts.fill(0);
  const [endRow, endColumn] = [(tileRow + 1) * tile.height, (tileColumn + 1) * tile.width];
  for (let row = tileRow * tile.height; row < endRow; row++) {
    const start = reflected(row, height) * width;
    for (let column = tileColumn * tile.width; column < endColumn; column++) {
      const level = levels[start + (column < width ? column : reflected(column, width))] ?? 0;
      counts[level] = (counts[level] ?? 0) + 1;
    }
  }
}

/** 0 1 2 3 2 1 0 1 … for an axis of 4. */
function reflected(index: number, extent: number): number {
  if (index < extent) return index;
  if (extent === 1) return 0;
  const period = 2 * (extent - 1);
  const place = index % period;
  return place < extent ? place : period - place;
}

/** Cut counts above `limit` off, and give each level its share; what is left over goes to levels at equal steps from 0. */
function clipCounts(counts: Int32Array, limit: number): void {
  const levelCount = counts.length;
  let clipped = 0;
  for (let level = 0; level < levelCount; level++) {
    const above = (counts[level] ?? 0) - limit;
    if (above <= 0) continue;
    clipped += above;
    counts[level] = limit;
  }
  const share = Math.floor(clipped / levelCount);
  for (let level = 0; level < levelCount; level++) counts[level] = (counts[level] ?? 0) + share;
  let left = clipped - share * levelCount;
  const step = Math.max(Math.floor(levelCount / left), 1);
  for (let level = 0; level < levelCount && left > 0; level += step, left--) {
    counts[level] = (counts[level] ?? 0) + 1;
  }
}

/** Along one axis: the tables before and after each sample, and how far it is from the one before (float32). */
interface Neighbours {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly fraction: Float32Array;
}

function neighboursOf(extent: number, tileExtent: number, tiles: number): Neighbours {
  const before = new Int32Array(extent);
  const after = new Int32Array(extent);
  const fraction = new Float32Array(extent);
  const inverse = Math.fround(1 / tileExtent);
  for (let index = 0; index < extent; index++) {
    const place = Math.fround(Math.fround(index * inverse) - 0.5);
    const tile = Math.floor(place);
    fraction[index] = place - tile;
    before[index] = Math.max(tile, 0);
    after[index] = Math.min(tile + 1, tiles - 1);
  }
  return { before, after, fraction };
}

function interpolate(
  { levels, height, width, tileRows, tileColumns }: TiledPlane,
  tile: TileSize,
  levelCount: number,
  tables: Uint8Array | Uint16Array,
): Uint8Array | Uint16Array {
  const result =
    levelCount === 256 ? new Uint8Array(levels.length) : new Uint16Array(levels.length);
  const rows = neighboursOf(height, tile.height, tileRows);
  const columns = neighboursOf(width, tile.width, tileColumns);
  const { fround } = Math;
  for (let row = 0; row < height; row++) {
    const above = (rows.before[row] ?? 0) * tileColumns * levelCount;
    const below = (rows.after[row] ?? 0) * tileColumns * levelCount;
    const down = rows.fraction[row] ?? 0;
    const up = fround(1 - down);
    for (let column = 0; column < width; column++) {
      const level = levels[row * width + column] ?? 0;
      const right = columns.fraction[column] ?? 0;
      const left = fround(1 - right);
      const before = (columns.before[column] ?? 0) * levelCount + level;
      const after = (columns.after[column] ?? 0) * levelCount + level;
      const upper = fround(
        fround((tables[above + before] ?? 0) * left) + fround((tables[above + after] ?? 0) * right),
      );
      const lower = fround(
        fround((tables[below + before] ?? 0) * left) + fround((tables[below + after] ?? 0) * right),
      );
      const mixed = fround(fround(upper * up) + fround(lower * down));
      result[row * width + column] = roundHalfEven(mixed);
    }
  }
  return result;
}
