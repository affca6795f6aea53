import { closeSync, openSync } from "node:fs";

/** Files that are open to be read, of which the one that was used longest ago makes room for a new one. */
export interface OpenFiles {
  /** The descriptor of `path`, good until the next call. Throws what `openSync` throws. */
  descriptor(path: string): number;
  close(): void;
}

/** @param most files that are open at a time. */
export function createOpenFiles(most: number): OpenFiles {
  // In the order of use: a Map keeps that of insertion.
  const files = new Map<string, number>();
  let last: { readonly path: string; readonly file: number } | null = null;
  return {
    descriptor(path) {
      if (last?.path === path) return last.file;
      last = null;
      let file = files.get(path);
      files.delete(path);
      if (file === undefined) {
        for (const [oldest, old] of files) {
          if (files.size < most) break;
          files.delete(oldest);
          closeSync(old);
        }
        file = openSync(path, "r");
      }
      files.set(path, file);
      last = { path, file };
      return file;
    },
    close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
      last = null;
    },
  };
}
