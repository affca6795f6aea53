import { DataError } from "../../base/errors.js";
import { parseJsonObject } from "../tables/sidecar.js";

/** Folders and files below the root of a data set, asked by paths with forward slashes; "" is the root. */
export interface SidecarFiles {
  /** Names of the files in a folder; none where there is no such folder. */
  list(folder: string): readonly string[];
  read(path: string): string;
}

/** A JSON file by what its name says of the images it is for. */
interface Sidecar {
  readonly path: string;
  readonly entities: readonly string[];
  readonly suffix: string;
}

/**
 * Fields of the BIDS sidecars of an image, by the inheritance principle: a JSON file is for an image where it lies in
 * the image's folder or above, has its suffix (`T1w`), and every entity of its name (`sub-01`, `ses-2`) is in the
 * image's name. The field of the file that lies deepest is taken; one that no file has is null.
 *
 * `scan.png` without entities has the suffix `scan`: its sidecar is `scan.json`. Names end at their first dot.
 * A field is a text, a number or true or false; `n/a` and null are missing.
 * @throws DataError where two files of one folder are for one image, and for a field of several values.
 * @throws FormatError for a file that is no JSON object.
 * @source BIDS 1.10, "The inheritance principle".
 */
export function createSidecarFacts(
  files: SidecarFiles,
): (image: string, field: string) => string | null {
  const inFolder = new Map<string, readonly Sidecar[]>();
  const fieldsOf = new Map<string, Readonly<Record<string, unknown>>>();
  const sidecarsIn = (folder: string) => {
    let found = inFolder.get(folder);
    if (found === undefined) {
      found = files
        .list(folder)
        .filter((name) => name.endsWith(".json"))
        .map((name) => describeFile(folder === "" ? name : `${folder}/${name}`));
      inFolder.set(folder, found);
    }
    return found;
  };
  const fields = (path: string) => {
    let found = fieldsOf.get(path);
    if (found === undefined) {
      found = parseJsonObject(files.read(path), path);
      fieldsOf.set(path, found);
    }
    return found;
  };
  return (image, field) => {
    const asked = describeFile(image);
    for (const folder of foldersOf(image)) {
      const sidecar = sidecarOf(asked, sidecarsIn(folder), image);
      if (sidecar === null) continue;
      const own = fields(sidecar.path);
      // Not what every object has, such as toString.
      if (Object.hasOwn(own, field)) return fieldText(own[field], `${sidecar.path}, ${field}`);
    }
    return null;
  };
}

/** The folder of the image, and those above it up to the root. */
function foldersOf(image: string): string[] {
  const parts = image.split("/").slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts.slice(0, parts.length - up).join("/"),
  );
}

function describeFile(path: string): Sidecar {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [stem = ""] = name.split(".");
  const parts = stem.split("_");
  return { path, suffix: parts.at(-1) ?? "", entities: parts.slice(0, -1) };
}

/** The one of these that is for the image; null for none. */
function sidecarOf(own: Sidecar, sidecars: readonly Sidecar[], image: string): Sidecar | null {
  const entities = new Set(own.entities);
  const [first, second] = sidecars.filter(
    (sidecar) =>
      sidecar.suffix === own.suffix && sidecar.entities.every((entity) => entities.has(entity)),
  );
  if (first === undefined) return null;
  if (second === undefined) return first;
  throw new DataError(image, "two sidecars of one folder are for this image", {
    got: [first.path, second.path],
    advice: "BIDS allows one in each folder: merge them.",
  });
}

function fieldText(value: unknown, where: string): string | null {
  if (value === null || value === "n/a") return null;
  if (isSingle(value)) return String(value);
  throw new DataError(where, "a field of several values is no attribute", {
    got: showValues(value),
  });
}

function isSingle(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** A flat list as it is, cut off; no more of others than what they are, for they may be nested without end. */
function showValues(value: unknown): string {
  if (!Array.isArray(value)) return "an object";
  return value.every(isSingle) ? JSON.stringify(value).slice(0, 80) : "a list of lists or objects";
}
