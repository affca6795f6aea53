import { describe, expect, it } from "vitest";
import { estimate, exampleAudit, exampleTarget, largeAudit } from "../../../fixtures/evaluation/example-audit.js"; // prettier-ignore
import { decideVerdict, tooFewGroups } from "../../evaluation/audit/decide-verdict.js";
import type { AuditVerdict } from "../../evaluation/audit/audit-results.js";
import type { Metric } from "../../evaluation/metric.js";
import { certaintyOf, decidingTier, moreSubjects, nextOfUntold, nextStep, verdictsInOrder, verdictTitle, type PlacedVerdict } from "./verdict-words.js"; // prettier-ignore

const placed = verdictsInOrder(exampleAudit());
const [view, site, sex, scanner, laterality] = placed;
if (!view || !site || !sex || !scanner || !laterality) throw new Error("five verdicts");

describe("verdictsInOrder", () => {
  it("sorts by severity and leaves intersections out", () => {
    expect(placed.map(({ attribute }) => attribute.name)).toEqual([
      ...["view", "site", "sex", "scanner", "laterality"],
    ]);
    expect(placed.map(({ verdict }) => verdictTitle(verdict))).toEqual([
      ...["Used, strong", "Disparity, cause open", "Encoded only", "Cannot tell", "Nothing found"],
    ]);
  });

  it("puts strong use before weak, then the greater effect, then the order of the audit", () => {
    const use = (strength: "weak" | "strong", effect: number): AuditVerdict => ({
      ...view.verdict,
      strength,
      tiers: {
        ...view.verdict.tiers,
        used: { state: "found", evidence: "", effect: estimate(effect, 100, 0.01, -1) },
      },
    });
    const verdicts = [use("weak", 0.9), use("strong", 0.1), use("strong", -0.3), use("strong", 0.1)]; // prettier-ignore
    const target = exampleTarget();
    const attributes = verdicts.map((verdict, index) => ({
      ...view.attribute,
      ...{ name: String(index), verdict },
    }));
    const sorted = verdictsInOrder(exampleAudit({ targets: [{ ...target, attributes }] }));
    expect(sorted.map(({ attribute }) => attribute.name)).toEqual(["2", "1", "3", "0"]);
  });

  it("has a line for each attribute and target", () => {
    expect(verdictsInOrder(largeAudit(7, 2, ["one", "two", "three"]))).toHaveLength(21);
  });
});

describe("what a verdict says", () => {
  it("rests on its own tier; nothing and cannot tell on what was examined", () => {
    expect(decidingTier(view.verdict)).toBe(view.verdict.tiers.used);
    expect(decidingTier(site.verdict)).toBe(site.verdict.tiers.disparity);
    expect(decidingTier(sex.verdict)).toBe(sex.verdict.tiers.encoded);
    expect(decidingTier(laterality.verdict)).toBe(laterality.verdict.tiers.disparity);
    const none = { state: "not examined", evidence: "" } as const;
    const tiers = { encoded: none, disparity: none, used: none };
    expect(decidingTier({ ...laterality.verdict, tiers })).toBeNull();
    // "Cannot tell" rests on the tier that cannot, whatever the others found out.
    const { disparity } = laterality.verdict.tiers;
    const open = { ...disparity, state: "cannot tell", evidence: "too few" } as const;
    const some = { disparity: { ...disparity, state: "not found" }, used: disparity, encoded: open } as const; // prettier-ignore
    expect(decidingTier({ kind: "cannot tell", line: "too few", tiers: some })).toBe(open);
  });

  it("is how sure it is", () => {
    expect(certaintyOf(view)).toEqual(["effect 0.310 (0.271 to 0.349)", "adjusted p 0.001"]);
    expect(certaintyOf(laterality).at(-1)).toMatch(/^may miss gaps in AUROC below 0\.029$/);
  });

  it("says what is lacking", () => {
    expect(moreSubjects({ needed: 619.2 })).toEqual(["about 620 more subjects needed"]);
    expect(moreSubjects({})).toEqual([]);
  });

  it("has one number of subjects for an attribute, that of its most demanding tier", () => {
    const open = (needed: number) => ({ state: "cannot tell", evidence: "", needed }) as const;
    const tiers = { disparity: open(680), used: open(500), encoded: open(800) };
    const own = { ...scanner, verdict: decideVerdict(tiers) };
    expect(certaintyOf(own)).toEqual(["about 800 more subjects needed"]);
    expect(nextStep(own, "model")).toBe("Add about 800 subjects.");
  });

  it("names the next step, which depends on the door and on what is known", () => {
    expect(nextStep(view, "model")).toContain("where view and label go together otherwise");
    expect(nextStep(site, "model")).not.toContain("audit the model");
    expect(nextStep(site, "predictions")).toContain("audit the model itself");
    expect(nextStep(scanner, "model")).toBe("Add about 620 subjects.");
    const verdict = { ...scanner.verdict, needed: { value: null, reason: "one value" } } as const;
    expect(nextStep({ ...scanner, verdict }, "model")).toBe(
      "More subjects alone do not help: one value.",
    );
  });

  it("asks for what the most demanding attribute needs, and says where that may not be enough", () => {
    const open = (name: string, needed: Metric): PlacedVerdict => ({
      ...scanner,
      attribute: { ...scanner.attribute, name },
      verdict: { ...scanner.verdict, needed },
    });
    const names = (verdicts: readonly PlacedVerdict[]) =>
      verdicts.map(({ attribute }) => attribute.name).join(", ");
    const counted = [open("age", 740), open("site", 800), open("sex", 90)];
    expect(nextOfUntold(counted, names)).toBe("Add about 800 subjects.");
    const few = open("view", { value: null, reason: tooFewGroups });
    expect(nextOfUntold([...counted, few], names)).toBe(
      "Add about 800 subjects. That may not be enough for view. Add subjects of the small groups, and of the class that is rare in them: " +
        "fewer than two groups are large enough to compare.",
    );
    expect(nextOfUntold([few], names)).toBe(nextStep(few, "model"));
    expect(nextOfUntold([few, open("coil", { value: null, reason: "one value" })], names)).toBe(
      "See the lines below: more subjects alone may not help.",
    );
  });
});
