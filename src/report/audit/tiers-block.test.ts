import { describe, expect, it } from "vitest";
import { exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import { tiersBlock } from "./tiers-block.js";

const verdictOf = (name: string) => {
  const verdict = exampleTarget().attributes.find((own) => own.name === name)?.verdict ?? null;
  if (verdict === null) throw new Error(`no verdict on ${name}`);
  return verdict;
};

describe("tiersBlock", () => {
  it("has the three tiers in order with state, evidence, effect and adjusted p", () => {
    const page = tiersBlock(verdictOf("site"));
    const heads = [...page.matchAll(/<h4>(.*?)<\/h4>/g)].map(([, text]) => text);
    expect(heads).toEqual(["Encoded: found", "Disparity: found", "Used: cannot tell"]);
    expect(page).toContain("effect 0.120 (0.081 to 0.159)");
    expect(page).toContain("adjusted p 0.006");
    expect(page).toContain("no mark of the site can be inserted");
  });

  it("does not claim what nobody looked at", () => {
    const page = tiersBlock(verdictOf("sex"));
    expect(page).toContain("<h4>Used: not examined</h4>");
    expect(page).toContain("tier used open");
    expect(page.match(/adjusted p/g)).toHaveLength(2);
  });
});
