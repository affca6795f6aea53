import { FormatError } from "../../base/errors.js";

/** Bytes read from the front, for formats with a head to parse and a body to stream. */
export interface ByteSource {
  /** Of the file, or of the member of an archive, for messages. */
  readonly name: string;
  /** No more bytes than this come, from the first on. */
  readonly length: number;
  /**
   * Exactly the next `count` bytes, the caller's to keep.
   * @param what is said where the bytes end before, such as `file ends inside the header`.
   * @throws FormatError with the byte where they end.
   */
  take(count: number, what: string): Promise<Uint8Array>;
  /** The next bytes, as many as are at hand, good until the next call; null at the end. */
  next(): Promise<Uint8Array | null>;
  /** Read no further, and let the file go. */
  close(): Promise<void>;
}

/**
 * A {@link ByteSource} over chunks, each of which may be overwritten by the next.
 * @param length as the file or its archive has it: memory for more is never taken.
 */
export function byteSource(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  length: number,
): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let offset = 0;
  const refill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const step = await iterator.next();
      if (step.done === true) return false;
      rest = step.value;
    }
    return true;
  };
  return {
    name,
    length,
    async take(count, what) {
      if (offset + count > length) {
        throw new FormatError(`${name}, byte ${length}`, what, {
          expected: offset + count,
          got: length,
        });
      }
      const taken = new Uint8Array(count);
      for (let filled = 0; filled < count;) {
        if (!(await refill())) {
          throw new FormatError(`${name}, byte ${offset}`, what, {
            expected: offset - filled + count,
            got: offset,
          });
        }
        const part = rest.subarray(0, count - filled);
        taken.set(part, filled);
        filled += part.length;
        offset += part.length;
        rest = rest.subarray(part.length);
      }
      return taken;
    },
    async next() {
      if (!(await refill())) return null;
      const chunk = rest;
      offset += chunk.length;
      rest = new Uint8Array(0);
      return chunk;
    },
    async close() {
      rest = new Uint8Array(0);
      await iterator.return?.();
    },
  };
}
