import { basename, join, resolve } from "node:path";
import { ConfigError, didYouMean } from "../../base/errors.js";
import type { CohortSpec } from "../../data/cohort/spec.js";
import type { DataSet } from "../../data/dataset.js";
import { openCohort } from "../../data/datasets/cohort.js";
import { cohortDataOptions } from "../open-cohort-file.js";
import { defaultCacheDirectory } from "../open-data.js";

/** What of a cohort is audited. */
export interface RowsRequest {
  /** Cohort file. */
  readonly cohort: string;
  /** Attributes that are asked for; undefined: all. Others are not read. */
  readonly choice: { readonly attributes?: readonly string[] | undefined };
  /** Of image caches; undefined: that of the user. */
  readonly cacheFolder: string | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** Rows and what a person should know of their bins. */
export interface OpenedRows {
  readonly dataset: DataSet;
  readonly notes: readonly string[];
}

/**
 * All rows of a cohort, whatever its split, with the attributes that are asked for. No run is there whose bins they could have: bins by quantiles are
 * those of these rows, which a note says.
 * @throws ConfigError for an attribute that the file does not have; as `cohortDataOptions` and `openCohort`.
 */
export async function openRows({
  cohort,
  choice,
  cacheFolder,
  onProgress,
}: RowsRequest): Promise<OpenedRows> {
  const options = cohortDataOptions({
    ...{ file: resolve(cohort), splitSeed: 0, workers: undefined, onProgress },
    cacheFolder: cacheFolder ?? join(defaultCacheDirectory(), "images"),
  });
  const attributes = attributesOf(options.spec, choice.attributes);
  const spec = { ...options.spec, attributes, split: { kind: "none" } } as const;
  const dataset = await openCohort({ ...options, spec });
  return { dataset, notes: binNotes(spec, dataset, basename(cohort)) };
}

function attributesOf(
  { attributes }: Pick<CohortSpec, "attributes">,
  asked: readonly string[] | undefined,
): CohortSpec["attributes"] {
  if (asked === undefined) return attributes;
  const all = attributes.map(({ name }) => name);
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError("--attributes", "no such attribute in the cohort file", {
      ...{ expected: all, got: unknown },
      ...didYouMean(unknown, all),
    });
  }
  return attributes.filter(({ name }) => asked.includes(name));
}

/** Which bins quantiles have become. */
function binNotes(
  { attributes, target }: Pick<CohortSpec, "attributes" | "target">,
  dataset: Pick<DataSet, "attributes" | "label">,
  file: string,
): string[] {
  const isCut = ({ bins }: { readonly bins?: unknown }) =>
    typeof bins === "object" && bins !== null && "quantiles" in bins;
  const cut = [
    ...((target.as === "classes" && isCut(target)) ||
    (target.as === "number" && (target.bins === undefined || isCut(target)))
      ? [dataset.label]
      : []),
    ...dataset.attributes.filter((_, index) => isCut(attributes[index] ?? {})),
  ];
  return cut.map(
    ({ name, valueNames }) =>
      `bins of ${name} are quantiles of these rows: ${valueNames.join(", ")}; other rows have others: give edges in ${file} where audits are compared`,
  );
}
