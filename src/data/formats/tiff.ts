import { FormatError } from "../../base/errors.js";
import type { DecodedImage } from "./decoded-image.js";
import { dropOpaqueAlpha } from "./picture/opaque.js";
import { applyOrientation } from "./picture/orientation.js";
import { requirePlausibleSize } from "./picture/size-limit.js";
import type { Planes, SampleWords } from "./picture/planes.js";
import { imageOfPlanes, wordsOver } from "./picture/planes.js";
import { spreadPixels } from "./picture/spread-pixels.js";
import type { TiffDirectory } from "./tiff/directory.js";
import { nextTiffDirectory, readTiffDirectory } from "./tiff/directory.js";
import type { TiffLayout } from "./tiff/layout.js";
import { readTiffLayout } from "./tiff/layout.js";
import type { TiffGrid, TiffPiece } from "./tiff/pieces.js";
import { readTiffGrid, tiffPiece } from "./tiff/pieces.js";
import { samplesOfTiff } from "./tiff/predictor.js";

/**
 * Decode one TIFF picture to [C, H, W].
 *
 * Classic TIFF and BigTIFF, both byte orders; grey and RGB; unsigned and signed samples of 8, 16 and 32 bits, float32;
 * strips and tiles; samples side by side or in planes; no compression, LZW, Deflate, PackBits, with the predictors of
 * LZW and Deflate. Samples are as stored, without colour profile and transfer function, but of WhiteIsZero, where they
 * are turned around (largest value less sample) so that higher is brighter. Orientation is applied. One sample more a
 * pixel is alpha: dropped where every pixel is opaque, otherwise refused, whatever ExtraSamples says of it. Resolution
 * is for printing and gives no spacing.
 *
 * Refused by name: more than one picture, other compressions (JPEG, CCITT, …), palettes, CMYK, YCbCr, CIELAB, samples
 * of other sizes, more than 2²⁸ samples.
 * @throws FormatError with `source` and byte offset or tag: as {@link readTiffDirectory}, {@link readTiffLayout} and
 * {@link readTiffGrid}; damaged or short samples; a size that its bytes cannot hold.
 * @source TIFF Revision 6.0, Adobe 1992; its Supplements 1 and 2; Photoshop TIFF Technical Note 3; BigTIFF.
 */
export function decodeTiff(bytes: Uint8Array, source: string): DecodedImage {
  const directory = readTiffDirectory(bytes, source);
  if (nextTiffDirectory(directory) !== 0) {
    throw new FormatError(source, "TIFF has more than one picture", {
      advice: "Save the page that is meant as a file of its own, or a volume as NIfTI or DICOM.",
    });
  }
  const layout = readTiffLayout(directory);
  let planes = readPlanes(directory, layout);
  if (layout.extra === 1) planes = dropOpaqueAlpha(planes, 2 ** (8 * layout.size) - 1, source);
  if (layout.inverted) invert(planes.words);
  const upright = applyOrientation(planes, layout.orientation, `${source}, tag 274`);
  return imageOfPlanes(upright, layout.dtype);
}

/** All samples of the picture, extra ones too, as stored. */
function readPlanes(directory: TiffDirectory, layout: TiffLayout): Planes {
  const { width, height, size, planar, packing } = layout;
  const channels = layout.channels + layout.extra;
  const grid = readTiffGrid(directory, layout);
  // Tiles may reach far beyond the picture, and pieces may share their bytes: what counts is what is unpacked.
  const stored =
    grid.kind === "strip"
      ? [channels, height, width]
      : [channels, grid.down * grid.height, grid.across * grid.width];
  const unpackedSize = stored.reduce((product, extent) => product * extent, size);
  requirePlausibleSize(
    stored,
    { size: unpackedSize, packed: directory.bytes.length, ratio: packing.ratio },
    directory.source,
  );
  const step = planar ? 1 : channels;
  const words = wordsOver(new ArrayBuffer(channels * height * width * size), size);
  for (let index = 0; index < grid.offsets.length; index++) {
    const piece = tiffPiece(directory, grid, height, index);
    const pieceSize = piece.rows * grid.width * step * size;
    const shape = [step, piece.rows, grid.width];
    const fit = { size: pieceSize, packed: piece.packed.length, ratio: packing.ratio };
    requirePlausibleSize(shape, fit, piece.where);
    // Pieces may share bytes that give nothing (codes that clear the table): each looks at what it can need.
    const packed =
      packing.name === "none" ? piece.packed : piece.packed.subarray(0, 2 * pieceSize + 1024);
    const unpacked = packing.unpack(packed, pieceSize, piece.where);
    const facts = { ...layout, width: grid.width, step, order: directory.order };
    const samples = samplesOfTiff(unpacked, facts);
    placePiece(samples, piece, grid, step, { words, channels, height, width });
  }
  return { words, channels, height, width };
}

/** Put the samples of one strip or tile, `step` side by side, where they belong; what is beyond the picture is left. */
function placePiece(
  samples: SampleWords,
  piece: TiffPiece,
  grid: TiffGrid,
  step: number,
  { words, height, width }: Planes,
): void {
  const rows = Math.min(piece.rows, height - piece.row);
  const columns = Math.min(grid.width, width - piece.column);
  for (let row = 0; row < rows; row++) {
    const start = (piece.plane * height + piece.row + row) * width + piece.column;
    const pixels = samples.subarray(row * grid.width * step);
    spreadPixels(pixels, step, columns, { words, size: height * width, start, step: 1 });
  }
}

/** Largest value less sample, of unsigned samples. */
function invert(words: SampleWords): void {
  for (let at = 0; at < words.length; at++) words[at] = ~(words[at] ?? 0);
}
