import type { AuditDoor } from "../../evaluation/audit/audit-results.js";

/** How far the verdicts of a door can go, in a sentence: on the page, in a model card and at the terminal. */
export const doorLimits = {
  predictions:
    "Predictions alone show a disparity at most: whether the features hold an attribute (encoded) and whether the model " +
    "uses it (used) was not examined.",
  features:
    "Features show what is encoded, and with scores a disparity; only the model itself shows what is used.",
  model:
    "Use is shown by changing the images, or by training anew at other strengths; not found is no proof of absence.",
} satisfies Record<AuditDoor, string>;
