/** First bytes of kinds of files: pictures and volumes, and what is found in their place. */
const magics: readonly (readonly [kind: string, at: number, magic: readonly number[]])[] = [
  ["PNG", 0, [0x89, 0x50, 0x4e, 0x47]],
  ["JPEG", 0, [0xff, 0xd8]],
  ["TIFF", 0, [0x49, 0x49, 0x2a, 0x00]],
  ["TIFF", 0, [0x4d, 0x4d, 0x00, 0x2a]],
  ["TIFF", 0, [0x49, 0x49, 0x2b, 0x00]],
  ["TIFF", 0, [0x4d, 0x4d, 0x00, 0x2b]],
  // The length of the header, 348 or 540, in either byte order.
  ["NIfTI", 0, [0x5c, 0x01, 0x00, 0x00]],
  ["NIfTI", 0, [0x00, 0x00, 0x01, 0x5c]],
  ["NIfTI", 0, [0x1c, 0x02, 0x00, 0x00]],
  ["NIfTI", 0, [0x00, 0x00, 0x02, 0x1c]],
  ["MGH", 0, [0x00, 0x00, 0x00, 0x01]],
  ["NPY", 0, [0x93, ...ascii("NUMPY")]],
  ["DICOM", 128, ascii("DICM")],
  ["GIF", 0, ascii("GIF8")],
  ["BMP", 0, ascii("BM")],
  ["WebP", 8, ascii("WEBP")],
  ["HEIF or AVIF", 4, ascii("ftyp")],
  ["JPEG 2000", 4, ascii("jP  ")],
  ["JPEG 2000", 0, [0xff, 0x4f, 0xff, 0x51]],
  ["NRRD", 0, ascii("NRRD0")],
  ["MetaImage header", 0, ascii("ObjectType")],
  ["HDF5 (or MINC, or MATLAB 7.3)", 0, [0x89, ...ascii("HDF\r\n")]],
  ["MATLAB", 0, ascii("MATLAB ")],
  ["ZIP archive (NPZ is one)", 0, [...ascii("PK"), 3, 4]],
  ["gzip", 0, [0x1f, 0x8b]],
  ["bzip2", 0, ascii("BZh")],
  ["xz", 0, [0xfd, ...ascii("7zXZ")]],
  ["Zstandard", 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ["tar archive", 257, ascii("ustar")],
  ["PDF", 0, ascii("%PDF")],
  ["pointer of Git LFS (run git lfs pull)", 0, ascii("version https://git-lfs")],
  ["web page", 0, ascii("<!DOCTYPE html")],
  ["web page", 0, ascii("<!doctype html")],
  ["web page", 0, ascii("<html")],
  ["IDX", 0, [0x00, 0x00, 0x08]],
];

/** The kind of a file by its first bytes, 262 of which are enough; undefined where none is known. */
export function kindOfBytes(start: Uint8Array): string | undefined {
  return magics.find(([, at, magic]) =>
    magic.every((value, index) => start[at + index] === value),
  )?.[0];
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
