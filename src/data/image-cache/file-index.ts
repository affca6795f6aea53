import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EntryLog } from "./entry-log.js";
import { createEntryLog, readEntries } from "./entry-log.js";
import { factsLength } from "./file-facts.js";
import { numberedName, numbersIn } from "./numbered-files.js";
import { stored } from "./stored.js";

const hashLength = 32;
const entryLength = hashLength + factsLength + hashLength;
const noFacts = "\0".repeat(factsLength);
/** From so many logs on they are put into one. */
const manyLogs = 8;

/**
 * Remembers which bytes a file had, so that an unchanged file need not be read to be known. Of a path only its SHA-256 is
 * kept.
 */
export interface FileIndex {
  /** SHA-256 of the file's bytes, hexadecimal, where its facts are those of the time it was read; else null. */
  trusted(path: string, facts: string): string | null;
  /** SHA-256 of the bytes that the file last had; null where it was never read. */
  last(path: string): string | null;
  /** @param facts null where they are not to be trusted. @throws StorageError */
  remember(path: string, facts: string | null, hash: string): void;
  /** Take in what other processes have remembered. @throws StorageError */
  refresh(): void;
  /** Flush to the disk; another `remember` begins a new log. @throws StorageError */
  finish(): void;
  /** Put logs into one where there are many; only where no other process has the cache open. @throws StorageError */
  compact(): void;
}

interface Known {
  readonly facts: string;
  readonly hash: string;
}

/**
 * The index in `folder`: logs `000001.log`, … one a process, of entries SHA-256 of the path, facts, SHA-256 of the bytes.
 * A later log says more than an earlier one.
 * @throws StorageError
 */
export function openFileIndex(folder: string): FileIndex {
  const known = new Map<string, Known>();
  const seen = new Map<number, number>();
  let log: { readonly number: number; readonly entries: EntryLog } | null = null;

  const refresh = (): void => {
    for (const number of logsIn(folder)) {
      if (number === log?.number) continue;
      const count = readEntries(
        pathOf(folder, number),
        entryLength,
        seen.get(number) ?? 0,
        (entry) => {
          if (entry !== null) known.set(...parseEntry(entry));
        },
      );
      seen.set(number, count);
    }
  };
  const append = (key: string, { facts, hash }: Known): void => {
    log ??= createLog(folder);
    log.entries.append(
      Buffer.concat([Buffer.from(key + facts, "latin1"), Buffer.from(hash, "hex")]),
    );
  };
  const finish = (): void => {
    if (log === null) return;
    seen.set(log.number, Infinity);
    log.entries.finish();
    log = null;
  };
  refresh();
  return {
    trusted(path, facts) {
      const found = known.get(pathKey(path));
      return found?.facts === facts ? found.hash : null;
    },
    last: (path) => known.get(pathKey(path))?.hash ?? null,
    remember(path, facts, hash) {
      const key = pathKey(path);
      const now = { facts: facts ?? noFacts, hash };
      const before = known.get(key);
      if (before?.facts === now.facts && before.hash === hash) return;
      append(key, now);
      known.set(key, now);
    },
    refresh,
    finish,
    compact() {
      finish();
      const logs = logsIn(folder);
      if (logs.length < manyLogs) return;
      for (const [key, entry] of known) append(key, entry);
      finish();
      for (const number of logs) stored(folder, () => rmSync(pathOf(folder, number)));
    },
  };
}

/** SHA-256 of the path, 32 bytes as a Latin-1 string. */
function pathKey(path: string): string {
  return createHash("sha256").update(path).digest().toString("latin1");
}

function parseEntry(entry: Uint8Array): [string, Known] {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  const key = bytes.toString("latin1", 0, hashLength);
  const facts = bytes.toString("latin1", hashLength, hashLength + factsLength);
  return [key, { facts, hash: bytes.toString("hex", hashLength + factsLength) }];
}

/** Numbers of the logs, in order; none where there is no folder. */
function logsIn(folder: string): number[] {
  return numbersIn(folder, "log");
}

function pathOf(folder: string, number: number): string {
  return join(folder, numberedName(number, "log"));
}

/** A log after all that are there, claimed by making it: two processes never have the same. */
function createLog(folder: string): { readonly number: number; readonly entries: EntryLog } {
  stored(folder, () => mkdirSync(folder, { recursive: true }));
  for (let number = (logsIn(folder).at(-1) ?? 0) + 1; ; number++) {
    const entries = createEntryLog(pathOf(folder, number), entryLength);
    if (entries !== null) return { number, entries };
  }
}
