import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, FormatError } from "../../../base/errors.js";
import type { IdxSet } from "../idx-pool.js";

/** Where Debian's package `dataset-fashion-mnist` puts the files. */
export const debianFolder = "/usr/share/datasets/fashion-mnist";

const sources =
  "install Debian's package dataset-fashion-mnist, or download them with `unconfound data make " +
  "fashion-mnist --url URL` (the authors': http://fashion-mnist.s3-website.eu-central-1.amazonaws.com), or " +
  "copy them from data/fashion of github.com/zalandoresearch/fashion-mnist and name the folder (data.root).";

/** How its messages call the set. */
export const fashionMnistFiles: IdxSet = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  labelWord: "garment",
  advice: `To get the four files: ${sources}`,
};

/**
 * SHA-256 of the four files, unpacked: Debian packs them anew, mirrors may too, and the content is the same.
 * Taken from Debian's dataset-fashion-mnist 0.0~git20200523.55506a9-1.
 */
const contentHashes = {
  "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
} as const;

/** A file of the set, without `.gz`. */
export type FashionMnistFile = keyof typeof contentHashes;

/** All four. */
export const fashionMnistFileNames = Object.keys(contentHashes) as FashionMnistFile[];

/** The first of `roots` that holds one of the files. @throws DataError that says where to get them. */
export function findFashionMnist(roots: readonly string[]): string {
  const found = roots.find((root) =>
    fashionMnistFileNames.some(
      (name) => existsSync(join(root, `${name}.gz`)) || existsSync(join(root, name)),
    ),
  );
  if (found !== undefined) return found;
  throw new DataError("fashion-mnist", "no Fashion-MNIST files", {
    looked: roots.join(", "),
    advice: fashionMnistFiles.advice,
  });
}

/**
 * Is this the published file `name` (packed with gzip or not)?
 * @throws FormatError for a damaged gzip stream; DataError for another content.
 */
export function verifyFashionMnistFile(
  name: FashionMnistFile,
  bytes: Uint8Array,
  source: string,
): void {
  const expected = contentHashes[name];
  const got = createHash("sha256").update(unpacked(bytes, source)).digest("hex");
  if (got === expected) return;
  throw new DataError(source, "not the published file: SHA-256 of its content differs", {
    expected,
    got,
    advice: "Use another mirror.",
  });
}

function unpacked(bytes: Uint8Array, source: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(source, "damaged or truncated gzip stream", { reason });
  }
}
