import { createHash } from "node:crypto";
import { DataError, UnconfoundError } from "../../base/errors.js";
import { crc32 } from "../formats/crc32.js";
import type { FileRead } from "./file-facts.js";
import { readFileWithFacts } from "./file-facts.js";
import type { ImageMaker, ImageMakerSpec } from "./image-maker.js";
import type { KnownKeys } from "./known-keys.js";
import { isKnownKey } from "./known-keys.js";

/** One image to be made. */
export interface MakeJob {
  readonly row: number;
  /** What messages call the image. */
  readonly name: string;
  /** Its file, or the files of its series. */
  readonly paths: readonly string[];
}

/** What a file was when it was read. */
export interface FileRecord {
  /** Null where they are not to be trusted. */
  readonly facts: string | null;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly hash: string;
}

/** The answer to a job: an image, the note that there is one for these bytes, or why there is none. */
export type MadeImage =
  | {
      readonly kind: "made";
      readonly row: number;
      readonly key: string;
      readonly files: readonly FileRecord[];
      /** The bytes of the float32 samples; their memory is the receiver's. */
      readonly pixels: Uint8Array<ArrayBuffer>;
      readonly crc: number;
    }
  | {
      readonly kind: "known";
      readonly row: number;
      readonly key: string;
      readonly files: readonly FileRecord[];
    }
  | { readonly kind: "failed"; readonly row: number; readonly message: string };

/** How images are made; plain data, as a worker gets it. */
export interface MakeSettings {
  readonly maker: ImageMakerSpec;
  /** float32 an image. */
  readonly elements: number;
  /** Keys of images that are there. */
  readonly known: KnownKeys;
  /** See {@link readFileWithFacts}. */
  readonly quietMs: number;
}

/**
 * Read, hash, and where these bytes have no image yet decode and preprocess.
 *
 * The key is of the very bytes that are decoded, so a file that changes cannot give an image under a wrong key.
 * Errors of the house are answered as `failed`; any other is thrown.
 */
export async function makeImage(
  { row, name, paths }: MakeJob,
  maker: ImageMaker,
  { elements, known, quietMs }: Omit<MakeSettings, "maker">,
): Promise<MadeImage> {
  try {
    const sources = paths.map((_, index) =>
      paths.length === 1 ? name : `${name}, file ${index + 1} of ${paths.length}`,
    );
    const reads = paths.map((path, index) =>
      readFileWithFacts(path, sources[index] ?? name, quietMs),
    );
    const files = reads.map(recordOf);
    const key = keyOf(files.map(({ hash }) => hash));
    if (isKnownKey(known, key)) return { kind: "known", row, key, files };
    const parts = reads.map(({ bytes }, index) => ({ bytes, source: sources[index] ?? name }));
    const image = await maker(parts, name);
    if (image.length !== elements) {
      throw new DataError(name, "number of samples of the preprocessed image", {
        expected: elements,
        got: image.length,
      });
    }
    const pixels = new Uint8Array(4 * elements);
    pixels.set(new Uint8Array(image.buffer, image.byteOffset, image.byteLength));
    return { kind: "made", row, key, files, pixels, crc: crc32(pixels) };
  } catch (error) {
    if (error instanceof UnconfoundError) return { kind: "failed", row, message: error.message };
    throw error;
  }
}

/** The answer for an image whose maker failed in a way that it did not foresee. */
export function crashed({ row, name }: MakeJob, reason: string): MadeImage {
  const error = new DataError(name, "the image cannot be made", { reason });
  return { kind: "failed", row, message: error.message };
}

/**
 * The key of an image by the SHA-256 of each of its files: that of one file itself; of several the SHA-256 of theirs in
 * order, one a line.
 */
export function keyOf(hashes: readonly string[]): string {
  const [first = "", ...more] = hashes;
  if (more.length === 0) return first;
  return createHash("sha256").update(hashes.join("\n")).digest("hex");
}

function recordOf({ bytes, facts }: FileRead): FileRecord {
  return { facts, hash: createHash("sha256").update(bytes).digest("hex") };
}
