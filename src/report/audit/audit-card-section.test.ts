import { describe, expect, it } from "vitest";
import { exampleAudit, largeAudit } from "../../../fixtures/evaluation/example-audit.js";
import { auditCardSection } from "./audit-card-section.js";

describe("auditCardSection", () => {
  it("has the answer, the verdicts by severity and the limits", () => {
    const text = auditCardSection(exampleAudit());
    expect(text).toContain("**Yes: it uses view (strong).**");
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    expect(rows.map((row) => row.split(" | ")[1])).toEqual([
      ...["verdict", "---:", "Used, strong", "Disparity, cause open"],
      ...["Encoded only", "Cannot tell", "Nothing found"],
    ]);
    expect(text).toContain("- Encoded is not used");
    expect(auditCardSection(exampleAudit())).toBe(text);
  });

  it("names targets where there are several, and escapes", () => {
    expect(auditCardSection(largeAudit(1, 2, ["mass", "edema"]))).toContain(
      "| attribute 1 | edema |",
    );
    const text = auditCardSection(exampleAudit({ source: "<script>|*" }));
    expect(text).toContain("&lt;script>\\|\\*, test split");
    expect(auditCardSection(exampleAudit({ targets: [] }))).not.toContain("|");
  });
});
