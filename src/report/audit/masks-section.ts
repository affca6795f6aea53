import type { MaskResults } from "../../evaluation/audit/mask-results.js";
import type { Estimate } from "../../evaluation/audit/estimate.js";
import { showFraction } from "../format.js";
import { cell, htmlTable, remark, section, type Cell } from "../html/elements.js";
import { escapeHtml } from "../html/escape.js";
import { showInterval } from "./estimate-words.js";
import { maskColumns } from "./mask-columns.js";
import { maskBasis, maskedGroupName, masksAreNoVerdict, maskTitle, unitWords } from "./mask-words.js"; // prettier-ignore

/** How much answers change where what is inside a mask is taken out, a table a mask, of several answers one for each label too. "" where the pictures have no masks. */
export function masksSection(masks: readonly MaskResults[] | undefined): string {
  if (masks === undefined || masks.length === 0) return "";
  return section("Where the answer comes from", [
    `<p>${escapeHtml(masksAreNoVerdict)}</p>`,
    ...masks.flatMap((mask) => [maskTable(mask), remark(maskBasis(mask))]),
    remark(
      readingWords(masks) +
        "Elsewhere: the same shape at another place of the same picture, where filling changes as much as there is to be found. Intervals 95 % by subject, each by itself.",
    ),
  ]);
}

function maskTable(mask: MaskResults): string {
  const { titles, rows } = maskColumns(mask);
  const header: Cell[] = [{ text: "pictures", isText: true }, cell("n"), ...titles.map((title) => cell(title))]; // prettier-ignore
  const body = rows.map(({ group, estimates }): Cell[] => [
    { text: maskedGroupName(group), isText: true, isName: true },
    cell(String(group.n)),
    ...estimates.map(estimateCell),
  ]);
  const said = "deviation" in mask ? `Predictions (${unitWords(mask)})` : "Answers";
  return htmlTable(
    header,
    body,
    [],
    `${said} where what is inside ${maskTitle(mask)} is taken out`,
  );
}

/** What the columns are; of a number others. */
function readingWords(masks: readonly MaskResults[]): string {
  return masks.some((mask) => "deviation" in mask)
    ? "Moved: |change of the prediction|; change: below 0, what was taken out made it larger; error: change of |prediction − truth|, above 0, what was taken out brought predictions nearer to the truth. All in the number's own unit. "
    : "Moved: half the sum of the changes of all classes' probabilities, 0 to 1. Own class: change of the probability of the picture's true class; below 0, what was taken out spoke for it. ";
}

/** A value with its interval below it. */
export function estimateCell(estimate: Estimate): Cell {
  return estimate.value === null
    ? cell("n/a", estimate.reason)
    : cell(showFraction(estimate.value), showInterval(estimate).replaceAll(" ", "\u00A0"));
}
