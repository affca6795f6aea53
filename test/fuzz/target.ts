import type { Rng } from "../../src/base/rng.js";
import type { Seed } from "./mutate.js";

/** One reader as it is fuzzed. */
export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Seed[];
  /** Pieces of text or bytes that mean something in the format, put in at random. */
  readonly words: readonly Uint8Array[];
  /** How the reader is told to call its file; messages must start with one of these. */
  readonly sources: readonly string[];
  /** Bytes of memory that one byte of a file may take at most, as docs/readers.md has it. */
  readonly ratio: number;
  /** Reads one file; `rng` draws its options. Returns what is wrong with the result, or null. */
  readonly read: (bytes: Uint8Array, rng: Rng) => string | null | Promise<string | null>;
}

/** Where targets find seeds and may put files. */
export interface FuzzPlaces {
  /** The folder `fixtures` of the repository. */
  readonly fixtures: string;
  /** A folder of one's own, for readers that open files. */
  readonly scratch: string;
}

export function wordsOf(...words: readonly string[]): readonly Uint8Array[] {
  return words.map((word) => new TextEncoder().encode(word));
}

/** Pieces of NPY headers. */
export const npyWords = wordsOf(
  ...["'descr'", "'<f8'", "'>i4'", "'|b1'", "'<U0'", "'fortran_order'", "True", "False"],
  ...["'shape'", "(0,", "(9007199254740991, ", "L", ", }", "(", ")", "{", "\n"],
);
