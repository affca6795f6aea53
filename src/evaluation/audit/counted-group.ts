import type { AuditedGroup } from "./audit-results.js";
import { smallestClass } from "./margins.js";

/** What of a group is known before anything is measured. */
export type CountedGroup = Pick<AuditedGroup, "name" | "n" | "subjects" | "prevalence" | "ranked">;

/**
 * A group by its counts: it is ranked with `smallestGroup` subjects or more and, of classes, 5 rows or more of each.
 * @param counts rows of each class, or of each bin of a number.
 * @param classes names of the classes; null of a number, which has no prevalence.
 */
export function countedGroup(
  name: string,
  counts: readonly number[],
  subjects: number,
  classes: readonly string[] | null,
  smallestGroup: number,
): CountedGroup {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count, label) => [classes?.[label] ?? "", count / n] as const);
  return {
    name,
    n,
    subjects,
    prevalence: classes === null || n === 0 ? {} : Object.fromEntries(shares),
    ranked:
      subjects >= smallestGroup &&
      (classes === null || counts.every((count) => count >= smallestClass)),
  };
}
