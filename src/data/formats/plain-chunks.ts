import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { FormatError } from "../../base/errors.js";
import { fileChunks, fileLength } from "./file-chunks.js";

/** Tables pack to a tenth; a small file that unpacks to this much, and to so many times its size, is made to fill memory. */
const suspectBytes = 2 ** 28;
const suspectRatio = 200;

/**
 * The bytes of a file from start to end, some at a time; those of a path that ends in `.gz` unpacked. A chunk may be
 * overwritten by the next: copy what must stay.
 * @param name what messages call the file.
 * @throws DataError where the file cannot be read; FormatError for a damaged or truncated gzip stream, and for one that gives
 * over 256 MiB and 200 times its own size.
 */
export async function* plainChunks(path: string, name: string): AsyncGenerator<Uint8Array> {
  const length = await fileLength(path);
  if (path.toLowerCase().endsWith(".gz")) yield* unpackedChunks(path, length, name);
  else yield* fileChunks(path, 0, length);
}

async function* unpackedChunks(
  path: string,
  packedLength: number,
  name: string,
): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path);
  const plain = createGunzip();
  packed.on("error", (error) => plain.destroy(error));
  packed.pipe(plain);
  let unpacked = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      if (unpacked > Math.max(suspectBytes, suspectRatio * packedLength)) {
        throw new FormatError(name, "gzip stream is beyond what a table packs to", {
          expected: `at most ${suspectRatio} times its ${packedLength} bytes`,
          advice: "If it is meant to be so, unpack it and name the unpacked file.",
        });
      }
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(name, "damaged or truncated gzip stream", { reason });
  } finally {
    packed.destroy();
    plain.destroy();
  }
}
