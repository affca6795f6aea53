import type { AuditedTarget, AuditResults } from "../../evaluation/audit/audit-results.js";
import type { Recalibrated, Recalibration } from "../../evaluation/audit/recalibration-results.js";
import { showMetric } from "../format.js";
import { cell, foreign, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { calibrationFigure } from "./calibration-block.js";
import { showEstimate } from "./estimate-words.js";
import {
  calibrationMeasuresOf,
  calibrationTitles,
  knownWays,
  parameterWords,
  wayTitle,
} from "./recalibration-words.js";

/** Of so many targets the numbers are open from the start. */
const opened = 1;

/**
 * What becomes of the scores where they are recalibrated on another split: measures before and after, curves, and the shares of the classes that
 * prior shift rests on. "" where no target has classes.
 */
export function recalibrationSection({ targets }: AuditResults): string {
  const parts = targets.flatMap((target) => {
    const part = targetPart(target, targets.length);
    return part === null ? [] : [part];
  });
  return parts.length === 0 ? "" : section("Recalibrated scores", parts);
}

function targetPart(target: AuditedTarget, count: number): string | null {
  const { recalibration: found, kind, name } = target;
  if (found === undefined || kind === "number" || Object.keys(target.overall).length === 0) return null; // prettier-ignore
  const title = count > 1 ? `<h3>${foreign(name)}</h3>` : "";
  if ("reason" in found) return `${title}${remark(`Not recalibrated: ${found.reason}.`)}`;
  const content = [
    remark(introduction(found)),
    turnsRound(found)
      ? "<p><strong>The slope is below 0</strong>: on the other split higher scores go with fewer positives, so that this map turns the answers round. It mends nothing; look at labels and scores first.</p>"
      : "",
    measuresTable(found, name),
    ...lackingWays(found).map(remark),
    curves(target, found),
    sharesTable(found),
  ].join("\n");
  return count > opened ? `<details><summary>${title}</summary>${content}</details>` : content;
}

function turnsRound(found: Recalibration): boolean {
  return knownWays(found).some(({ parameters }) => (parameters["slope"] ?? 0) < 0);
}

function introduction({ split, n, ways }: Recalibration): string {
  const isTwo = ways.some(({ name }) => name === "platt");
  return (
    `Fitted on ${n} rows of split ${split} whose subjects are not audited, shown on the audited rows. One map for all groups${isTwo ? ", which keeps the order of scores where its slope is above 0" : ""}: ` +
    (isTwo
      ? "AUROC and every answer at a threshold that is moved along stay as they are. What is cut at 0.5 is answered otherwise."
      : "a temperature keeps the class with the largest score.")
  );
}

function measuresTable(found: Recalibration, target: string): string {
  const measures = calibrationMeasuresOf(found);
  const rows = knownWays(found).map((way): Cell[] => [
    { text: wayTitle(way.name, found), note: parameterWords(way) },
    ...measures.map((measure) => cell(showMetric(way.overall[measure] ?? { value: null, reason: "not computed" }), changeNote(way, measure))), // prettier-ignore
  ]);
  const header = [cell("scores"), ...measures.map((measure) => cell(calibrationTitles[measure]))];
  const caption = `Calibration of ${target} before and after; changes with intervals by subject`;
  return `<div class="dense">${htmlTable(header, rows, [], caption)}</div>`;
}

function changeNote({ change }: Recalibrated, measure: string): string | undefined {
  if (change === undefined || (measure !== "brier" && measure !== "log_loss")) return undefined;
  return `change ${showEstimate(change[measure])}`;
}

function lackingWays(found: Recalibration): string[] {
  return found.ways.flatMap((way) =>
    "reason" in way ? [`${capital(wayTitle(way.name, found))}: none, ${way.reason}.`] : [],
  );
}

function curves({ n }: AuditedTarget, found: Recalibration): string {
  const figures = knownWays(found)
    .filter(({ calibration }) => calibration.length > 0)
    .map((way) => calibrationFigure(wayTitle(way.name, found), n, way.calibration));
  return figures.length === 0 ? "" : `<div class="figures">${figures.join("\n")}</div>`;
}

function sharesTable(found: Recalibration): string {
  const { shares, split } = found;
  if ("reason" in shares) return "";
  const rows = shares.map(({ name, fitted, estimated, audited }): Cell[] => [
    { text: name, isName: true },
    ...[fitted, estimated, audited].map((share) => cell(showMetric(share))),
  ]);
  const header = ["class", `in ${split}`, "here, from scores alone", "here, from labels"].map((text) => cell(text)); // prettier-ignore
  return [
    htmlTable(header, rows, [], "Shares of the classes"),
    remark(
      "Prior shift corrects scores for the shares that EM (Saerens 2002) estimates from the scores of the audited rows, without their labels. It assumes that " +
        "cases of a class look alike there and here and only their frequency differs (label shift); where the third and the fourth column differ by much, it does not hold or the " +
        "scores are not calibrated.",
    ),
  ].join("\n");
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
