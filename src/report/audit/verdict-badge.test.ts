import { describe, expect, it } from "vitest";
import type { AuditVerdict } from "../../evaluation/audit/audit-results.js";
import { exampleTarget } from "../../../fixtures/evaluation/example-audit.js";
import { verdictBadge } from "./verdict-badge.js";

describe("verdictBadge", () => {
  it("tells kinds and strengths apart by word and by shape", () => {
    const verdicts = exampleTarget().attributes.flatMap(({ verdict }) => verdict ?? []);
    const used = verdicts.find(({ kind }) => kind === "used");
    if (used === undefined) throw new Error("no use");
    const weak: AuditVerdict = { ...used, strength: "weak" };
    const badges = [...verdicts, weak].map(verdictBadge);
    const shapes = badges.map((html) => html.replace(/#[0-9a-f]{6}|<strong>.*/g, ""));
    const words = badges.map((html) => /<strong>(.*)<\/strong>/.exec(html)?.[1]);
    expect(new Set(shapes).size).toBe(6);
    expect(new Set(words).size).toBe(6);
  });
});
