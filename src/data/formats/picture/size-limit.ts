import { FormatError } from "../../../base/errors.js";

/** The most samples that a picture may have: 16 384 x 16 384 in grey, 512 MiB at 16 bits a sample. */
export const mostSamples = 2 ** 28;

/**
 * Refuse a picture before memory is taken for it.
 *
 * Two rules: it may have {@link mostSamples} at most, and its packed bytes must be able to hold it. `size` is what the
 * picture is unpacked to and `ratio` the most that one packed byte gives, both in one unit; a file that says more is
 * cut off or damaged, since no stream of its kind can do it.
 * @throws FormatError where either does not hold.
 */
export function requirePlausibleSize(
  shape: readonly number[],
  { size, packed, ratio }: { size: number; packed: number; ratio: number },
  where: string,
): void {
  const samples = shape.reduce((product, extent) => product * extent, 1);
  if (samples > mostSamples) {
    throw new FormatError(where, "picture has more samples than are read", {
      expected: `at most ${mostSamples}`,
      got: shape,
      advice: "Shrink it or cut it into tiles first.",
    });
  }
  if (size > packed * ratio) {
    throw new FormatError(where, "picture is larger than its packed bytes can hold", {
      expected: `at most ${packed * ratio}`,
      got: size,
      packed,
      shape,
    });
  }
}
