import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { foreign, remark } from "../html/elements.js";
import { htmlPage } from "../html/page.js";
import { auditStyle } from "./audit-style.js";
import { chaptersSections } from "./chapters-section.js";
import { hasAnswers } from "./door-limits.js";
import type { GroupPictures } from "./group-pictures.js";
import type { LookPictures } from "./look-pictures.js";
import { masksSection } from "./masks-section.js";
import { methodsSection } from "./methods-section.js";
import { overallSection } from "./overall-section.js";
import { recalibrationSection } from "./recalibration-section.js";
import { saliencySection } from "./saliency-section.js";
import { answerBox, verdictsSection } from "./verdicts-section.js";

/** What the page has beside the results. */
export interface AuditPageOptions {
  /** Pictures behind the groups; none if absent. */
  readonly pictures?: GroupPictures;
  /** Pictures of where the model looks; none if absent. */
  readonly looks?: LookPictures;
}

/**
 * `audit.html`: one page that needs nothing but itself (styles and plots are inside, no script).
 *
 * From top to bottom: the answer in a sentence, a line for each verdict, performance on all rows, then of each attribute why, its groups, gaps, the shifted association, calibration before and after, then intersections, what recalibration does, where answers come from (masks), where the model looks, methods and limits. Light or dark as the
 * reader's system is; on paper everything is open. Same results, same bytes. All text of the results is escaped.
 */
export function auditHtml(
  results: AuditResults,
  { pictures, looks = [] }: AuditPageOptions = {},
): string {
  const { source } = results;
  return htmlPage(
    `Audit of ${source}`,
    [
      `<header><h1>Audit of ${foreign(source)}</h1>`,
      remark(sizeWords(results)),
      "</header>",
      answerBox(results),
      verdictsSection(results),
      overallSection(results),
      ...chaptersSections(results, pictures),
      recalibrationSection(results),
      masksSection(results.masks),
      saliencySection(results.saliency, looks),
      methodsSection(results),
    ],
    auditStyle,
  );
}

function sizeWords(results: AuditResults): string {
  const { door, rows, subjects, split, targets } = results;
  const titles = {
    predictions: "Predictions",
    features: hasAnswers(results) ? "Features and predictions" : "Features",
    model: "Model and images",
  };
  const names = new Set(targets.flatMap(({ attributes }) => attributes.flatMap(({ of }) => of)));
  const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
  return (
    `${titles[door]}, ${split} split: ${many(rows, "row")} of ${many(subjects, "subject")}, ` +
    `${many(names.size, "attribute")}, ${many(targets.length, "target")}.`
  );
}
