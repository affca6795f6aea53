import { InternalError } from "../../base/errors.js";

/** The bytes of one file of an image, and how messages call it. */
export interface ImageBytes {
  readonly bytes: Uint8Array;
  readonly source: string;
}

/**
 * Makes the image of a row from its file, or from the files of its series in the order given. Pure: the same bytes give
 * the same image, in any order of rows and in any worker; nothing of the result may be kept.
 *
 * An error of the house (a damaged file) is reported for the row. Any other means that the maker's own state is not to be
 * trusted any more: the row is reported, and a worker is replaced.
 */
export type ImageMaker = (
  files: readonly ImageBytes[],
  name: string,
) => Float32Array | Promise<Float32Array>;

/** A maker as plain data, which can be sent to a worker: a module, and what it is given. */
export interface ImageMakerSpec {
  /** URL of an ES module that exports `createImageMaker`; JavaScript, since workers load no TypeScript. */
  readonly module: string;
  /** JSON. */
  readonly data: unknown;
}

/** What the module exports. */
export interface ImageMakerModule {
  createImageMaker(data: unknown): ImageMaker | Promise<ImageMaker>;
}

/** The maker of `spec`. @throws InternalError for a module without `createImageMaker`; what the module throws. */
export async function loadImageMaker({ module, data }: ImageMakerSpec): Promise<ImageMaker> {
  const loaded = (await import(module)) as Partial<ImageMakerModule>;
  if (typeof loaded.createImageMaker !== "function") {
    throw new InternalError("image cache", "a module of a maker has no createImageMaker", {
      got: Object.keys(loaded),
    });
  }
  return loaded.createImageMaker(data);
}
