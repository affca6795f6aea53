import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { ConfigError, InternalError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { countFlow } from "../cohort/cohort-flow.js";
import type { Cohort, CohortTarget } from "../cohort/cohort.js";
import { createLock, formatLock } from "../cohort/lock.js";
import { createPseudonyms, type Pseudonyms } from "../cohort/pseudonym.js";
import { readCohort, type ReadCohort } from "../cohort/read-cohort.js";
import { tableName } from "../cohort/read-tables.js";
import type { CohortSpec } from "../cohort/spec.js";
import type { DataSet, LabelFactor, PoolName, PoolTable, SubjectAggregate } from "../dataset.js";
import type { FileHash } from "../tables/read-table.js";
import type { StringTable } from "../tables/string-table.js";
import { openImageCache, type ImageCache } from "../image-cache/image-cache.js";
import type { ImageFile } from "../image-cache/pending-rows.js";
import { createPipeline } from "../preprocess/pipeline.js";
import { propertiesVersion } from "../properties/registry.js";
import {
  failureNotes,
  mostFailures,
  requireFew,
  withoutBroken,
  type ImageFailure,
} from "./cohort/failures.js";
import { cohortMasks } from "./cohort/cohort-masks.js";
import type { CohortMakerData } from "./cohort/image-maker.js";
import { recordLength } from "./cohort/image-record.js";
import { locateImages, type LocatedImages } from "./cohort/locate-images.js";
import { prepareMaker, type MakerOptions } from "./cohort/prepare-maker.js";
import { createTagFacts, type TagFacts } from "./cohort/tag-facts.js";
import { lostNotes, requireTagFiles, withoutUnreadable } from "./cohort/unreadable-tags.js";

/** How a cohort is opened. */
export interface CohortDataOptions extends MakerOptions {
  readonly spec: CohortSpec;
  /** Ids and subjects are written as they are, and not as pseudonyms. */
  readonly plainIds: boolean;
  /** What is evaluated is one prediction a subject, made so; absent: every image. */
  readonly subjectAggregate?: SubjectAggregate;
  /** Counts below this are not shown. */
  readonly smallestCell: number;
  /** Some images may be kept with a run, to be shown. */
  readonly exampleImages: boolean;
  /** Identifying tags that may be used. */
  readonly allowed: readonly string[];
  /** Cohort file, as messages call it. */
  readonly file: string;
  /** Folder of the cohort file. */
  readonly folder: string;
  readonly splitSeed: number;
  /** Folder of the image caches. */
  readonly cacheFolder: string;
  /** Key of the pseudonyms. */
  readonly key: Uint8Array;
  /** Worker threads; absent: one for each that the machine runs at once. */
  readonly workers?: number;
  readonly onProgress: (done: number, total: number) => void;
}

/** Raise when the same files and settings give other images or tables. */
const version = 2;

/** The rows of a cohort and their images, those that there are. */
export interface CohortImages {
  /** All rows that the tables give, those without an image too. */
  readonly cohort: Cohort;
  /** Rows without an image, ascending. */
  readonly failures: readonly ImageFailure[];
  /** By row of the cohort: that of the cache; null without an image. */
  readonly cacheRows: readonly (number | null)[];
  /** Of records: samples, and facts of the file. */
  readonly cache: ImageCache;
  readonly maker: CohortMakerData;
  /** Hash of all that decides an image beside its file. */
  readonly settings: string;
  readonly tables: readonly FileHash[];
  /** These tables, joined: all rows of the first, `Cohort.places` are its. */
  readonly table: StringTable;
  /** What messages call the rows: the first table. */
  readonly source: string;
  /** Damage that was found in the cache, a line each. */
  readonly notices: readonly string[];
}

/**
 * Images and tables of a user as a data set: the rows of the cohort, their images decoded and preprocessed once into a
 * cache on disk. The parts are those of the cohort; every attribute is *read*. Images that are missing or cannot be
 * decoded leave the cohort by a step of its flow, and are named in `notes`.
 *
 * `notes` name files as the tables do, for the person at the terminal; ids and subjects are pseudonyms unless `plainIds`.
 * @throws DataError where more than 5 % of the images are missing or damaged, naming the first ones.
 * @throws ConfigError, DataError, FormatError, StorageError as `readCohort`, `fitPipeline` and `openImageCache`.
 */
export async function openCohort(options: CohortDataOptions): Promise<DataSet> {
  return cohortDataSet(await openCohortImages(options), options);
}

/**
 * Read the tables of a cohort and make its images.
 * @param most share of the images that may be missing or damaged.
 * @throws as {@link openCohort}, but for the target.
 */
export async function openCohortImages(
  options: CohortDataOptions,
  most: number = mostFailures,
): Promise<CohortImages> {
  const tags = tagFacts(options);
  const source = options.spec.tables.slice(0, 1).map(tableName).join("");
  const read = await readRows(options, tags, source, most);
  const { images } = read.cohort;
  const found = await locateImages(read.root, images, options.decode.series);
  const unreadable = tags?.unreadable ?? new Map<string, string>();
  const located = withoutUnreadable(found, images, unreadable);
  requireFew(source, located.failures, read.cohort.ids.length, most);
  const maker = await prepareMaker(options, read.cohort, located.paths);
  const settings = hashOf(JSON.stringify([version, maker]));
  const filled = await fillCache(options, maker, settings, read.cohort, located);
  requireFew(source, filled.failures, read.cohort.ids.length, most);
  const notices = [...filled.notices, ...lostNotes(images, unreadable)];
  const { cohort, tables, table } = read;
  return { cohort, tables, table, maker, settings, source, ...filled, notices };
}

/** The rows of the tables. What is wrong with their images comes before what follows of it for attributes of tags. */
async function readRows(
  options: CohortDataOptions,
  tags: TagFacts | null,
  source: string,
  most: number,
): Promise<ReadCohort> {
  const { spec, folder, splitSeed, smallestCell, decode } = options;
  const root = resolve(folder, spec.images.root);
  try {
    const tag = tags === null ? {} : { tag: tags.tag };
    return await readCohort(spec, { folder, splitSeed, smallestCell, ...tag });
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(options.file, error.message) : error;
  } finally {
    if (tags !== null) await requireTagFiles(source, tags, { root, series: decode.series, most });
  }
}

/** The data set of the rows that have an image. @throws as {@link openCohort}. */
export function cohortDataSet(images: CohortImages, options: CohortDataOptions): DataSet {
  const { failures, cache, maker, settings, source, notices } = images;
  requireFew(source, failures, images.cohort.ids.length);
  const cohort = withoutBroken(images.cohort, failures, source);
  const rows = images.cacheRows.filter((row) => row !== null);
  const hashes = rows.map((row) => cache.contentHashes[row] ?? null);
  const pseudonyms = createPseudonyms(options.key);
  const lock = formatLock(createLock(cohort, images.tables, hashes, pseudonyms));
  const { imageShape } = maker;
  const pools = poolRows(cohort);
  const { spec, folder } = options;
  const masks = cohortMasks({ spec, folder, table: images.table, cohort, maker, rows: pools });
  const pseudonym = options.plainIds ? null : pseudonyms;
  return {
    ...tablesOf(cohort, pseudonym, pools, { rows, cache, imageShape }),
    ...(masks.length === 0 ? {} : { masks }),
    name: "cohort",
    imageShape,
    valueRange: createPipeline(maker.preprocess, imageShape).valueRange,
    ...(imageShape.length === 4 ? { orientation: "ras" } : {}),
    contentHash: hashOf(settings + lock),
    notes: [...cohort.notes, ...notices, ...failureNotes(failures)],
    lock,
    flow: countFlow(cohort),
    smallestCell: options.smallestCell,
    exampleImages: options.exampleImages,
    preparation: maker,
    ...(options.subjectAggregate === undefined
      ? {}
      : { subjectAggregate: options.subjectAggregate }),
  };
}

/** The cache with a record for every row that has an image. */
async function fillCache(
  { cacheFolder, workers, onProgress }: CohortDataOptions,
  maker: CohortMakerData,
  settings: string,
  { images }: Cohort,
  located: LocatedImages,
) {
  const elements = recordLength(maker.imageShape);
  const cache = openImageCache({
    ...{ folder: cacheFolder, elements },
    // What is measured of a file beside its image is no part of what the data are.
    settings: hashOf(JSON.stringify([settings, propertiesVersion])),
  });
  const files: ImageFile[] = [];
  const rowOfFile: number[] = [];
  for (const [row, paths] of located.paths.entries()) {
    if (paths === null) continue;
    files.push({ name: at(images, row), paths });
    rowOfFile.push(row);
  }
  const module = new URL("./cohort/image-maker.js", import.meta.url).href;
  const filled = await cache.fill(
    files,
    { module, data: maker },
    { onProgress, ...(workers === undefined ? {} : { workers }) },
  );
  const failures = [
    ...located.failures,
    ...filled.failures.map(({ index, message }) => ({
      ...{ row: at(rowOfFile, index), message },
      isMissing: false,
    })),
  ].sort((left, right) => left.row - right.row);
  const cacheRows: (number | null)[] = new Array<null>(images.length).fill(null);
  for (const [index, row] of rowOfFile.entries()) cacheRows[row] = index;
  for (const { row } of failures) cacheRows[row] = null;
  return { cache, cacheRows, failures, notices: filled.notices };
}

/** Null where no attribute is a tag. */
function tagFacts({ spec, allowed, folder, decode }: CohortDataOptions): TagFacts | null {
  const wanted = spec.attributes.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
  if (wanted.length === 0) return null;
  const { series } = decode;
  return createTagFacts(resolve(folder, spec.images.root), { wanted, allowed, series });
}

/** Columns of the pools, and their images. */
function tablesOf(
  cohort: Cohort,
  pseudonyms: Pseudonyms | null,
  rows: Readonly<Record<PoolName, Int32Array>>,
  stored: {
    /** Of the cache, by row of the cohort. */
    readonly rows: readonly number[];
    readonly cache: ImageCache;
    readonly imageShape: readonly number[];
  },
): Pick<DataSet, "label" | "attributes" | "pools" | "writeImage"> {
  const { target } = cohort;
  const { cache, imageShape } = stored;
  const record = new Float32Array(recordLength(imageShape));
  const samples = record.subarray(0, sizeOf(imageShape));
  const pool = (name: PoolName) => poolTable(cohort, target, rows[name], pseudonyms);
  return {
    label: labelOf(target),
    attributes: cohort.attributes.map(({ name, valueNames, numbers }) => ({
      name,
      kind: "read",
      valueNames,
      ...(numbers === undefined ? {} : { continuous: true }),
    })),
    pools: { train: pool("train"), test: pool("test") },
    writeImage(name, row, planted, out, offset) {
      const [given] = Object.keys(planted);
      if (given !== undefined) {
        throw new InternalError("cohort", "attribute cannot be planted", { got: given });
      }
      cache.read(at(stored.rows, at(rows[name], row)), record, 0);
      out.set(samples, offset);
    },
  };
}

function labelOf(target: CohortTarget): LabelFactor {
  if (target.kind === "classes") return target.factor;
  if (target.kind === "labels") {
    return { name: "labels", valueNames: ["every row"], labels: target.names };
  }
  const { factor, unit } = target;
  return { ...factor, continuous: true, ...(unit === null ? {} : { unit }) };
}

/** Rows of the cohort, by row of each pool. */
function poolRows(cohort: Cohort): Readonly<Record<PoolName, Int32Array>> {
  return {
    train: rowsWhere(cohort, (part) => part !== "test"),
    test: rowsWhere(cohort, (part) => part === "test"),
  };
}

function rowsWhere(cohort: Cohort, keep: (part: Cohort["parts"][number]) => boolean): Int32Array {
  return Int32Array.from([...cohort.parts.keys()].filter((row) => keep(at(cohort.parts, row))));
}

function poolTable(
  cohort: Cohort,
  target: CohortTarget,
  rows: Int32Array,
  pseudonyms: Pseudonyms | null,
): PoolTable {
  const named = (kind: "id" | "subject", values: readonly string[]) =>
    Array.from(rows, (row) => pseudonyms?.of(kind, at(values, row)) ?? at(values, row));
  const numbers = cohort.attributes.flatMap(({ name, numbers: column }) =>
    column === undefined
      ? []
      : [[name, Float64Array.from(rows, (row) => at(column, row))] as const],
  );
  const validation = Uint8Array.from(rows, (row) =>
    at(cohort.parts, row) === "validation" ? 1 : 0,
  );
  return {
    ids: named("id", cohort.ids),
    subjects: named("subject", cohort.subjects),
    ...targetColumns(target, rows),
    attributes: Object.fromEntries(
      cohort.attributes.map(({ name, codes: column }) => [
        name,
        rows.map((row) => at(column, row)),
      ]),
    ),
    ...(numbers.length > 0 ? { numbers: Object.fromEntries(numbers) } : {}),
    ...(validation.includes(1) ? { validation } : {}),
  };
}

/** What the rows answer. */
function targetColumns(
  target: CohortTarget,
  rows: Int32Array,
): Pick<PoolTable, "label" | "labelNumbers" | "labelAnswers"> {
  if (target.kind === "labels") {
    const { codes } = target;
    const answers = [...rows].flatMap((row) => codes.map((column) => at(column, row)));
    // A row whose answers are all masked has no label; its attributes can still be learnt.
    const label = rows.map((row) => (codes.some((column) => at(column, row) >= 0) ? 0 : -1));
    return { label, labelAnswers: Int32Array.from(answers) };
  }
  const label = rows.map((row) => at(target.codes, row));
  if (target.kind === "classes") return { label };
  return { label, labelNumbers: Float64Array.from(rows, (row) => at(target.numbers, row)) };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
