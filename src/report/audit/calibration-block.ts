import type { AuditedAttribute, AuditedGroup, AuditedTarget, CalibrationBin } from "../../evaluation/audit/audit-results.js"; // prettier-ignore
import { foreign, remark } from "../html/elements.js";
import { renderCalibrationCurve } from "../plots/calibration-curve.js";
import { groupsInOrder } from "./groups-block.js";
import { mainMeasure } from "./main-measures.js";

/** So many curves are shown at once: one line of the page. */
const shownCurves = 4;

/** A calibration curve for each group, in the order of the table of groups; "" where there are none. */
export function calibrationBlock(attribute: AuditedAttribute, target: AuditedTarget): string {
  const groups = groupsInOrder(attribute, mainMeasure(target)).filter(
    ({ calibration }) => calibration.length > 0,
  );
  if (groups.length === 0) return "";
  const rest = groups.slice(shownCurves);
  return [
    `<div class="figures">${groups.slice(0, shownCurves).map(figureOf).join("\n")}</div>`,
    rest.length === 0
      ? ""
      : `<details><summary>${rest.length === 1 ? "The curve of the other group" : `The curves of the other ${rest.length} groups`}</summary><div class="figures">${rest.map(figureOf).join("\n")}</div></details>`,
    remark(
      "Share of positives by mean score, rows below every point. On the dashed line scores mean what they say; below it " +
        "they are too high.",
    ),
  ].join("\n");
}

/** A curve with its title. */
export function calibrationFigure(
  name: string,
  n: number,
  bins: readonly CalibrationBin[],
): string {
  return `<figure class="curve"><figcaption>${foreign(name)} <span class="quiet">n ${n}</span></figcaption>${renderCalibrationCurve(name, bins)}</figure>`;
}

function figureOf({ name, n, calibration }: AuditedGroup): string {
  return calibrationFigure(name, n, calibration);
}
