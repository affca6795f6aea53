import type { SetResult, TestResult } from "../evaluation/results.js";
import { showFraction } from "./format.js";
import { groupTitle } from "./group-title.js";
import { describeOutcome, labelCountOf, worstGroupOf, type Outcome } from "./outcome.js";
import type { VariableSummary } from "./run-summary.js";

/** The outcome and further sentences, all computed from the numbers. */
export interface Conclusion extends Outcome {
  readonly details: readonly string[];
}

/** What no test on predictions can show. */
export const limitsOfTests =
  "Tests on predictions show a disparity, not its cause: whether the model uses an attribute is shown only " +
  "by changing it in the image.";

/** A worst group this far below the balanced accuracy is worth a sentence. */
const weakGroup = 0.1;
/** A head this far from chance carries the other variable. */
const carries = 0.1;

/**
 * One paragraph in plain words: the outcome of {@link describeOutcome}, then, from the balanced test, a
 * worst group that is more than 0.10 below the balanced accuracy, and attributes that the answers for
 * the label predict (switched-label accuracy more than 0.10 away from chance 1/K), and last what such tests
 * cannot show.
 */
export function conclude(
  tests: Readonly<Record<string, TestResult>>,
  label: VariableSummary,
): Conclusion {
  const outcome = describeOutcome(tests);
  const { balanced } = tests;
  const details =
    balanced === undefined || "reason" in balanced
      ? []
      : [...worstGroupSentence(balanced, label), ...carriedSentence(balanced, label)];
  return { ...outcome, details: [...details, limitsOfTests] };
}

function worstGroupSentence(balanced: SetResult, label: VariableSummary): string[] {
  const worst = worstGroupOf(balanced);
  const { balanced_accuracy: overall, worst_group_accuracy: lowest } = balanced;
  if (worst === undefined || typeof overall !== "number" || typeof lowest !== "number") return [];
  if (overall - lowest <= weakGroup) return [];
  return [
    `On the balanced test the worst group is “${groupTitle(worst, label)}” with ${showFraction(lowest)} ` +
      `(n ${worst.n}), against ${showFraction(overall)} overall.`,
  ];
}

function carriedSentence(balanced: SetResult, label: VariableSummary): string[] {
  const chance = 1 / labelCountOf(balanced);
  const carried = Object.entries(balanced.cross).flatMap(([key, accuracy]) => {
    const [head, name] = key.split("->");
    if (head !== "primary" || name === undefined || typeof accuracy !== "number") return [];
    return Math.abs(accuracy - chance) > carries
      ? [`${name} with accuracy ${showFraction(accuracy)}`]
      : [];
  });
  if (carried.length === 0) return [];
  return [
    `On the balanced test the answers for ${label.name} predict ${carried.join(" and ")}; answers that knew nothing of it ` +
      `would be near ${showFraction(chance)}.`,
  ];
}
