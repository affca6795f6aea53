import { writeSync } from "node:fs";

/** Write all of `bytes` at byte `position` of an open file; the system may take them in pieces. */
export function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  }
}
