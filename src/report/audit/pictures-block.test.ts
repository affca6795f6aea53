import { describe, expect, it } from "vitest";
import { exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import { picturesBlock } from "./pictures-block.js";

const target = exampleTarget();
const view = target.attributes.find(({ name }) => name === "view");
if (view === undefined) throw new Error("no view");
const image = { width: 32, height: 32, png: "iVBORw0KGgo=" };
const own = {
  ...{ target: "label", attribute: "view", group: "AP", title: "highest scores" },
  images: [image, image],
};

describe("picturesBlock", () => {
  it("has the images of its own attribute and target, in words too", () => {
    const others = [{ ...own, attribute: "sex" }, { ...own, target: "mass" }]; // prettier-ignore
    const page = picturesBlock(view, target, [...others, own]);
    expect(page.match(/<img /g)).toHaveLength(2);
    expect(page).toContain('alt="AP, highest scores: 2 of 2"');
    expect(page).toContain("data:image/png;base64,iVBORw0KGgo=");
  });

  it("is nothing without images", () => {
    expect(picturesBlock(view, target, [])).toBe("");
  });
});
