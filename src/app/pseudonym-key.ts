import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FormatError } from "../base/errors.js";
import { fileErrorCode } from "../base/file-error-code.js";
import { readIfThere } from "./run-folder.js";
import { storageError } from "./write-file.js";

const keyFolder = ".unconfound";
const keyName = "pseudonym.key";
const keyBytes = 32;

/**
 * The key of a cohort's pseudonyms, hexadecimal in `.unconfound/pseudonym.key` beside the cohort file, readable by its
 * owner alone. Made at the first use; it stays with the data and goes into no run, so who has the runs alone cannot find
 * out whose rows they are.
 * @throws DataError where it cannot be read, StorageError where it cannot be written, FormatError where the file holds
 * something else.
 */
export function pseudonymKey(folder: string): Uint8Array {
  const path = join(folder, keyFolder, keyName);
  const text = readKey(path) ?? makeKey(path);
  if (/^[0-9a-f]{64}\n$/.test(text)) return new Uint8Array(Buffer.from(text.trim(), "hex"));
  throw new FormatError(path, "not a key of pseudonyms", {
    expected: `${keyBytes} bytes, hexadecimal`,
    advice: "Restore it from a copy: with a new key all ids change.",
  });
}

function readKey(path: string): string | null {
  const bytes = readIfThere(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** Two processes may come here at once: the file that is there in the end is the key of both. */
function makeKey(path: string): string {
  const text = `${randomBytes(keyBytes).toString("hex")}\n`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    placeNew(path, text);
    return text;
  } catch (error) {
    const there = fileErrorCode(error) === "EEXIST" ? readKey(path) : null;
    if (there !== null) return there;
    const advice =
      "The folder of the cohort file must be writable once, or say `privacy: { ids: plain }`.";
    throw storageError(path, advice, error);
  }
}

/** A new file, whole when it appears: nobody reads a part of it, and a crash leaves none. @throws EEXIST where one is there. */
function placeNew(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  writeFileSync(beside, text, { mode: 0o600 });
  try {
    linkSync(beside, path);
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") throw error;
    // Some disks (exFAT, shares) know no links.
    writeFileSync(path, text, { mode: 0o600, flag: "wx" });
  } finally {
    rmSync(beside, { force: true });
  }
}
