import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exampleNumberRun } from "../../../fixtures/evaluation/example-number-run.js";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import { modelCard } from "../model-card.js";
import { numberModelCard } from "./number-model-card.js";

const summary = exampleNumberRun();
const card = numberModelCard(summary);

describe("numberModelCard", () => {
  it("has the sections of the card of classes, and neither its outcome nor its accuracies", () => {
    const ofClasses = modelCard(exampleRun({ shortcutShare: 0, errorRate: 0 }));
    expect(card.match(/^## .*$/gm)).toEqual(ofClasses.match(/^## .*$/gm));
    expect(card).not.toContain("Outcome of this run");
    expect(card).not.toMatch(/Adjusted accuracy|image-classification/);
    expect(card.match(/not for clinical use/gi)).toHaveLength(2);
  });

  it("has a head with the errors of each test that has some", () => {
    const head: unknown = parse(/^---\n(.*?)\n---\n/s.exec(card)?.[1] ?? "");
    const { iid } = summary.results.tests;
    if (iid === undefined || "reason" in iid) throw new Error("no iid");
    expect(head).toMatchObject({
      metrics: ["mae", "r2"],
      "model-index": [
        {
          results: [
            {
              task: { type: "image-regression", name: "age" },
              dataset: { split: "iid" },
              metrics: expect.arrayContaining([
                {
                  type: "mae",
                  name: "Mean absolute error",
                  value: Number(Number(iid.mae).toFixed(4)),
                },
              ]) as unknown[],
            },
            { dataset: { split: "inverted" } },
            { dataset: { split: "balanced" } },
          ],
        },
      ],
    });
    expect(head).not.toHaveProperty("pipeline_tag");
    expect(card).toContain("### other\n\nn/a (no rows)");
  });

  it("says the line of the correction, corrected errors, correlations and groups", () => {
    expect(card).toContain("On 40 validation rows prediction = 20.000 + 0.600 · age");
    expect(card).toMatch(/\| Mean absolute error, corrected +\| .* year +\|/);
    expect(card).toMatch(/corr\(error, site \\\| age\)/);
    expect(card).toContain("age, a number in year, relies on site");
    expect(card).toMatch(/\| Group +\| n +\| MAE +\| Mean error +\|/);
    // Attributes by name, as in the table: "south" alone does not say of what.
    expect(card).toMatch(/worst group is “[^”]*site=south” with MAE/);
    expect(card).toMatch(/n 40, effective n \d+/);
    const reason = { value: null, reason: "predictions do not rise with the label on validation" };
    expect(
      numberModelCard({ ...summary, results: { ...summary.results, bias_correction: reason } }),
    ).toContain("No correction of predictions: predictions do not rise");
  });
});
