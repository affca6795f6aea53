import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Files below a folder. */
export interface FolderFiles {
  /** From the folder, forward slashes, in Unicode's composed form. */
  readonly files: readonly string[];
  /** False where there are more than were listed. */
  readonly complete: boolean;
}

/** Files that are listed at most. */
export const mostFiles = 1_000_000;
const deepest = 12;

/** The files below `root` in the order of their names, those of hidden folders left out; links are not followed. */
export function listFiles(root: string, most = mostFiles): FolderFiles {
  const files: string[] = [];
  let complete = true;
  const walk = (folder: string, depth: number): void => {
    for (const entry of entriesOf(join(root, folder))) {
      if (entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepest) walk(path, depth + 1);
        else complete = false;
      } else if (entry.isFile()) {
        if (files.length === most) {
          complete = false;
          return;
        }
        files.push(path.normalize("NFC"));
      }
    }
  };
  walk("", 0);
  return { files, complete };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((left, right) =>
      left.name < right.name ? -1 : 1,
    );
  } catch {
    // A folder that may not be read has no files for us; images that lie there are missed and said to be.
    return [];
  }
}
