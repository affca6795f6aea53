import { at } from "../../base/ndarray.js";
import type { Exclusion, FlowStep } from "./cohort.js";

/** Follows the rows of a table while steps leave some of them out. */
export interface RowFlow {
  /** Rows that are left, ascending. */
  readonly rows: Int32Array;
  readonly steps: readonly FlowStep[];
  readonly exclusions: readonly Exclusion[];
  /**
   * The step `what`: rows for which `keep` is true stay.
   * @param why of an exclusion; the step's own name where it is left out.
   */
  step(what: string, keep: (row: number) => boolean, why?: (row: number) => string): void;
}

/** @param first what the table is called, as the first step. */
export function createRowFlow(
  ids: readonly string[],
  subjects: readonly string[],
  first: string,
): RowFlow {
  let rows = Int32Array.from(ids.keys());
  const steps: FlowStep[] = [];
  const exclusions: Exclusion[] = [];
  const step: RowFlow["step"] = (what, keep, why = () => what) => {
    const excluded: string[] = [];
    rows = rows.filter((row) => {
      const stays = keep(row);
      if (!stays) {
        const subject = at(subjects, row);
        excluded.push(at(ids, row));
        exclusions.push({
          id: at(ids, row),
          subject: subject === "" ? null : subject,
          why: why(row),
        });
      }
      return stays;
    });
    steps.push({ what, rows: rows.length, subjects: countSubjects(rows, subjects), excluded });
  };
  step(first, () => true);
  return {
    get rows() {
      return rows;
    },
    steps,
    exclusions,
    step,
  };
}

function countSubjects(rows: Int32Array, subjects: readonly string[]): number {
  const found = new Set<string>();
  for (const row of rows) found.add(at(subjects, row));
  found.delete("");
  return found.size;
}
