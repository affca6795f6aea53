import { describe, expect, it } from "vitest";
import { exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import { groupPicturesBlock } from "./group-pictures-block.js";
import type { CellKind, CellPictures } from "./group-pictures.js";

const target = exampleTarget();
const view = target.attributes.find(({ name }) => name === "view");
if (view === undefined) throw new Error("no view");
const planes = [{ width: 32, height: 32, png: "iVBORw0KGgo=" }];
const cellOf = (group: string, isRight: boolean, attribute = "view"): CellPictures => ({
  ...{ target: "label", attribute, group, label: "pneumonia" },
  kind: isRight ? "right" : "wrong",
  pictures: [{ answered: isRight ? "pneumonia" : "no pneumonia", probability: 0.91, planes }],
});
const cells = [cellOf("PA", true), cellOf("AP", false), cellOf("AP", true), cellOf("f", true, "sex")]; // prettier-ignore

describe("groupPicturesBlock", () => {
  it("has the pictures of its own attribute, the worst group first, right and wrong in words too", () => {
    const page = groupPicturesBlock(view, target, { cells, perCell: 2, leftOut: 0 });
    expect(page.match(/<img /g)).toHaveLength(3);
    expect([...page.matchAll(/<h5><bdi>(.*?)<\/bdi>/g)].map(([, name]) => name)).toEqual(["AP", "PA"]); // prettier-ignore
    expect(page).toContain('alt="AP, pneumonia wrongly answered no pneumonia: 1 of 1"');
    expect(page).toContain("✗ answered wrongly");
    expect(page).toContain("→ <bdi>no pneumonia</bdi> 0.910");
    expect(page).toContain("at most 2 of each kind");
  });

  it("has those of its own target, and of a number what is predicted and by how much that is off", () => {
    const other = cells.map((cell) => ({ ...cell, target: "other" }));
    const mixed = groupPicturesBlock(view, target, { cells: [...other, ...cells], perCell: 2, leftOut: 0 }); // prettier-ignore
    expect(mixed.match(/<img /g)).toHaveLength(3);
    const numberOf = (kind: CellKind, predicted: number, error: number): CellPictures => ({
      ...{ target: "label", attribute: "view", group: "AP", label: "", kind },
      pictures: [{ predicted, error, planes }],
    });
    const numbers = [numberOf("over", 61.34567, 12.25), numberOf("under", 20, -9.5), numberOf("median", 40, 0)]; // prettier-ignore
    const page = groupPicturesBlock(view, target, { cells: numbers, perCell: 2, leftOut: 3 });
    expect(page).toContain('alt="AP, too high: 1 of 1"');
    expect(page).toContain("▲ predicted too high");
    expect(page).toContain("→ 61.35 (+12.25)");
    expect(page).toContain("→ 20 (−9.5)");
    expect(page).toContain("→ 40 (+0)");
    expect(page).toContain("at most 2 whose number is predicted too high by most");
    expect(page).toContain("3 kind and group pairs of the whole page have none");
  });

  it("says what is left out", () => {
    const page = groupPicturesBlock(view, target, { cells, perCell: 2, leftOut: 7 });
    expect(page).toContain("7 label and group pairs of the whole page have none");
  });

  it("is nothing without pictures", () => {
    expect(groupPicturesBlock(view, target, { cells: [], perCell: 2, leftOut: 0 })).toBe("");
    expect(groupPicturesBlock(view, target, { reason: "Left out." })).toBe("");
  });
});
