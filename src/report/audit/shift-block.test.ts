import { describe, expect, it } from "vitest";
import { exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import { shiftBlock } from "./shift-block.js";

const view = exampleTarget().attributes.find(({ name }) => name === "view");
if (view === undefined) throw new Error("no view");

describe("shiftBlock", () => {
  it("draws native, balanced and inverted in this order, with the drop in words", () => {
    const page = shiftBlock(view);
    const rows = [...page.matchAll(/<th scope="row">(\w+) .*?(0\.\d{3}) <span/gs)];
    expect(rows.map(([, name, value]) => `${name} ${value}`)).toEqual([
      ...["native 0.840", "balanced 0.735", "inverted 0.630"],
    ]);
    expect(page).toContain("Drop from native to inverted 0.210 (0.186 to 0.234)");
    expect(page).toContain("as much as 1452 rows of equal weight");
  });

  it("says why there is none, and which estimate has no value", () => {
    const reason = { value: null, reason: "a cell is empty" } as const;
    expect(shiftBlock({ ...view, shift: reason })).toContain("n/a (a cell is empty)");
    if ("reason" in view.shift) throw new Error("no shift");
    const partly = shiftBlock({
      ...view,
      shift: { ...view.shift, inverted: reason, drop: reason },
    });
    expect(partly.match(/n\/a \(a cell is empty\)/g)).toHaveLength(2);
    expect(partly.match(/<circle/g)).toHaveLength(2);
  });
});
