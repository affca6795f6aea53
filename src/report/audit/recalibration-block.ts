import type { AuditedAttribute, AuditedTarget } from "../../evaluation/audit/audit-results.js";
import type { Recalibrated, Recalibration } from "../../evaluation/audit/recalibration-results.js";
import type { Metric } from "../../evaluation/metric.js";
import { showMetric } from "../format.js";
import { cell, htmlTable, remark, type Cell } from "../html/elements.js";
import { groupsInOrder } from "./groups-block.js";
import { mainMeasure } from "./main-measures.js";
import {
  calibrationMeasuresOf,
  calibrationTitles,
  knownWays,
  wayTitle,
  type CalibrationMeasure,
} from "./recalibration-words.js";

/** What recalibration does to the gaps between the groups of an attribute, and on demand to each group; "" where there is none. */
export function recalibrationBlock(attribute: AuditedAttribute, target: AuditedTarget): string {
  const { recalibration: found } = target;
  if (found === undefined || "reason" in found) return "";
  const ways = knownWays(found);
  const measures = calibrationMeasuresOf(found);
  if (ways.length < 2 || gapsOf(ways[0], attribute.name) === undefined) return "";
  const gaps =
    attribute.groups.filter(({ ranked }) => ranked).length < 2
      ? [remark("No gaps: fewer than two groups are ranked.")]
      : [
          gapsTable(found, attribute.name, measures),
          remark(
            "Greatest minus smallest ranked group. One map for all groups cannot take off what is calibrated otherwise in one of them; a gap in mean score − share that stays is such a difference.",
          ),
        ];
  return [
    ...gaps,
    `<details><summary>By group</summary>${measures.map((measure) => groupsTable(found, attribute, target, measure)).join("\n")}</details>`,
  ].join("\n");
}

function gapsOf(
  way: Recalibrated | undefined,
  attribute: string,
): Readonly<Record<string, Metric>> | undefined {
  return way?.attributes.find(({ name }) => name === attribute)?.gaps;
}

function gapsTable(
  found: Recalibration,
  attribute: string,
  measures: readonly CalibrationMeasure[],
): string {
  const ways = knownWays(found);
  const rows = measures.map((measure): Cell[] => [
    cell(calibrationTitles[measure]),
    ...ways.map((way) => numberCell(gapsOf(way, attribute)?.[measure])),
  ]);
  const header = [cell("gap in"), ...ways.map(({ name }) => cell(wayTitle(name, found)))];
  return htmlTable(header, rows, [], `Gaps between the groups of ${attribute} before and after`);
}

function groupsTable(
  found: Recalibration,
  attribute: AuditedAttribute,
  target: AuditedTarget,
  measure: CalibrationMeasure,
): string {
  const ways = knownWays(found);
  const valueOf = (way: Recalibrated, group: string) =>
    way.attributes
      .find(({ name }) => name === attribute.name)
      ?.groups.find(({ name }) => name === group)?.[measure];
  const rows = groupsInOrder(attribute, mainMeasure(target)).map(({ name, n }): Cell[] => [
    { text: name, isName: true, note: `n ${n}` },
    ...ways.map((way) => numberCell(valueOf(way, name))),
  ]);
  const title = calibrationTitles[measure];
  const header = [cell("group"), ...ways.map(({ name }) => cell(wayTitle(name, found)))];
  return `<div class="dense">${htmlTable(header, rows, [], `${title} by ${attribute.name} before and after`)}</div>`;
}

function numberCell(value: Metric | undefined): Cell {
  return cell(showMetric(value ?? { value: null, reason: "not computed" }));
}
