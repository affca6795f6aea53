import { describe, expect, it } from "vitest";
import { exampleAudit, exampleTarget, largeAudit } from "../../../fixtures/evaluation/example-audit.js"; // prettier-ignore
import { answerOf } from "./answer.js";

/** The example with these of its attributes alone. */
const only = (...names: string[]) => {
  const target = exampleTarget();
  const attributes = target.attributes.filter(({ name }) => names.includes(name));
  return exampleAudit({ targets: [{ ...target, attributes }] });
};

describe("answerOf", () => {
  it("says whether it cheats, on what, and what next", () => {
    expect(answerOf(exampleAudit())).toEqual({
      headline: "Yes: it uses view (strong).",
      details: [
        "Disparity, cause open: site.",
        "Encoded only: sex.",
        "Cannot tell: scanner.",
        "Nothing found: laterality.",
      ],
      next:
        "Do not rely on it where view and label go together otherwise. Retrain without the shortcut, then audit again.",
      tone: "alert",
    }); // prettier-ignore
  });

  it("never says yes below use", () => {
    expect(answerOf(only("site", "sex"))).toMatchObject({
      headline: "Perhaps: its answers differ by site, cause open.",
      tone: "alert",
    });
    expect(answerOf(only("sex"))).toMatchObject({
      headline: "Not seen: sex can be read from its features, no more.",
      tone: "",
    });
    expect(answerOf(only("laterality", "scanner"))).toMatchObject({
      headline: "Nothing found on laterality.",
      details: ["Cannot tell: scanner."],
      next: null,
    });
    expect(answerOf(only("scanner"))).toMatchObject({
      headline: "Too few data to tell about scanner.",
      next: "Add about 620 subjects.",
      tone: "open",
    });
    expect(answerOf(only("sex × view"))).toMatchObject({ next: null, tone: "open" });
  });

  it("asks for as many subjects as the most demanding attribute needs", () => {
    const audit = only("scanner");
    const [target] = audit.targets;
    const [scanner] = target?.attributes ?? [];
    if (!target || !scanner?.verdict) throw new Error("a verdict on scanner");
    const open = (name: string, needed: number) => ({ ...scanner, name, verdict: { ...scanner.verdict, needed } }); // prettier-ignore
    const attributes = [open("age", 740), open("site", 800)] as typeof target.attributes;
    expect(answerOf({ ...audit, targets: [{ ...target, attributes }] })).toMatchObject({
      headline: "Too few data to tell about age, site.",
      next: "Add about 800 subjects.",
    });
  });

  it("names an attribute once, of several targets with those, and few of many", () => {
    const { headline } = answerOf(largeAudit(5, 2, ["effusion", "edema", "mass"]));
    expect(headline).toBe("Yes: it uses attribute 1 (effusion, edema and 1 more; strong).");
    expect(answerOf(largeAudit(30, 2)).headline).toBe(
      "Yes: it uses attribute 1 (strong), attribute 6 (strong), attribute 11 (strong), attribute 16 (strong) and 2 more.",
    );
  });
});
