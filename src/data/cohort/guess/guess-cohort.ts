import { ConfigError } from "../../../base/errors.js";
import type { StringTable } from "../../tables/string-table.js";
import type { SplitSpec, TargetSpec } from "../spec.js";
import { columnFacts } from "./column-facts.js";
import { guessAttributes, type AttributeGuesses, type FileFact } from "./guess-attributes.js";
import { guessImages, type ImageGuess } from "./guess-images.js";
import { guessSplit } from "./guess-split.js";
import { guessSubject, type SubjectGuess } from "./guess-subject.js";
import { guessTarget } from "./guess-target.js";
import type { Remark } from "./remark.js";

/** What a table seems to mean. */
export interface CohortGuess {
  readonly images: ImageGuess;
  readonly subject: SubjectGuess["subject"];
  readonly target: TargetSpec;
  /** Classes of the target, one a row; empty for several labels, of which no groups are made. */
  readonly label: readonly string[];
  readonly attributes: AttributeGuesses["attributes"];
  readonly others: AttributeGuesses["others"];
  readonly split: SplitSpec;
  readonly remarks: readonly Remark[];
}

/** What the guess is made of. */
export interface GuessSources {
  /** Image files and others, from the folder that is searched, with forward slashes. */
  readonly files: readonly string[];
  /** Names of that folder and those above it, outermost first. */
  readonly folder: readonly string[];
  /** The column of the label, where a person has said it. */
  readonly target: string | undefined;
  /** Tags or sidecar fields of the first images, asked once the images are found. */
  readonly factsOf: (images: ImageGuess) => readonly FileFact[];
}

/**
 * What a table of images most likely means, with a remark for each guess. A start, to be read and corrected: nothing
 * here is decided by anything but names and values.
 * @throws ConfigError where no column leads to images, or none can be a label.
 */
export function guessCohort(table: StringTable, sources: GuessSources): CohortGuess {
  const columns = columnFacts(table);
  const images = guessImages(columns, sources.files, sources.folder);
  if (images === null) {
    throw new ConfigError(table.source, "no column leads to image files", {
      columns: table.header.slice(0, 20),
      got: `${sources.files.length} files in the folder`,
      advice:
        "Name the folder of the images: --images FOLDER. Their names must be in a column, whole or in part.",
    });
  }
  const subject = guessSubject(columns, images);
  const split = guessSplit(columns, subject.names);
  const used = new Set([images.column, split.column, ...columnsOf(images.pattern)]);
  if (typeof subject.subject === "string") used.add(subject.subject);
  const free = columns.filter(({ name }) => !used.has(name));
  const target = guessTarget(free, sources.target, table.source);
  const others = free.filter((column) => !target.columns.includes(column));
  const attributes = guessAttributes(others, sources.factsOf(images), target.labels);
  const [label, ...more] = target.labels;
  return {
    images,
    subject: subject.subject,
    target: target.target,
    label: label === undefined || more.length > 0 ? [] : label,
    attributes: attributes.attributes,
    others: attributes.others,
    split: split.split,
    remarks: [
      imageRemark(images),
      subject.remark,
      ...target.remarks,
      ...attributes.remarks,
      split.remark,
    ],
  };
}

/** Columns that a pattern names. */
function columnsOf(pattern = ""): string[] {
  return [...pattern.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
}

function imageRemark({ column, pattern, root, series, found }: ImageGuess): Remark {
  const what = column === undefined ? `pattern ${pattern ?? ""}` : `column ${column}`;
  const kind = series ? "a folder of one series each" : "a file each";
  const share = `${Math.round(100 * found)} % of the first rows have one`;
  return { key: "images", text: `${what}, ${kind}, from ${root}; ${share}` };
}
