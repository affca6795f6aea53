import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import { modelCard } from "../model-card.js";
import { labelsModelCard } from "./labels-model-card.js";

const summary = exampleLabelsRun();
const card = labelsModelCard(summary);

describe("labelsModelCard", () => {
  it("has the sections of the card of classes, and neither its outcome nor its accuracies", () => {
    const ofClasses = modelCard(exampleRun({ shortcutShare: 0, errorRate: 0 }));
    expect(card.match(/^## .*$/gm)).toEqual(ofClasses.match(/^## .*$/gm));
    expect(card).not.toContain("Outcome of this run");
    expect(card).not.toMatch(/[Aa]ccuracy/);
    expect(card.match(/not for clinical use/gi)).toHaveLength(2);
    expect(labelsModelCard(exampleLabelsRun())).toBe(card);
  });

  it("has a head with mAP of each test that has some", () => {
    const head: unknown = parse(/^---\n(.*?)\n---\n/s.exec(card)?.[1] ?? "");
    const { iid } = summary.results.tests;
    if (iid === undefined || "reason" in iid) throw new Error("no iid");
    expect(head).toMatchObject({
      metrics: ["mAP", "macro_auroc"],
      "model-index": [
        {
          results: [
            {
              task: { type: "image-classification", name: "findings" },
              dataset: { split: "iid" },
              metrics: expect.arrayContaining([
                {
                  type: "mAP",
                  name: "Mean average precision",
                  value: Number(Number(iid.mAP).toFixed(4)),
                },
                {
                  type: "OF1",
                  name: "OF1 at 0.5",
                  value: Number(Number(iid.at_half.OF1).toFixed(4)),
                },
              ]) as unknown[],
            },
            { dataset: { split: "inverted" } },
            { dataset: { split: "balanced" } },
          ],
        },
      ],
    });
    expect(card).toContain("### other\n\nn/a (no rows)");
  });

  it("says labels, thresholds and groups", () => {
    expect(card).toContain("3 answers of yes or no (mass, device, edema)");
    expect(card).toMatch(/Thresholds of the highest F1 on validation: mass 0\.\d{3}, device/);
    expect(card).toMatch(/\| mass \| 40 \| 20 \| 0\.500 \| 1\.000 \| 1\.000 \|/);
    expect(card).toMatch(/\| site=south \| 18 \| 3 \| 0\.917 \|/);
    const reason = { value: null, reason: "no validation rows" } as const;
    const { results } = summary;
    expect(labelsModelCard({ ...summary, results: { ...results, thresholds: reason } })).toContain(
      "No thresholds were chosen: no validation rows.",
    );
  });

  it("says where the model looks, where that is known", () => {
    const looking = labelsModelCard(exampleLabelsRun({ looks: true }));
    expect(looking).toContain(
      `| Pointing game, largest attention on the object | ${(1 - 2 / 48).toFixed(3)} |`,
    );
    expect(looking).toContain("| Chance of both | 0.040 |");
    expect(card).not.toContain("Pointing game");
  });

  it("has neither groups nor their AUROC without attributes", () => {
    const own = labelsModelCard({ ...summary, data: { ...summary.data, attributes: [] } });
    expect(own).toContain("No attributes were named; there are no groups.");
    expect(own).not.toMatch(/\| Group|Worst-group AUROC/);
  });
});
