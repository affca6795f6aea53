import { FormatError } from "../../base/errors.js";

/** @throws FormatError at the last byte where `bytes` are fewer than `length`; `what` says what ends there. */
export function requireLength(
  bytes: Uint8Array,
  length: number,
  source: string,
  what: string,
): void {
  if (bytes.length < length) {
    throw new FormatError(`${source}, byte ${bytes.length}`, what, {
      expected: length,
      got: bytes.length,
    });
  }
}
