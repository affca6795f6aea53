import type { AuditedAttribute, AuditedTarget } from "../../evaluation/audit/audit-results.js";
import { showFraction } from "../format.js";
import { foreign, remark } from "../html/elements.js";
import { pictureElement } from "../html/picture-element.js";
import { groupsInOrder } from "./groups-block.js";
import type { CellPictures, GroupPictures } from "./group-pictures.js";
import { mainMeasure } from "./main-measures.js";

/** Pictures behind the groups of an attribute, the worst group first, on demand; "" where the attribute has none. */
export function groupPicturesBlock(
  attribute: AuditedAttribute,
  target: AuditedTarget,
  shown: GroupPictures,
): string {
  if ("reason" in shown) return "";
  const own = shown.cells.filter((cell) => cell.attribute === attribute.name);
  const groups = groupsInOrder(attribute, mainMeasure(target)).flatMap(({ name }) => {
    const cells = own.filter(({ group }) => group === name);
    return cells.length === 0 ? [] : [groupPart(name, cells)];
  });
  if (groups.length === 0) return "";
  const left = shown.leftOut === 0 ? "" : ` ${shown.leftOut} label and group pairs of the whole page have none, so that it stays small.`; // prettier-ignore
  return [
    "<details><summary>Pictures behind the groups</summary>",
    remark(`${pictureRule(shown.perCell)}${left}`),
    ...groups,
    "</details>",
  ].join("\n");
}

/** Which rows are shown, in words. */
export function pictureRule(perCell: number): string {
  return (
    `Of each ranked group and label at most ${perCell} of each kind, one a subject: of wrong answers those that the model is surest of, of right ones ` +
    "those spread evenly over their order by sureness. Below each the answer and its probability."
  );
}

function groupPart(name: string, cells: readonly CellPictures[]): string {
  return `<h5>${foreign(name)}</h5><div class="figures">${cells.map(figureOf).join("\n")}</div>`;
}

function figureOf({ group, label, isRight, pictures }: CellPictures): string {
  const shown = pictures.map(({ answered, probability, planes }, index) => {
    const words = `${group}, ${label} ${isRight ? "rightly" : "wrongly"} answered ${answered}: ${index + 1} of ${pictures.length}`;
    const images = planes.map((plane) => pictureElement(plane, words)).join("");
    return `<span class="answered">${images}<span class="quiet">→ ${foreign(answered)} ${showFraction(probability)}</span></span>`;
  });
  const sign = isRight ? "✓ answered rightly" : "✗ answered wrongly";
  return `<figure class="examples"><figcaption>${foreign(label)} <span class="quiet">${sign}</span></figcaption><div>${shown.join("")}</div></figure>`;
}
