import { DataError, FormatError } from "../../src/base/errors.js";
import type { NdArray } from "../../src/base/ndarray.js";
import { sizeOf } from "../../src/base/ndarray.js";
import type { DecodedImage } from "../../src/data/formats/decoded-image.js";

/** What a reader made of one input; a finding is what must never be. */
export type Verdict =
  | { readonly kind: "accepted" }
  | { readonly kind: "refused" }
  | { readonly kind: "finding"; readonly what: string };

/**
 * Judge one reading: what came back must be sound (`read` says what is not, or null), and what was thrown must be a
 * FormatError or a DataError whose message starts with one of the names that the reader was given for its file.
 */
export async function judge(
  read: () => string | null | Promise<string | null>,
  sources: readonly string[],
): Promise<Verdict> {
  try {
    const unsound = await read();
    return unsound === null ? { kind: "accepted" } : { kind: "finding", what: unsound };
  } catch (error) {
    const known = error instanceof FormatError || error instanceof DataError;
    if (known && sources.some((source) => error.message.startsWith(source))) {
      return { kind: "refused" };
    }
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "finding", what: known ? `message without its source: ${error.message}` : what };
  }
}

/** What is wrong with an array: extents that are no counts, or other than its elements; null for nothing. */
export function unsoundArray({ shape, data, dtype }: NdArray): string | null {
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    return `extents that are no counts: [${shape.join(",")}] ${dtype}`;
  }
  return data.length === sizeOf(shape)
    ? null
    : `${data.length} elements for [${shape.join(",")}] ${dtype}`;
}

/** What is wrong with a picture or volume, as the contract of `DecodedImage` has it; null for nothing. */
export function unsoundImage(image: DecodedImage): string | null {
  const { samples, channels, spacingMm, affine } = image;
  const { shape } = samples;
  const unsound = unsoundArray(samples);
  if (unsound !== null) return unsound;
  if (shape.length < 3 || shape.length > 4 || shape.includes(0)) {
    return `not a picture or volume: [${shape.join(",")}]`;
  }
  if (shape[0] !== (channels === "grey" ? 1 : 3)) return `${channels} of [${shape.join(",")}]`;
  const steps = spacingMm ?? shape.slice(1).map(() => 1);
  if (steps.length !== shape.length - 1 || steps.some((step) => !(step > 0 && step < Infinity))) {
    return `spacing [${steps.join(",")}] of [${shape.join(",")}]`;
  }
  const isPlaced = affine === null || (affine.length === 16 && affine.every(Number.isFinite));
  return isPlaced ? null : `affine [${affine.join(",")}]`;
}
