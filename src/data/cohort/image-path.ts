import { DataError } from "../../base/errors.js";

/**
 * The one spelling of an image path: relative to the root, forward slashes, no `.` and `..`, letters in Unicode's
 * composed form (NFC). `images\a.png`, `./images/a.png` and `images/b/../a.png` are all `images/a.png`.
 *
 * A backslash always separates, as in tables from Windows. A name that is written with combining letters (NFD, as
 * macOS has it) is the same name; `locateImage` finds the file however the disk spells it.
 *
 * Refused as text, before any file is looked at: absolute paths, drive letters, network shares, URLs, `..` that
 * leaves the root, control characters. Links are for `locateImage` to check.
 * @param where row, for messages.
 * @throws DataError for these.
 */
export function normaliseImagePath(text: string, where: string): string {
  const path = text.trim().normalize("NFC").replaceAll("\\", "/");
  const reason = refusal(path);
  if (reason !== null) refuse(text, where, reason);
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) refuse(text, where, "the image path leaves the root");
  }
  if (parts.length === 0) refuse(text, where, "the image path names no file");
  const normal = parts.join("/");
  // `./c:` has a drive letter only now.
  const late = refusal(normal);
  if (late !== null) refuse(text, where, late);
  return normal;
}

function refusal(path: string): string | null {
  if (path.startsWith("/")) return "the image path is absolute";
  if (/^[a-z]:/i.test(path)) return "the image path has a drive letter";
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(path)) return "the image path is a URL";
  // eslint-disable-next-line no-control-regex -- these are what is refused
  return /[\u0000-\u001f\u007f]/.test(path) ? "the image path has a control character" : null;
}

function refuse(text: string, where: string, reason: string): never {
  throw new DataError(where, reason, {
    got: JSON.stringify(text),
    advice: "Paths start from images.root and stay inside it.",
  });
}
