import type { AuditedAttribute } from "../../evaluation/audit/audit-results.js";
import { showMetric } from "../format.js";
import { cell, htmlTable, remark, type Cell } from "../html/elements.js";
import { markScale, renderMarkAxis } from "../plots/interval-mark.js";
import { extentOf, measureTitle, showEstimate } from "./estimate-words.js";
import { markCell } from "./mark-cell.js";

const meanings = {
  native: "association with the label as it is",
  balanced: "association absent",
  inverted: "association turned round",
} as const;

/** What the model loses where label and attribute go together otherwise: cell-weighted, with the drop. */
export function shiftBlock({ shift, name }: AuditedAttribute): string {
  if ("reason" in shift) return remark(`Association turned round: ${showMetric(shift)}.`);
  const names = ["native", "balanced", "inverted"] as const;
  const scale = markScale(names.flatMap((own) => extentOf(shift[own])));
  const rows = names.map((own): Cell[] => {
    const kind = { kind: "usual", reference: shift.native.value } as const;
    return [cell(own, meanings[own]), markCell(shift[own], scale, kind)];
  });
  const header = [
    cell("rows weighted to"),
    { text: measureTitle(shift.measure), drawing: renderMarkAxis(scale), isText: true },
  ];
  return [
    `<div class="groups">${htmlTable(header, rows, [], `${measureTitle(shift.measure)} if label and ${name} went together otherwise`)}</div>`,
    remark(
      `Drop from native to inverted ${showEstimate(shift.drop)}; above 0 the model leans on the association. Where label and attribute do not go together in these rows it is 0 even of a model that uses the attribute. ` +
        `A drop of ${showMetric(shift.detectable)} would show. ` +
        `Weights leave as much as ${Math.round(shift.effective_n)} rows of equal weight.`,
    ),
  ].join("\n");
}
