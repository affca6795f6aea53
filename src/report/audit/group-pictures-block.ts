import type { AuditedAttribute, AuditedTarget } from "../../evaluation/audit/audit-results.js";
import { showFraction, showNumber } from "../format.js";
import { foreign, remark } from "../html/elements.js";
import { pictureElement } from "../html/picture-element.js";
import { groupsInOrder } from "./groups-block.js";
import type { CellKind, CellPicture, CellPictures, GroupPictures } from "./group-pictures.js";
import { mainMeasure } from "./main-measures.js";

/** Pictures behind the groups of an attribute, the worst group first, on demand; "" where the attribute has none. */
export function groupPicturesBlock(
  attribute: AuditedAttribute,
  target: AuditedTarget,
  shown: GroupPictures,
): string {
  if ("reason" in shown) return "";
  const own = shown.cells.filter((cell) => cell.target === target.name && cell.attribute === attribute.name); // prettier-ignore
  const groups = groupsInOrder(attribute, mainMeasure(target)).flatMap(({ name }) => {
    const cells = own.filter(({ group }) => group === name);
    return cells.length === 0 ? [] : [groupPart(name, cells)];
  });
  if (groups.length === 0) return "";
  const isNumber = own.some(({ kind }) => kind === "median");
  const pairs = isNumber ? "kind and group pairs" : "label and group pairs";
  const left = shown.leftOut === 0 ? "" : ` ${shown.leftOut} ${pairs} of the whole page have none, so that it stays small.`; // prettier-ignore
  return [
    "<details><summary>Pictures behind the groups</summary>",
    remark(`${isNumber ? numberPictureRule(shown.perCell) : pictureRule(shown.perCell)}${left}`),
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

/** The same of a number. */
export function numberPictureRule(perCell: number): string {
  return (
    `Of each ranked group at most ${perCell} whose number is predicted too high by most, as many too low by most, one a subject, and the one of median error ` +
    "(prediction − truth). Below each what is predicted, and the error."
  );
}

function groupPart(name: string, cells: readonly CellPictures[]): string {
  return `<h5>${foreign(name)}</h5><div class="figures">${cells.map(figureOf).join("\n")}</div>`;
}

const kinds = {
  right: { sign: "✓ answered rightly", words: "rightly answered" },
  wrong: { sign: "✗ answered wrongly", words: "wrongly answered" },
  over: { sign: "▲ predicted too high", words: "too high" },
  under: { sign: "▼ predicted too low", words: "too low" },
  median: { sign: "◆ median error", words: "median error" },
} satisfies Record<CellKind, { readonly sign: string; readonly words: string }>;

function figureOf({ group, label, kind, pictures }: CellPictures): string {
  const { sign, words } = kinds[kind];
  const shown = pictures.map((picture, index) => {
    const answered = "answered" in picture ? ` ${picture.answered}` : "";
    const name = `${[group, label].filter((part) => part !== "").join(", ")}${label === "" ? "," : ""} ${words}${answered}: ${index + 1} of ${pictures.length}`;
    const images = picture.planes.map((plane) => pictureElement(plane, name)).join("");
    return `<span class="answered">${images}<span class="quiet">→ ${saidWords(picture)}</span></span>`;
  });
  const caption = label === "" ? "" : `${foreign(label)} `;
  return `<figure class="examples"><figcaption>${caption}<span class="quiet">${sign}</span></figcaption><div>${shown.join("")}</div></figure>`;
}

/** "pneumonia 0.910"; of a number "61.3 (+4.2)". */
function saidWords(picture: CellPicture): string {
  if ("answered" in picture) return `${foreign(picture.answered)} ${showFraction(picture.probability)}`; // prettier-ignore
  const { predicted, error } = picture;
  return `${showNumber(predicted)} (${error < 0 ? "−" : "+"}${showNumber(Math.abs(error))})`;
}
