import type { AuditedAttribute, AuditedTarget, AuditResults } from "../../evaluation/audit/audit-results.js"; // prettier-ignore
import { foreign, remark, section } from "../html/elements.js";
import { calibrationBlock } from "./calibration-block.js";
import { dosesBlock } from "./doses-block.js";
import { gapsBlock } from "./gaps-block.js";
import type { GroupPictures } from "./group-pictures.js";
import { groupPicturesBlock } from "./group-pictures-block.js";
import { groupsBlock } from "./groups-block.js";
import { recalibrationBlock } from "./recalibration-block.js";
import { shiftBlock } from "./shift-block.js";
import { tiersBlock } from "./tiers-block.js";
import { verdictBadge } from "./verdict-badge.js";
import { chapterId } from "./verdicts-section.js";
import { verdictsInOrder } from "./verdict-words.js";

/** So many of the most severe are open from the start. */
const opened = 3;

interface Chapter {
  readonly target: AuditedTarget;
  readonly attribute: AuditedAttribute;
}

/**
 * Each attribute and target in the order of the verdicts, then the intersections: why (three tiers), groups, gaps, what changes
 * with the association, calibration before and after, pictures. Those with a use or a disparity are open.
 */
export function chaptersSections(
  results: AuditResults,
  pictures: GroupPictures = { cells: [], perCell: 0, leftOut: 0 },
): string[] {
  const write = (chapter: Chapter, index: number): string =>
    chapterOf(chapter, results, pictures, index < opened);
  const intersections = results.targets.flatMap((target) =>
    target.attributes.flatMap((attribute): Chapter[] =>
      attribute.verdict === null ? [{ target, attribute }] : [],
    ),
  );
  const chapters = verdictsInOrder(results);
  return [
    chapters.length === 0
      ? ""
      : section("Why, and which groups", [
          ...("reason" in pictures
            ? [remark(`Pictures behind the groups: ${pictures.reason}`)]
            : []),
          ...chapters.map(write),
        ]),
    intersections.length === 0
      ? ""
      : section(
          "Intersections",
          intersections.map((chapter) => write(chapter, opened)),
        ),
  ];
}

function chapterOf(
  { target, attribute }: Chapter,
  results: AuditResults,
  pictures: GroupPictures,
  mayOpen: boolean,
): string {
  const { verdict } = attribute;
  const isMeasured = Object.keys(target.overall).length > 0;
  const isSevere = verdict?.kind === "used" || verdict?.kind === "disparity";
  const calibration = calibrationBlock(attribute, target);
  const recalibration = recalibrationBlock(attribute, target);
  const of =
    results.targets.length > 1 ? ` <span class="quiet">${foreign(target.name)}</span>` : "";
  const doses = dosesBlock(verdict?.tiers.used.doses);
  const badge = verdict === null ? "" : verdictBadge(verdict);
  return [
    `<details class="chapter" id="${chapterId(results, { target, attribute })}"${mayOpen && isSevere ? " open" : ""}>`,
    `<summary><h3>${foreign(attribute.name)}${of}</h3>${badge}</summary>`,
    verdict === null ? "" : tiersBlock(verdict),
    doses === "" ? "" : `<h4>If the model were trained at other strengths</h4>${doses}`,
    `<h4>Groups</h4>${groupsBlock(attribute, target)}`,
    isMeasured ? `<h4>Gaps</h4>${gapsBlock(attribute, target)}` : "",
    isMeasured ? `<h4>If the association were otherwise</h4>${shiftBlock(attribute)}` : "",
    calibration === "" ? "" : `<h4>Calibration</h4>${calibration}`,
    recalibration === "" ? "" : `<h4>Recalibrated</h4>${recalibration}`,
    groupPicturesBlock(attribute, target, pictures),
    "</details>",
  ]
    .filter((part) => part !== "")
    .join("\n");
}
