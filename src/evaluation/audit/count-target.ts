import { at } from "../../base/ndarray.js";
import { undefinedMetric } from "../metric.js";
import type { Grouping, UnansweredTarget } from "./audit-input.js";
import type { AuditedGroup } from "./audit-results.js";
import type { MeasuredAttribute, MeasuredTarget, TargetOptions } from "./audit-target.js";
import { countedGroup } from "./counted-group.js";

/** Why nothing is measured where there are labels and no scores. */
export const unanswered = undefinedMetric("needs predictions of the model");

/** Groups of rows that no model was asked about: n, subjects, shares of classes, whether they would be ranked; no measures. */
export function countTarget(
  { name, classes, labels }: UnansweredTarget,
  options: Pick<TargetOptions, "subjectOf" | "groupings" | "smallestGroup">,
): MeasuredTarget {
  return {
    target: {
      name,
      kind: "classes",
      classes,
      n: Array.from(labels).filter((label) => label >= 0).length,
      threshold: null,
      overall: {},
      calibration: [],
    },
    attributes: options.groupings.map((grouping): MeasuredAttribute => ({
      name: grouping.name,
      of: grouping.of,
      missing: grouping.groups.filter((group, row) => group < 0 && at(labels, row) >= 0).length,
      groups: countGroups(grouping, { classes, labels }, options),
      gaps: [],
      conditional: {
        statistic: "none",
        value: unanswered,
        p: unanswered,
        permutations: 0,
      },
      shift: unanswered,
      effects: [],
    })),
    unit: 1,
    isAnswered: false,
  };
}

function countGroups(
  { groups, groupNames }: Grouping,
  { classes, labels }: Pick<UnansweredTarget, "classes" | "labels">,
  { subjectOf, smallestGroup }: Pick<TargetOptions, "subjectOf" | "smallestGroup">,
): AuditedGroup[] {
  const counts = groupNames.map(() => new Int32Array(classes.length));
  const subjects = groupNames.map(() => new Set<number>());
  for (const [row, group] of groups.entries()) {
    const label = at(labels, row);
    if (group < 0 || label < 0) continue;
    const own = at(counts, group);
    own[label] = at(own, label) + 1;
    at(subjects, group).add(at(subjectOf, row));
  }
  return groupNames.map((name, group) => {
    const own = Array.from(at(counts, group));
    const counted = countedGroup(name, own, at(subjects, group).size, classes, smallestGroup);
    return { ...counted, measures: {}, calibration: [] };
  });
}
