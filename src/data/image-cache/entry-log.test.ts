import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { crc32 } from "../formats/crc32.js";
import { createEntryLog, readEntries } from "./entry-log.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "entry-log-"));
  path = join(folder, "log");
});
afterEach(() => rmSync(folder, { recursive: true }));

const entries = [Uint8Array.of(1, 2, 3), Uint8Array.of(0, 0, 0), Uint8Array.of(255, 7, 7)];
const write = (): void => {
  const log = createEntryLog(path, 3);
  for (const entry of entries) log?.append(entry);
  log?.finish();
};

/** What is shown from number `from` on, and the number after the last. */
const shown = (from = 0): [number, ...(number[] | null)[]] => {
  const seen: (number[] | null)[] = [];
  const next = readEntries(path, 3, from, (entry, number) => {
    expect(number).toBe(from + seen.length);
    seen.push(entry === null ? null : [...entry]);
  });
  return [next, ...seen];
};

describe("an entry log", () => {
  it("gives back what was appended, each with its CRC-32", () => {
    write();
    const bytes = readFileSync(path);
    expect(bytes.length).toBe(21);
    expect(bytes.readUInt32LE(3)).toBe(crc32(Uint8Array.of(1, 2, 3)));
    expect(shown()).toEqual([3, [1, 2, 3], [0, 0, 0], [255, 7, 7]]);
    expect(shown(2)).toEqual([3, [255, 7, 7]]);
    expect(shown(3)).toEqual([3]);
  });

  it("belongs to whom has made it", () => {
    write();
    expect(createEntryLog(path, 3)).toBe(null);
  });

  it("shows whole entries only, and the rest when it is whole", () => {
    write();
    const whole = readFileSync(path);
    for (let length = whole.length - 1; length >= 0; length--) {
      truncateSync(path, length);
      const count = Math.floor(length / 7);
      expect(shown()).toEqual([count, ...entries.slice(0, count).map((entry) => [...entry])]);
    }
    appendFileSync(path, whole.subarray(0, 10));
    expect(shown()).toEqual([1, [1, 2, 3]]);
    appendFileSync(path, whole.subarray(10));
    expect(shown(1)).toEqual([3, [0, 0, 0], [255, 7, 7]]);
    rmSync(path);
    expect(shown(2)).toEqual([2]);
  });

  it("shows an entry whose bytes have changed as none", () => {
    write();
    for (let at = 0; at < 21; at++) {
      rmSync(path);
      write();
      const bytes = readFileSync(path);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      rmSync(path);
      appendFileSync(path, bytes);
      const expected: (number[] | null)[] = entries.map((entry) => [...entry]);
      expected[Math.floor(at / 7)] = null;
      expect(shown()).toEqual([3, ...expected]);
    }
  });

  it("says where it cannot be made", () => {
    expect(() => createEntryLog(join(folder, "nowhere", "log"), 3)).toThrow(
      `${join(folder, "nowhere", "log")}: the image cache cannot be read or written: got ENOENT. ` +
        "Check the path of the folder, and the disk.",
    );
  });
});
