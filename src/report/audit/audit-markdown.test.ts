import { describe, expect, it } from "vitest";
import { exampleAudit, largeAudit } from "../../../fixtures/evaluation/example-audit.js";
import { auditMarkdown } from "./audit-markdown.js";

describe("auditMarkdown", () => {
  it("has the answer, the verdicts by severity and the limits", () => {
    const text = auditMarkdown(exampleAudit());
    expect(text).toContain("**Yes: it uses view (strong).**");
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    expect(rows.map((row) => row.split(" | ")[1])).toEqual([
      ...["verdict", "---:", "Used, strong", "Disparity, cause open"],
      ...["Encoded only", "Cannot tell", "Nothing found"],
    ]);
    expect(text).toContain("- Encoded is not used");
    expect(auditMarkdown(exampleAudit())).toBe(text);
  });

  it("names targets where there are several, and escapes", () => {
    expect(auditMarkdown(largeAudit(1, 2, ["mass", "edema"]))).toContain("| attribute 1 | edema |");
    const text = auditMarkdown(exampleAudit({ source: "<script>|*" }));
    expect(text).toContain("&lt;script>\\|\\*, test split");
    expect(auditMarkdown(exampleAudit({ targets: [] }))).not.toContain("|");
  });
});
