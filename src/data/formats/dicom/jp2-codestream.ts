import { FormatError } from "../../../base/errors.js";

/** Length and type of the box that starts every JP2 file. */
const signature = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20] as const;

/**
 * The JPEG 2000 codestream in `bytes`: all of them, or the first codestream box where some program has put a whole JP2 file
 * into a DICOM file. That is against the standard, but nothing is lost: colour is said by the DICOM file.
 * @throws FormatError with `where` and byte offset: a damaged box, no codestream, a palette (its indices are no samples).
 * @source ITU-T T.800 annex I; DICOM PS3.5 annex A.4.4.
 */
export function jp2Codestream(bytes: Uint8Array, where: string): Uint8Array {
  if (!signature.every((value, index) => bytes[index] === value)) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const length = view.getUint32(at);
    // 0 says "to the end"; 1 says that 64 bits follow, for boxes of more than 4 GiB.
    const end = length === 0 ? bytes.length : at + length;
    if (length === 1 || end < at + 8 || end > bytes.length) {
      throw new FormatError(`${where}, byte ${at}`, "damaged JP2 box", { got: length });
    }
    if (type === "jp2c") return bytes.subarray(at + 8, end);
    if (type === "pclr") {
      throw new FormatError(`${where}, byte ${at}`, "JP2 with a palette is not supported");
    }
    // The header box holds boxes.
    at = type === "jp2h" ? at + 8 : end;
  }
  throw new FormatError(where, "JP2 file has no codestream");
}
