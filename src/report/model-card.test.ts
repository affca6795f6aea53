import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { modelCard } from "./model-card.js";

const summary = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 });
const card = modelCard(summary);

function headOf(text: string): unknown {
  return parse(/^---\n(.*?)\n---\n/s.exec(text)?.[1] ?? "");
}

describe("modelCard", () => {
  it("has a Hugging Face head with the numbers of the run", () => {
    const metric = (type: string, name: string, value: number) => ({ type, name, value });
    expect(headOf(card)).toMatchObject({
      library_name: "unconfound",
      pipeline_tag: "image-classification",
      "model-index": [
        {
          name: "morpho-mimm-x-0",
          results: [
            { dataset: { type: "morpho-mnist", name: "Morpho-MNIST", split: "iid" } },
            { dataset: { split: "inverted" } },
            {
              task: { type: "image-classification", name: "digit-ge-5" },
              dataset: { split: "balanced" },
              metrics: [
                metric("accuracy", "Accuracy", 0.6817),
                metric("balanced_accuracy", "Balanced accuracy", 0.6811),
                metric("auroc", "AUROC", 0.6779),
                metric("adjusted_accuracy", "Mean accuracy over groups", 0.6895),
                metric("worst_group_accuracy", "Worst-group accuracy", 0.3595),
              ],
            },
          ],
        },
      ],
    });
  });

  it("has the sections of Mitchell et al. and says what it is not for", () => {
    expect(card.match(/^## .*$/gm)).toEqual([
      "## Model details",
      "## Intended use",
      "## Factors",
      "## Metrics",
      "## Evaluation data",
      "## Training data",
      "## Quantitative analyses",
      "## Ethical considerations",
      "## Caveats and recommendations",
    ]);
    expect(card.match(/not for clinical use/gi)).toHaveLength(2);
  });

  it("says source, reconstruction, selection, plan, licence and groups", () => {
    expect(card).toContain(
      "- Deviations from the source: The attention weighter is reconstructed from the text",
    );
    expect(card).toContain("- Selection: rule adjusted-accuracy on validation data");
    expect(card).toContain("train     digit<5, thin, 0        0.405      8414\n");
    expect(card).toContain("Licence: CC BY-SA 3.0.");
    expect(card).toContain("| digit>=5, thin, 0 | 153 | 0.36 |");
    expect(card).toContain("Falls for the shortcut: iid 0.92, inverted 0.42");
  });

  it("leaves undefined metrics out of the head and gives the reason in the text", () => {
    const iid = summary.results.tests.iid;
    if (iid === undefined || "reason" in iid) throw new Error("no iid test");
    const text = modelCard({
      ...summary,
      method: { ...summary.method, source: { work: "Fay et al. 2023", differs: null } },
      data: { ...summary.data, name: "--- x: [y", licence: null, attributes: [] },
      results: {
        ...summary.results,
        tests: {
          iid: { ...iid, effective_n: 100, auroc: { value: null, reason: "no negatives" } },
          inverted: { value: null, reason: "an empty cell" },
        },
      },
    });
    const head = headOf(text);
    expect(JSON.stringify(head)).not.toContain('auroc","name');
    expect(head).toMatchObject({
      "model-index": [{ results: [{ dataset: { name: "--- x: [y" } }] }],
    });
    expect(text).toContain("| AUROC | n/a (no negatives) |");
    expect(text).toContain("### inverted\n\nn/a (an empty cell)");
    expect(text).toContain("n 2194, effective n 100");
    expect(text).toContain("It follows the source without known deviations.");
    expect(text).toContain("Licence not known.");
    expect(text).toContain("No attributes were named; groups are the classes.");
  });
});
