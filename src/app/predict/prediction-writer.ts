import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { at } from "../../base/ndarray.js";
import { StorageError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import { csvLine } from "../../evaluation/csv-line.js";

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

/** @throws StorageError where it cannot be written; {@link CsvWriter.finish} too. */
export function openCsvWriter(path: string, header: readonly string[]): CsvWriter {
  const beside = `${path}.${process.pid}.tmp`;
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new StorageError(path, "cannot be written", { got: fileErrorCode(error) });
    }
  };
  const file = guarded(() => openSync(beside, "w"));
  let open = true;
  let pending = csvLine(header);
  let lines = 0;
  const flush = (): void => {
    guarded(() => writeSync(file, pending));
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
      guarded(() => renameSync(beside, path));
    },
    discard() {
      close();
      if (existsSync(beside)) rmSync(beside, { force: true });
    },
  };
}

/** Header of the scores of a label: `score`, the probability of the second of two classes, or `score_<class>` each. */
export function scoreHeader(classNames: readonly string[]): string[] {
  return classNames.length === 2 ? ["score"] : classNames.map((name) => `score_${name}`);
}

/** What {@link scoreHeader} names, of the probabilities of one image. */
export function scoreFields(probabilities: ArrayLike<number>): string[] {
  const all = Array.from(probabilities);
  return (all.length === 2 ? [at(all, 1)] : all).map(String);
}
