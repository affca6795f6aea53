import type { Estimate } from "../../evaluation/audit/estimate.js";
import type { MaskedRows, MaskEffect, MaskResults } from "../../evaluation/audit/mask-results.js";
import { undefinedMetric } from "../../evaluation/metric.js";

/** The numbers of a mask as a table shows them: a column a title, a row a group. */
export interface MaskColumns {
  readonly titles: readonly string[];
  readonly rows: readonly { readonly group: MaskedRows; readonly estimates: readonly Estimate[] }[];
}

/** Of classes how far answers move and what becomes of the own class; of a number how far it moves, in its unit and in standard deviations, where to, and its error. */
export function maskColumns(mask: MaskResults): MaskColumns {
  const movedTitles = ["moved, inside", "moved, elsewhere", "moved, difference"];
  const movedOf = ({ inside, control, difference }: MaskEffect) => [inside, control, difference];
  if ("deviation" in mask) {
    const { deviation, groups } = mask;
    return {
      titles: [...movedTitles, "the same in standard deviations", "change, inside", "error, inside", "error, difference"], // prettier-ignore
      rows: groups.map((group) => {
        const { moved, change, error } = group;
        const scaled = inDeviations(moved.difference, deviation);
        const estimates = [...movedOf(moved), scaled, change.inside, error.inside, error.difference]; // prettier-ignore
        return { group, estimates };
      }),
    };
  }
  return {
    titles: [...movedTitles, "own class, inside", "own class, difference"],
    rows: mask.groups.map((group) => {
      const { inside, difference } = group.own_class;
      return { group, estimates: [...movedOf(group.moved), inside, difference] };
    }),
  };
}

function inDeviations(estimate: Estimate, deviation: number): Estimate {
  if (estimate.value === null) return estimate;
  if (deviation === 0) return undefinedMetric("the true values do not differ");
  const { value, n, interval } = estimate;
  return {
    ...{ value: value / deviation, n },
    interval:
      "reason" in interval
        ? interval
        : { ...interval, low: interval.low / deviation, high: interval.high / deviation },
  };
}
