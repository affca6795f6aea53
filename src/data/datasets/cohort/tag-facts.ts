import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { ConfigError, DataError, FormatError } from "../../../base/errors.js";
import { fileErrorCode } from "../../../base/file-error-code.js";
import type { FileFacts } from "../../cohort/cohort.js";
import { readTags, type DicomTag } from "../../formats/dicom.js";

/** Tags of the images of a cohort, and the images whose tags could not be read. */
export interface TagFacts {
  readonly tag: FileFacts["tag"];
  /** Paths that were asked for so far, each once. */
  asked(): readonly string[];
  /** Why, by path; of the images that were asked for so far. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Which tags are read, and of which files. */
export interface TagOptions {
  readonly wanted: readonly string[];
  /** Identifying tags that may be used. */
  readonly allowed: readonly string[];
  /** True: an image is a folder of the files of one series. */
  readonly series: boolean;
}

/**
 * Tags of the DICOM files below `root`, as text; each image is read once, for all `wanted` tags. Those of a series are those of
 * its first file by name.
 *
 * Several values are joined by a backslash, as DICOM writes them. Null where the file does not have the tag, or an empty
 * one, and where it cannot be read: `unreadable` then says why, for the rows to be left out by. A tag that may identify a
 * person is refused unless `allowed` names it.
 * `tag` throws ConfigError for an identifying tag that is not allowed, and one without a value that is text; DataError for
 * a file that lies outside of the root.
 */
export function createTagFacts(root: string, { wanted, allowed, series }: TagOptions): TagFacts {
  const ofImage = new Map<string, ReadonlyMap<string, DicomTag>>();
  const unreadable = new Map<string, string>();
  const tagsOf = (path: string): ReadonlyMap<string, DicomTag> => {
    try {
      return readTags(readInside(root, path, series), wanted, { source: path });
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      unreadable.set(path, error.message);
      return new Map();
    }
  };
  const tag = (path: string, keyword: string): string | null => {
    const tags = ofImage.get(path) ?? tagsOf(path);
    ofImage.set(path, tags);
    const found = tags.get(keyword);
    if (found === undefined) return null;
    if (found.identifying && !allowed.includes(keyword)) {
      throw new ConfigError("attributes", "the DICOM tag may identify a person", {
        got: keyword,
        advice: "Choose another, or name it under privacy.allow.",
      });
    }
    return textOf(found, keyword);
  };
  return { tag, asked: () => [...ofImage.keys()], unreadable };
}

function textOf({ value }: DicomTag, keyword: string): string | null {
  if (value.kind === "text" || value.kind === "numbers") {
    const text = value.values.join("\\");
    return text === "" ? null : text;
  }
  throw new ConfigError("attributes", "the DICOM tag has no text or numbers", { got: keyword });
}

/**
 * The bytes of a file, or of the first file of a series, that lies, links resolved, below `root`.
 * @throws FormatError where it cannot be read, DataError where it lies elsewhere.
 */
function readInside(root: string, path: string, series: boolean): Uint8Array {
  try {
    const place = join(root, path);
    const file = realpathSync(series ? join(place, firstFileIn(place)) : place);
    const base = realpathSync(root);
    if (file.startsWith(base.endsWith(sep) ? base : base + sep)) {
      return new Uint8Array(readFileSync(file));
    }
  } catch (error) {
    throw new FormatError(path, "cannot be read", { got: fileErrorCode(error) });
  }
  throw new DataError(path, "a link leads out of the root", { root });
}

/** Files in the order of `locateImages`; "" for none, which is no file. */
function firstFileIn(folder: string): string {
  const entries = readdirSync(folder, { withFileTypes: true });
  const [first = ""] = entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  return first;
}
