import { FormatError } from "../../../base/errors.js";
import type { TiffDirectory } from "./directory.js";
import { tiffNumbers } from "./directory.js";
import type { TiffLayout } from "./layout.js";
import { onlyNumber } from "./layout.js";

/** The rectangles that a picture is cut into: strips, which end with it, or tiles, which reach beyond it. */
export interface TiffGrid {
  readonly kind: "strip" | "tile";
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
  /** Where the bytes of each piece are, row by row; plane after plane where samples have planes of their own. */
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

/** One piece: its packed bytes and the place of its upper left sample. */
export interface TiffPiece {
  readonly packed: Uint8Array;
  readonly plane: number;
  readonly row: number;
  readonly column: number;
  /** Rows that are stored. */
  readonly rows: number;
  /** For messages. */
  readonly where: string;
}

/**
 * The strips or tiles of a picture.
 * @throws FormatError with tag: neither or both, sizes of 0, counts that differ from the picture's.
 * @source TIFF 6.0, sections 3 (strips) and 15 (tiles).
 */
export function readTiffGrid(directory: TiffDirectory, layout: TiffLayout): TiffGrid {
  const { width, height, planar, channels, extra } = layout;
  const hasTiles = directory.fields.has(324);
  if (hasTiles === directory.fields.has(273)) {
    throw new FormatError(directory.source, "TIFF must have strips (tag 273) or tiles (tag 324)", {
      got: hasTiles ? "both" : "neither",
    });
  }
  const piece = hasTiles
    ? {
        kind: "tile" as const,
        width: onlyNumber(directory, 322),
        height: onlyNumber(directory, 323),
      }
    : {
        kind: "strip" as const,
        width,
        height: Math.min(onlyNumber(directory, 278, height), height),
      };
  if (piece.width === 0 || piece.height === 0) {
    throw new FormatError(directory.source, `TIFF ${piece.kind} of no size`, {
      got: [piece.width, piece.height],
    });
  }
  const across = Math.ceil(width / piece.width);
  const down = Math.ceil(height / piece.height);
  const count = across * down * (planar ? channels + extra : 1);
  const [offsetTag, countTag] = hasTiles ? [324, 325] : [273, 279];
  const offsets = tiffNumbers(directory, offsetTag) ?? [];
  const byteCounts = tiffNumbers(directory, countTag) ?? [];
  if (offsets.length !== count || byteCounts.length !== count) {
    throw new FormatError(
      `${directory.source}, tags ${offsetTag} and ${countTag}`,
      `number of TIFF ${piece.kind}s`,
      { expected: count, got: [offsets.length, byteCounts.length] },
    );
  }
  return { ...piece, across, down, offsets, byteCounts };
}

/**
 * Piece number `index` of `grid`.
 * @throws FormatError where its bytes are outside the file.
 */
export function tiffPiece(
  { bytes, source }: TiffDirectory,
  grid: TiffGrid,
  imageHeight: number,
  index: number,
): TiffPiece {
  const { kind, offsets, byteCounts, across, down } = grid;
  const offset = offsets[index] ?? 0;
  const end = offset + (byteCounts[index] ?? 0);
  const where = `${source}, byte ${offset}, ${kind} ${index}`;
  if (end > bytes.length) {
    throw new FormatError(where, `TIFF ends inside its ${kind}s`, {
      expected: end,
      got: bytes.length,
    });
  }
  const place = index % (across * down);
  const row = Math.floor(place / across) * grid.height;
  return {
    packed: bytes.subarray(offset, end),
    plane: Math.floor(index / (across * down)),
    row,
    column: (place % across) * grid.width,
    rows: kind === "strip" ? Math.min(grid.height, imageHeight - row) : grid.height,
    where,
  };
}
