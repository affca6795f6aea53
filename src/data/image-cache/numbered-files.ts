import { readdirSync } from "node:fs";
import { fileErrorCode } from "../../base/file-error-code.js";
import { stored } from "./stored.js";

/** `000042.ending`: a file's name sorts as its number does. */
export function numberedName(number: number, ending: string): string {
  return `${String(number).padStart(6, "0")}.${ending}`;
}

/** Numbers of the files `NUMBER.ending` in a folder, in order; none where there is no folder. @throws StorageError */
export function numbersIn(folder: string, ending: string): number[] {
  return namesIn(folder)
    .flatMap((name) => {
      const number = Number(/^(\d{6,})\./.exec(name)?.[1]);
      return name === numberedName(number, ending) ? [number] : [];
    })
    .sort((left, right) => left - right);
}

/** Names in a folder, in order; none where there is no folder. @throws StorageError */
export function namesIn(folder: string): string[] {
  return stored(folder, () => {
    try {
      return readdirSync(folder).sort();
    } catch (error) {
      if (fileErrorCode(error) === "ENOENT") return [];
      throw error;
    }
  });
}
