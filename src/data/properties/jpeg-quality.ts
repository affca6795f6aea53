/** Quantisation table of luminance at quality 50 in zigzag order (ITU-T T.81, table K.1). */
const standard: readonly number[] = [
  ...[16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40],
  ...[26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51],
  ...[56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87],
  ...[95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99],
];

const quantisation = 0xdb;
const startOfScan = 0xda;

/**
 * Quality that the Independent JPEG Group's encoder would have been given for the first quantisation table of a JPEG file:
 * with S the median of 100 q_i / standard_i over the entries that are not cut off (1 < q_i < 255), (200 − S) / 2 up to S = 100, else
 * 5000 / S.
 *
 * 1..100. Exact to ±1 for files of that encoder and its kin; of other tables it is the quality of about as coarse a one. 100
 * where all entries are 1. NaN where the bytes are no JPEG file, or have no table before the first scan.
 * @source jpeg_quality_scaling of libjpeg, turned round.
 */
export function jpegQuality(bytes: Uint8Array): number {
  const table = firstTable(bytes);
  if (table === null) return NaN;
  const ratios = table.flatMap((value, index) =>
    value > 1 && value < 255 ? [(100 * value) / (standard[index] ?? 1)] : [],
  );
  if (ratios.length === 0) return table.every((value) => value <= 1) ? 100 : 1;
  ratios.sort((left, right) => left - right);
  const scale = ratios[ratios.length >> 1] ?? 100;
  return Math.min(100, Math.max(1, scale <= 100 ? (200 - scale) / 2 : 5000 / scale));
}

/** The 64 entries of the first table, zigzag order; null where there is none. */
function firstTable(bytes: Uint8Array): number[] | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === startOfScan) return null;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return null;
    if (marker === quantisation) {
      const wide = (bytes[at + 4] ?? 0) >> 4 === 1;
      const start = at + 5;
      if (start + (wide ? 128 : 64) > bytes.length) return null;
      return Array.from({ length: 64 }, (_, index) =>
        wide
          ? ((bytes[start + 2 * index] ?? 0) << 8) | (bytes[start + 2 * index + 1] ?? 0)
          : (bytes[start + index] ?? 0),
      );
    }
    at += 2 + length;
  }
  return null;
}
