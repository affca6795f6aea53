import type { MaskEffect, MaskResults } from "../../evaluation/audit/mask-results.js";
import type { Estimate } from "../../evaluation/audit/estimate.js";
import { showFraction } from "../format.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { showInterval } from "./estimate-words.js";
import { maskBasis, maskedGroupName, masksAreNoVerdict } from "./mask-words.js";

/** How much answers change where what is inside a mask is taken out, a table a mask. "" where the pictures have no masks. */
export function masksSection(masks: readonly MaskResults[] | undefined): string {
  if (masks === undefined || masks.length === 0) return "";
  return section("Where the answer comes from", [
    `<p>${escapeHtml(masksAreNoVerdict)}</p>`,
    ...masks.flatMap((mask) => [maskTable(mask), remark(maskBasis(mask))]),
    remark(
      "Moved: half the sum of the changes of all classes' probabilities, 0 to 1. Own class: change of the probability of the picture's true class; below 0, what was taken out spoke for it. " +
        "Elsewhere: the same shape at another place of the same picture, where filling changes as much as there is to be found. Intervals 95 % by subject, each by itself.",
    ),
  ]);
}

function maskTable({ name, groups }: MaskResults): string {
  const header: Cell[] = [
    { text: "pictures", isText: true },
    cell("n"),
    cell("moved, inside"),
    cell("moved, elsewhere"),
    cell("moved, difference"),
    cell("own class, inside"),
    cell("own class, difference"),
  ];
  const rows = groups.map((group): Cell[] => [
    { text: maskedGroupName(group), isText: true, isName: true },
    cell(String(group.n)),
    ...(["inside", "control", "difference"] as const).map((key) => effectCell(group.moved, key)),
    ...(["inside", "difference"] as const).map((key) => effectCell(group.own_class, key)),
  ]);
  return htmlTable(header, rows, [], `Answers where what is inside ${name} is taken out`);
}

function effectCell(effect: MaskEffect, key: keyof MaskEffect): Cell {
  return estimateCell(effect[key]);
}

/** A value with its interval below it. */
export function estimateCell(estimate: Estimate): Cell {
  return estimate.value === null
    ? cell("n/a", estimate.reason)
    : cell(showFraction(estimate.value), showInterval(estimate).replaceAll(" ", "\u00A0"));
}
