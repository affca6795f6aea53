import type { AuditDoor, AuditResults } from "../../evaluation/audit/audit-results.js";

/** Whether answers of the model were there: features may come without. */
export function hasAnswers({ targets }: AuditResults): boolean {
  return targets.some(({ overall }) => Object.keys(overall).length > 0);
}

/** How far the verdicts of an audit can go, in a sentence: on the page, in a model card and at the terminal. */
export function doorLimit(results: AuditResults): string {
  return results.door === "features" && !hasAnswers(results)
    ? "Features alone show what is encoded: whether answers differ by group (disparity) and whether the model uses it (used) was not examined."
    : limits[results.door];
}

const limits = {
  predictions:
    "Predictions alone show a disparity at most: whether the features hold an attribute (encoded) and whether the model " +
    "uses it (used) was not examined.",
  features:
    "Features show what is encoded, their scores a disparity; only the model itself shows what is used.",
  model:
    "Use is shown by changing the images, or by training anew at other strengths; not found is no proof of absence.",
} satisfies Record<AuditDoor, string>;
