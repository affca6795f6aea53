import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exampleAudit, largeAudit } from "../../../fixtures/evaluation/example-audit.js";
import { auditCard } from "./audit-card.js";
import { auditCardSection } from "./audit-card-section.js";

/** Sections of Mitchell et al. 2019 in their order. */
const sections = [
  ...["Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data"],
  ...["Quantitative analyses", "Ethical considerations", "Caveats and recommendations"],
];
const titlesOf = (card: string) => [...card.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);

describe("auditCard", () => {
  it("begins a card of a model of others: head, all sections, what only its author knows", () => {
    const results = exampleAudit({ source: "theirs: v2|.csv" });
    const card = auditCard(results, null);
    expect(titlesOf(card)).toEqual(sections);
    const [, head = ""] = card.split("---\n");
    const index = (parse(head) as { "model-index": { name: string; results: { metrics: { type: string; value: number }[] }[] }[] })["model-index"]; // prettier-ignore
    expect(index[0]?.name).toBe("theirs-v2-csv");
    const metrics = index[0]?.results[0]?.metrics ?? [];
    const auroc = results.targets[0]?.overall["auroc"]?.value ?? NaN;
    expect(metrics.find(({ type }) => type === "auroc")?.value).toBeCloseTo(auroc, 4);
    expect(metrics.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(card).toContain("### Audit for shortcuts");
    expect(card.match(/_To be filled in by the model's author/g)).toHaveLength(6);
    expect(card).toContain("# theirs: v2\\|.csv");
  });

  it("names every target, and no metrics where no model answered", () => {
    const card = auditCard(largeAudit(1, 2, ["mass", "edema"]), null);
    expect(card).toMatch(/^- mass: .*\n- edema: /m);
    const empty = auditCard(exampleAudit({ targets: [] }), null);
    expect(parse(empty.split("---\n")[1] ?? "")).toMatchObject({
      "model-index": [{ results: [] }],
    });
    expect(empty).toContain("No attribute was audited.");
  });

  it("puts the audit into the card of a run, before its last sections, and changes nothing else", () => {
    const own =
      "---\nx: 1\n---\n\n# run\n\n## Quantitative analyses\n\n0.9\n\n## Ethical considerations\n\nmay be personal\n";
    const card = auditCard(exampleAudit(), own);
    expect(titlesOf(card)).toEqual([
      "Quantitative analyses",
      "Audit for shortcuts",
      "Ethical considerations",
    ]);
    expect(card.replace(`${auditCardSection(exampleAudit()).trimEnd()}\n\n`, "")).toBe(own);
    expect(
      auditCard(exampleAudit(), "# run\n").startsWith("# run\n\n## Audit for shortcuts\n"),
    ).toBe(true);
  });
});
