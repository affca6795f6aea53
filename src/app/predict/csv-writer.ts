import { closeSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { writeAll } from "../../base/whole-file.js";
import { csvLine } from "../../evaluation/csv-line.js";
import { storing } from "../write-file.js";

/** A CSV file that appears when it is whole. */
export interface CsvWriter {
  /** Lines so far, the header not among them. */
  readonly lines: number;
  write(fields: readonly string[]): void;
  /** Put it in its place. */
  finish(): void;
  /** Leave nothing. */
  discard(): void;
}

const bufferedBytes = 1 << 16;
const advice = "Nothing was left. Make room, or name another file (--out).";

/** @throws StorageError where it cannot be written; {@link CsvWriter.write} and {@link CsvWriter.finish} too. */
export function openCsvWriter(path: string, header: readonly string[]): CsvWriter {
  const beside = `${path}.${process.pid}.tmp`;
  const file = storing(path, advice, () => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(beside, "w");
  });
  let open = true;
  let pending = csvLine(header);
  let lines = 0;
  const flush = (): void => {
    storing(path, advice, () => writeAll(file, pending));
    pending = "";
  };
  const close = (): void => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    get lines() {
      return lines;
    },
    write(fields) {
      pending += csvLine(fields);
      lines += 1;
      if (pending.length >= bufferedBytes) flush();
    },
    finish() {
      flush();
      close();
      storing(path, advice, () => renameSync(beside, path));
    },
    discard() {
      close();
      rmSync(beside, { force: true });
    },
  };
}
