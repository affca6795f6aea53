import { alpha } from "./verdict.js";

/** Chance of finding a difference of the minimum detectable size. */
export const power = 0.8;

/** Rules that hold whatever is compared, in words. */
export interface SharedRules {
  /** Of the bootstrap, without what is special to a target. */
  readonly bootstrap: string;
  readonly paired_t: string;
  readonly weighted_tests: string;
  readonly p_holm: string;
  readonly minimum_detectable_difference: string;
  readonly verdict: string;
}

/** How intervals, p values and verdicts are made. */
export function sharedRules(resamples: number, seed: number): SharedRules {
  return {
    bootstrap:
      `hierarchical: seeds, then subjects, both with replacement; one draw of subjects for all methods and seeds; ` +
      `95 % percentile interval of ${resamples} resamples, generator seed ${seed}; too narrow for few seeds`,
    paired_t: "over the seeds that both methods finished, two-sided, 95 %",
    weighted_tests:
      "a test that is all held-out rows weighted by cell: weights are held fixed in the resamples of the bootstrap",
    p_holm:
      "Holm over methods x tests, for each setting, reference and metric; the ceiling is left out",
    minimum_detectable_difference:
      `true difference that a paired t test with alpha ${alpha} (two-sided, not corrected) finds with ${100 * power} % power; ` +
      `noncentral t, from the observed standard deviation of the differences over seeds`,
    verdict:
      `better or worse where the Holm-corrected p of the paired t is below ${alpha} and the bootstrap interval excludes 0; ` +
      "otherwise no conclusion",
  };
}
