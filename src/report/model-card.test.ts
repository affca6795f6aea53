import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exampleRun } from "../../fixtures/evaluation/example-run.js";
import { exampleProbing } from "../../fixtures/probing/example-probing.js";
import { exampleFlow } from "../../fixtures/report/example-flow.js";
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
                metric("adjusted_accuracy", "Adjusted accuracy", 0.6895),
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
    expect(card).toContain("\n- Augmentation of training images: none\n");
    expect(card).toContain(
      "- Deviations from the source: The attention weighter is reconstructed from the text",
    );
    expect(card).toContain("- Settings of this run: lambda 1, criticBatches own\n");
    expect(card).toContain("- Selection: epoch 57 by adjusted-accuracy, on validation data");
    expect(card).toContain("train     digit<5, thin, 0        0.405      8414\n");
    expect(card).toContain("Licence: CC BY-SA 3.0.");
    expect(card).toContain("| digit>=5, thickness=thin, rotation=0 | 153 | 0.359 |");
  });

  it("has an intended use that holds for every outcome, and the outcome beside it", () => {
    expect(card).toContain(
      "## Intended use\n\n" +
        "Research on whether a model that predicts digit-ge-5 (digit&lt;5, digit>=5) relies on thickness, rotation. " +
        "Out of scope: any decision about a person, and images from other sources than those below.\n\n" +
        "What the tests of this model say: Falls for the shortcut: iid 0.923, inverted 0.421 ",
    );
    expect(card).toContain(
      "Outcome of this run: shortcut, which means that the gap iid − inverted is above 0.05 and its 95 % interval",
    );
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

  it("says which attributes the model must be told to predict, where it must", () => {
    expect(card).not.toContain("at prediction time");
    expect(modelCard({ ...summary, attributesRead: ["site", "sex"] })).toContain(
      "- Inputs: the image **and its site, sex**: the model needs them at prediction time (-1 where unknown)",
    );
  });

  it("says what the features encode where they were probed, and why where they were not", () => {
    const probed = modelCard({ ...summary, probing: exampleProbing() });
    expect(probed).toContain("### What the features encode");
    expect(probed).toContain("- thickness in the part of digit-ge-5: balanced accuracy kNN 0.810");
    expect(probed).toContain("Encoded is not used");
    const lacking = modelCard({ ...summary, probing: { value: null, reason: "no held-out set" } });
    expect(lacking).toContain("No features were probed: no held-out set.");
    expect(card).not.toContain("What the features encode");
  });

  it("says how the rows of a cohort came about", () => {
    const own = modelCard({ ...summary, flow: exampleFlow, smallestCell: 5 });
    expect(own).toContain(
      [
        "- diagnosis is known: 1102 rows of 711 subjects",
        "- sex is known; field is known: 1060 rows of 690 subjects (42 rows left out; sex is missing: 22; field is &lt;1.5 T>: 20)",
        "- the image can be read: 1049 rows of 684 subjects (11 rows left out; the image cannot be read)",
        "- train: 690 rows of 450 subjects",
        "- validation: 150 rows of 99 subjects",
        "- test: 209 rows of 135 subjects",
      ].join("\n"),
    );
    expect(own).toContain("Counts below 5 are shown as &lt;5, and \\* stands for");
    expect(card).not.toContain("From the tables");
  });
});
