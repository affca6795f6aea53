import { at } from "../../base/ndarray.js";
import { partNames, type PartName } from "../part-name.js";
import type { Cohort } from "./cohort.js";
import type { CohortFlow, PartCount } from "./flow-counts.js";

/** Count the flow of a cohort and its parts. */
export function countFlow(cohort: Pick<Cohort, CohortColumns>): CohortFlow {
  const whyOf = new Map(cohort.exclusions.map(({ id, why }) => [id, why]));
  return {
    steps: cohort.flow.map(({ what, rows, subjects, excluded }) => {
      const reasons = new Map<string, number>();
      for (const id of excluded) {
        const why = whyOf.get(id) ?? what;
        reasons.set(why, (reasons.get(why) ?? 0) + 1);
      }
      const isPlain = [...reasons.keys()].every((why) => why === what);
      return {
        ...{ what, rows, subjects },
        excluded: excluded.length,
        reasons: isPlain ? {} : Object.fromEntries(reasons),
      };
    }),
    parts: partNames.map((part) => countPart(cohort, part)),
  };
}

type CohortColumns = "flow" | "exclusions" | "parts" | "subjects" | "target";

function countPart(
  { parts, subjects, target }: Pick<Cohort, CohortColumns>,
  part: PartName,
): PartCount {
  const rows = [...parts.keys()].filter((row) => parts[row] === part);
  const unlabelled =
    target.kind === "classes" ? rows.filter((row) => at(target.codes, row) < 0).length : 0;
  return {
    ...{ part, unlabelled },
    rows: rows.length,
    subjects: new Set(rows.map((row) => at(subjects, row))).size,
  };
}
