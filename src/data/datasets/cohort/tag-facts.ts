import { readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { ConfigError, DataError, FormatError } from "../../../base/errors.js";
import type { FileFacts } from "../../cohort/cohort.js";
import { readTags, type DicomTag } from "../../formats/dicom.js";

/**
 * Tags of the DICOM files below `root`, as text; each file is read once, for all `wanted` tags.
 *
 * Several values are joined by a backslash, as DICOM writes them. Null where the file does not have the tag, or an empty
 * one, and of a file that is missing or damaged: its image is missing or damaged as well, and whoever reads that names it
 * and leaves the row out. A tag that may identify a person is refused unless `allowed` names it.
 * @throws ConfigError for an identifying tag that is not allowed, and one without a value that is text.
 * @throws DataError for a file that lies outside of the root.
 */
export function createTagFacts(
  root: string,
  wanted: readonly string[],
  allowed: readonly string[],
): FileFacts["tag"] {
  const ofFile = new Map<string, ReadonlyMap<string, DicomTag>>();
  return (path, keyword) => {
    let tags = ofFile.get(path);
    if (tags === undefined) {
      tags = tagsOf(root, path, wanted);
      ofFile.set(path, tags);
    }
    const tag = tags.get(keyword);
    if (tag === undefined) return null;
    if (tag.identifying && !allowed.includes(keyword)) {
      throw new ConfigError("attributes", "the DICOM tag may identify a person", {
        got: keyword,
        advice: "Choose another, or name it under privacy.allow.",
      });
    }
    return textOf(tag, keyword);
  };
}

function textOf({ value }: DicomTag, keyword: string): string | null {
  if (value.kind === "text" || value.kind === "numbers") {
    const text = value.values.join("\\");
    return text === "" ? null : text;
  }
  throw new ConfigError("attributes", "the DICOM tag has no text or numbers", { got: keyword });
}

function tagsOf(
  root: string,
  path: string,
  wanted: readonly string[],
): ReadonlyMap<string, DicomTag> {
  const bytes = readInside(root, path);
  if (bytes === null) return new Map();
  try {
    return readTags(bytes, wanted, { source: path });
  } catch (error) {
    if (error instanceof FormatError) return new Map();
    throw error;
  }
}

/** The bytes of a file that lies, links resolved, below `root`; null where it cannot be read. */
function readInside(root: string, path: string): Uint8Array | null {
  try {
    const file = realpathSync(join(root, path));
    const base = realpathSync(root);
    if (file.startsWith(base.endsWith(sep) ? base : base + sep)) {
      return new Uint8Array(readFileSync(file));
    }
  } catch {
    return null;
  }
  throw new DataError(path, "a link leads out of the root", { root });
}
