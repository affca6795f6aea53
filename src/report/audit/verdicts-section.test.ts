import { describe, expect, it } from "vitest";
import { exampleAudit, largeAudit } from "../../../fixtures/evaluation/example-audit.js";
import { answerBox, chapterId, verdictsSection } from "./verdicts-section.js";
import { verdictsInOrder } from "./verdict-words.js";

const results = exampleAudit();

describe("verdictsSection", () => {
  it("has a line each: verdict, attribute with a link, evidence, how sure, what next", () => {
    const page = verdictsSection(results);
    const [first = ""] = /<tbody.*?<\/tr>/s.exec(page) ?? [];
    const text = first.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
    expect(text).toBe(
      "Used, strong view answers move by 0.31 when the AP marker is inserted or removed effect 0.310 (0.271 to 0.349) " +
        "adjusted p 0.001 Do not rely on it where view and label go together otherwise. Retrain without the shortcut, then audit again.",
    );
    expect(first).toContain('<a href="#detail-0-2">');
    expect(page.match(/role="rowheader"/g)).toHaveLength(5);
  }); // prettier-ignore

  it("names targets where there are several, and folds what is far down", () => {
    const page = verdictsSection(largeAudit(10, 2, ["effusion", "mass", "edema"]));
    const [shown = "", rest = ""] = page.split("<details>");
    expect(shown.match(/role="rowheader"/g)).toHaveLength(25);
    expect(rest).toContain("The other 5 verdicts");
    expect(rest.match(/role="rowheader"/g)).toHaveLength(5);
    expect(page.match(/<bdi>mass<\/bdi>/g)).toHaveLength(10);
    expect(verdictsSection(results)).not.toContain("<bdi>label</bdi>");
  });

  it("gives every place its own name, and is nothing without verdicts", () => {
    const many = largeAudit(3, 2, ["a", "b"]);
    expect(new Set(verdictsInOrder(many).map((placed) => chapterId(many, placed))).size).toBe(6);
    expect(verdictsSection(exampleAudit({ targets: [] }))).toBe("");
  });
});

describe("answerBox", () => {
  it("says how far the door can see", () => {
    expect(answerBox(results)).toContain('<div class="conclusion alert">');
    expect(answerBox(results)).toContain("<strong>Next:</strong>");
    expect(answerBox(exampleAudit({ door: "predictions" }))).toContain("a disparity at most");
    expect(answerBox(exampleAudit({ door: "features" }))).toContain("only the model itself");
  });
});
