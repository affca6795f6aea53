import type {
  AuditedAttribute,
  AuditedTarget,
  Estimate,
  GroupGap,
} from "../../evaluation/audit/audit-results.js";
import { showMetric } from "../format.js";
import { cell, htmlTable, remark, type Cell } from "../html/elements.js";
import { measureTitle, showEstimate, showP } from "./estimate-words.js";
import { mainMeasures } from "./main-measures.js";

/**
 * How far the groups are apart: gap, ratio, smallest gap that would have shown, in the main measures and on demand in the
 * others; differences of rates; the conditional test.
 */
export function gapsBlock(attribute: AuditedAttribute, target: AuditedTarget): string {
  const { gaps, conditional, name } = attribute;
  const main = mainMeasures(target);
  const shown = gaps.filter(({ measure }) => main.includes(measure));
  const rest = gaps.filter(({ measure }) => !main.includes(measure));
  const isTested = typeof conditional.value === "number";
  return [
    gaps.length === 0 ? remark("No two groups are large enough to be compared.") : "",
    gapsTable(shown, `Gaps between the groups of ${name}`),
    rest.length === 0
      ? ""
      : `<details><summary>Gaps in further measures</summary>${gapsTable(rest, `Further gaps between the groups of ${name}`)}</details>`,
    ratesTable(attribute),
    remark(
      `Conditional test, ${conditional.statistic}: ${showMetric(conditional.value)}, ${showP(conditional.p)}` +
        (isTested ? ` before correction (${conditional.permutations} permutations).` : "."),
    ),
  ].join("\n");
}

function gapsTable(gaps: readonly GroupGap[], caption: string): string {
  if (gaps.length === 0) return "";
  const header = [
    cell("measure"),
    { text: "worst group", isText: true },
    { text: "best group", isText: true },
    ...["gap", "ratio", "gap that would show"].map((text) => cell(text)),
  ];
  const rows = gaps.map(({ measure, worst, best, gap, ratio, detectable }): Cell[] => [
    cell(measureTitle(measure)),
    { text: worst, isText: true, isName: true },
    { text: best, isText: true, isName: true },
    cell(showEstimate(gap)),
    cell(showEstimate(ratio)),
    cell(showMetric(detectable)),
  ]);
  return `<div class="dense">${htmlTable(header, rows, [], caption)}</div>`;
}

function ratesTable({ rates, name }: AuditedAttribute): string {
  if ("reason" in rates) return remark(`Differences of rates: ${showMetric(rates)}.`);
  const row = (title: string, note: string, value: Estimate): Cell[] => [
    cell(title, note),
    cell(showEstimate(value)),
  ];
  return htmlTable(
    [cell("difference of rates"), cell("greatest minus smallest")],
    [
      row("demographic parity", "share called positive", rates.demographic_parity),
      row("equalised odds", "true or false positives", rates.equalised_odds),
    ],
    [],
    `Differences of rates between the groups of ${name}`,
  );
}
