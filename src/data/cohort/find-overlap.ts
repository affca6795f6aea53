import type { CohortLock, LockRow } from "./lock.js";

/** Rows of one cohort that another knows already. */
export interface CohortOverlap {
  /** Whose subject or image is in the other's train or validation. */
  readonly learnt: number;
  /** Whose subject or image is in the other's test. */
  readonly tested: number;
  /** Of `learnt`, by subject; null where the locks have two keys, so that subjects cannot be compared. */
  readonly learntBySubject: number | null;
  /** Of `learnt`, by the content of the image. */
  readonly learntByImage: number;
}

/**
 * Which rows of a cohort are in another one: the same subject (where both locks were made with one key), or an image file
 * with the same bytes. Rows that were left out of either do not count, nor rows of the
 * first without a label. A subject that two hospitals call alike counts.
 */
export function findOverlap(cohort: CohortLock, known: CohortLock): CohortOverlap {
  const sameKey = cohort.keyCheck === known.keyCheck;
  const learnt = keysOf(known, (part) => part === "train" || part === "validation");
  const tested = keysOf(known, (part) => part === "test");
  const rows = cohort.rows.filter(({ excluded, label }) => excluded === null && label !== null);
  const bySubject = ({ subject }: LockRow, keys: RowKeys) =>
    sameKey && subject !== null && keys.subjects.has(subject);
  const byImage = ({ image }: LockRow, keys: RowKeys) => image !== null && keys.images.has(image);
  const count = (keys: RowKeys) =>
    rows.filter((row) => bySubject(row, keys) || byImage(row, keys)).length;
  return {
    learnt: count(learnt),
    tested: count(tested),
    learntBySubject: sameKey ? rows.filter((row) => bySubject(row, learnt)).length : null,
    learntByImage: rows.filter((row) => byImage(row, learnt)).length,
  };
}

interface RowKeys {
  readonly subjects: ReadonlySet<string>;
  readonly images: ReadonlySet<string>;
}

function keysOf({ rows }: CohortLock, isWanted: (part: LockRow["part"]) => boolean): RowKeys {
  const wanted = rows.filter(({ part, excluded }) => excluded === null && isWanted(part));
  return {
    subjects: new Set(wanted.flatMap(({ subject }) => subject ?? [])),
    images: new Set(wanted.flatMap(({ image }) => image ?? [])),
  };
}
