import type { AssociationShift, GroupGap } from "./audit-results.js";
import type { Undefined } from "../metric.js";
import { show, type Effect } from "./decide-verdict.js";

const ofClasses = ["balanced_accuracy", "auroc", "sensitivity", "specificity"] as const;
const ofNumber = ["mae", "mean_error"] as const;

/**
 * The effects that a disparity may show: gaps of the measures that do not depend on prevalence, and the drop where the
 * association is turned round. "Nothing found" rests on the gap in balanced accuracy (of a number in MAE) and the drop.
 * @param ranked number of ranked groups.
 * @param values of a measure in a group by its name, for words.
 */
export function disparityEffects(
  kind: "classes" | "number",
  gaps: readonly GroupGap[],
  shift: AssociationShift | Undefined,
  ranked: number,
  values: (measure: string, group: string) => number,
): Effect[] {
  const names: readonly string[] = kind === "classes" ? ofClasses : ofNumber;
  const effects = gaps
    .filter(({ measure }) => names.includes(measure))
    .map(({ measure, worst, best, gap, detectable }): Effect => {
      const numberOf = (group: string) => `${show(values(measure, group))} (${group})`;
      return {
        name: `gap in ${inWords(measure)}`,
        what: `${inWords(measure)} ${numberOf(worst)} against ${numberOf(best)}, gap`,
        size: gap,
        detectable,
        pairs: (ranked * (ranked - 1)) / 2,
        isSought: measure === names[0],
      };
    });
  if ("reason" in shift) return effects;
  const { native, inverted, measure, drop, detectable } = shift;
  if ("reason" in native || "reason" in inverted) return effects;
  return [
    ...effects,
    {
      name: kind === "classes" ? "drop" : "rise",
      what:
        `${inWords(measure)} ${show(native.value)} as it is, ${show(inverted.value)} with the association ` +
        `turned round, ${kind === "classes" ? "drop" : "rise"}`,
      size: drop,
      detectable,
      pairs: 1,
      isSought: true,
    },
  ];
}

function inWords(measure: string): string {
  const words: Readonly<Record<string, string>> = {
    auroc: "AUROC",
    mae: "mean absolute error",
  };
  return words[measure] ?? measure.replaceAll("_", " ");
}
