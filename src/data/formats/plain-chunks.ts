import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { FormatError } from "../../base/errors.js";
import { fileChunks, fileLength } from "./file-chunks.js";

/**
 * The bytes of a file from start to end, some at a time; those of a path that ends in `.gz` unpacked. A chunk may be
 * overwritten by the next: copy what must stay.
 * @param name what messages call the file.
 * @throws DataError where the file cannot be read; FormatError for a damaged or truncated gzip stream.
 */
export async function* plainChunks(path: string, name: string): AsyncGenerator<Uint8Array> {
  const length = await fileLength(path);
  if (path.toLowerCase().endsWith(".gz")) yield* unpackedChunks(path, name);
  else yield* fileChunks(path, 0, length);
}

async function* unpackedChunks(path: string, name: string): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path);
  const plain = createGunzip();
  packed.on("error", (error) => plain.destroy(error));
  packed.pipe(plain);
  try {
    for await (const chunk of plain) yield chunk as Uint8Array;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(name, "damaged or truncated gzip stream", { reason });
  } finally {
    packed.destroy();
    plain.destroy();
  }
}
