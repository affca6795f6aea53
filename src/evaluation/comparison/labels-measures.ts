import { at } from "../../base/ndarray.js";
import type { CalledLabels } from "../labels/called-labels.js";
import type { LabelsSetResult, LabelsTestResult } from "../labels/labels-results.js";
import { undefinedMetric, type Metric } from "../metric.js";
import { meanOf } from "../metrics/group-metrics.js";
import type { ResampledLabels } from "./labels-table.js";
import { gapOf, measuresOfTests, type Measure, type SetMetric } from "./measure.js";

type LabelsMetric = SetMetric<LabelsSetResult, ResampledLabels>;

/** Start of the names of measures at the thresholds that the runs chose. */
export const chosenPrefix = "chosen_";

const calls: readonly (keyof CalledLabels)[] = ["CP", "CR", "CF1", "OP", "OR", "OF1"];

/** Metrics of each test, in order of `comparison.json`; calls are at 0.5, then at the chosen thresholds. */
const setMetrics: Readonly<Record<string, LabelsMetric>> = {
  mAP: ranked("mAP"),
  macro_auroc: ranked("macro_auroc"),
  ...Object.fromEntries(calls.map((name) => [name, called(name, "at_half")])),
  ...Object.fromEntries(calls.map((name) => [`${chosenPrefix}${name}`, called(name, "at_chosen")])),
};

function ranked(metric: "mAP" | "macro_auroc" | "worst_group_auroc"): LabelsMetric {
  return { direction: "higher", valueOf: (set) => set[metric], resampled: (set) => set[metric] };
}

function called(name: keyof CalledLabels, threshold: "at_half" | "at_chosen"): LabelsMetric {
  return {
    direction: "higher",
    valueOf: (set) => set[threshold]?.[name] ?? undefinedMetric("no thresholds were chosen"),
    resampled: (set) => set[threshold][name],
  };
}

/** Where attention looks, of the sets that have masks; it is not resampled. */
function looked(
  name: "pointing_game" | "pointing_game_tolerant" | "pointing_game_box" | "attention_in_mask",
): LabelsMetric {
  return {
    direction: "higher",
    resampled: null,
    valueOf: ({ localisation }) =>
      localisation?.[name] ?? undefinedMetric("the method shows no attention"),
  };
}

/** Mean over labels of the AUROC within the strata of this name, of those that have one; it is not resampled. */
function macroWithin(name: string): LabelsMetric {
  return {
    direction: "higher",
    resampled: null,
    valueOf: ({ labels }) => {
      const values = labels.flatMap(({ auroc_within: within }): number[] => {
        const found = within[name];
        return found === undefined || "reason" in found ? [] : [found.value];
      });
      return values.length === 0 ? undefinedMetric(`no AUROC within ${name}`) : meanOf(values);
    },
  };
}

/** What some run of a comparison has. */
export interface LabelsParts {
  /** Names of what AUROC is given within. */
  readonly strata: readonly string[];
  /** Groups of attributes. */
  readonly hasGroups: boolean;
  /** Masks of objects, and attention. */
  readonly hasMasks: boolean;
}

/**
 * The measures of a comparison of several answers with these tests: those of each test, the worst group where there are groups,
 * mean AUROC within each of `strata` as `macro_auroc_within_<name>`, where attention looks if there are masks, then the gap |iid − inverted| of the mAP.
 */
export function labelsMeasures(
  tests: readonly string[],
  { strata, hasGroups, hasMasks }: LabelsParts,
): Measure<LabelsTestResult, ResampledLabels>[] {
  const within = strata.map((name) => [`macro_auroc_within_${name}`, macroWithin(name)] as const);
  const metrics = {
    ...setMetrics,
    ...(hasGroups && { worst_group_auroc: ranked("worst_group_auroc") }),
    ...Object.fromEntries(within),
    ...(hasMasks && {
      pointing_game: looked("pointing_game"),
      pointing_game_tolerant: looked("pointing_game_tolerant"),
      pointing_game_box: looked("pointing_game_box"),
      attention_in_mask: looked("attention_in_mask"),
    }),
  };
  const gap: Measure<LabelsTestResult, ResampledLabels> = {
    metric: "gap",
    test: null,
    direction: "lower",
    tests: ["iid", "inverted"],
    valueIn: (results) => gapOf(results, ({ mAP }): Metric => mAP),
    resampled: (sets) => Math.abs(at(sets, 0).mAP - at(sets, 1).mAP),
  };
  return [...measuresOfTests(tests, metrics), gap];
}
