import type { TestResult } from "../evaluation/results.js";
import { showFraction } from "./format.js";
import { worstGroupOf } from "./outcome.js";

/** One method's tests, as in a comparison table. */
export interface ComparedMethod {
  readonly name: string;
  readonly tests: Readonly<Record<string, TestResult>>;
}

/**
 * Which of several methods has the highest balanced accuracy on the `balanced` test, and how far the last one,
 * the method under study, is from it; in words, so that a method that does not win is not shown as if it did.
 *
 * One seed: the sentence says so. Empty where the test is missing or undefined.
 */
export function compareOutcomes(methods: readonly ComparedMethod[]): string {
  const scored = methods.flatMap(({ name, tests }) => {
    const test = tests["balanced"];
    if (test === undefined || !("groups" in test)) return [];
    const worst = worstGroupOf(test)?.accuracy;
    return typeof test.balanced_accuracy === "number" && typeof worst === "number"
      ? [{ name, accuracy: test.balanced_accuracy, worst }]
      : [];
  });
  const studied = scored.at(-1);
  if (studied === undefined || scored.length < 2) return "";
  const best = scored.reduce((left, right) => (right.accuracy > left.accuracy ? right : left));
  const show = ({ name, accuracy, worst }: typeof best) =>
    `${name} (${showFraction(accuracy)}, worst group ${showFraction(worst)})`;
  return best.name === studied.name
    ? `Best on the balanced test, on this one seed: ${show(best)}.`
    : `Best on the balanced test, on this one seed: ${show(best)}; ${show(studied)} does not beat it.`;
}
