import { open, type FileHandle } from "node:fs/promises";
import { DataError, FormatError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";

const chunkLength = 1 << 20;

/** Length of a file in bytes. @throws DataError where there is no such file, or it cannot be read. */
export async function fileLength(path: string): Promise<number> {
  const file = await openFile(path);
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/**
 * Bytes [start, end) of a file, a megabyte at a time. A chunk is overwritten by the next: copy what must stay.
 * @throws DataError where the file cannot be read; FormatError where it ends before `end`.
 */
export async function* fileChunks(
  path: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const file = await openFile(path);
  try {
    const buffer = new Uint8Array(Math.min(chunkLength, end - start));
    for (let at = start; at < end;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) throw endsHere(path, at, end);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Bytes [start, end) of a file at once. @throws as {@link fileChunks}. */
export async function fileBytes(path: string, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  for await (const chunk of fileChunks(path, start, end)) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

/** A file that is open: any of its bytes at once. */
export interface OpenFile {
  readonly length: number;
  /** Bytes [start, end). @throws FormatError where the file ends before `end`. */
  readonly read: (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Open a file, use it, and let it go whatever happens. @throws DataError where it cannot be read. */
export async function withFile<T>(path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await openFile(path);
  const read = async (start: number, end: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(end - start);
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) throw endsHere(path, start + at, end);
      at += bytesRead;
    }
    return bytes;
  };
  try {
    return await use({ length: (await file.stat()).size, read });
  } finally {
    await file.close();
  }
}

function endsHere(path: string, at: number, end: number): FormatError {
  return new FormatError(`${path}, byte ${at}`, "the file ends here", { expected: end, got: at });
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const code = fileErrorCode(error);
    throw new DataError(path, code === "ENOENT" ? "no such file" : "cannot be read", {
      got: code,
      advice:
        "Check the path; it starts from the folder of the file that names it, on the command line from where you are.",
    });
  }
  throw new DataError(path, "not a file");
}
