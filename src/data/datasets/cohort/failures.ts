import { DataError } from "../../../base/errors.js";
import type { Cohort } from "../../cohort/cohort.js";
import { withoutRows } from "../../cohort/without-rows.js";

/** A row of a cohort whose image is missing or cannot be made, and why: what, where, in one message. */
export interface ImageFailure {
  readonly row: number;
  readonly message: string;
  /** There is no file; else it is there and cannot be used. */
  readonly isMissing: boolean;
}

/** Share of images that may be missing or damaged before a cohort is not trained on. */
export const mostFailures = 0.05;
/** A cohort with more broken images than this share is not looked at: the paths are wrong. */
export const mostBroken = 0.5;
const shownFailures = 5;

/** @throws DataError where more than the share `most` of the rows have no image, naming the first ones. */
export function requireFew(
  source: string,
  failures: readonly Pick<ImageFailure, "message">[],
  rows: number,
  most: number = mostFailures,
): void {
  if (failures.length <= most * rows) return;
  throw new DataError(source, "too many images are missing or damaged", {
    expected: `at most ${100 * most} % of ${rows}`,
    got: failures.length,
    first: failures.slice(0, shownFailures).map(({ message }) => message),
    advice: "Check images.root and the paths, or leave these rows out by a filter.",
  });
}

/** The cohort without the rows of the failures, by a step of its flow. @throws as `withoutRows`. */
export function withoutBroken(
  cohort: Cohort,
  failures: readonly ImageFailure[],
  source: string,
): Cohort {
  if (failures.length === 0) return cohort;
  const unusable = failures.map(({ row }) => ({ row, why: "the image cannot be read" }));
  return withoutRows(cohort, "the image can be read", unusable, source);
}

/** What a person should know of them, a line each. */
export function failureNotes(failures: readonly Pick<ImageFailure, "message">[]): string[] {
  if (failures.length === 0) return [];
  const more = failures.length - shownFailures;
  return [
    `${failures.length} ${failures.length === 1 ? "image is" : "images are"} left out:`,
    ...failures.slice(0, shownFailures).map(({ message }) => `  ${message}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
