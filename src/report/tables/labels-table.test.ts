import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import type { LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { labelsTable } from "./labels-table.js";

const { results } = exampleLabelsRun();
const iid = results.tests.iid as LabelsSetResult;

describe("labelsTable", () => {
  it("has a line a test and a line a label, and says why a test is n/a", () => {
    expect(labelsTable("class-query", results)).toMatchInlineSnapshot(`
      "class-query   n    mAP  AUROC     CP     CR    CF1     OP     OR    OF1  worst
      iid          40  0.878  0.935  0.984  0.750  0.851  0.979  0.885  0.929  0.917
      inverted     40  0.766  0.809  0.855  0.633  0.728  0.796  0.750  0.772  0.818
      balanced     40  0.857  0.911  0.915  0.711  0.800  0.885  0.825  0.854  0.876
      other              n/a

      other n/a: no rows
      mAP, AUROC: means over labels. At 0.5: precision, recall, F1 as means over labels (CP CR CF1) and
      over all answers (OP OR OF1). A label without a row of yes is left out. worst: lowest group AUROC.

      label   yes iid  AUROC iid  inverted  balanced  AP iid  inverted  balanced
      mass      0.500      1.000     0.620     0.880   1.000     0.665     0.894
      device    0.600      1.000     1.000     1.000   1.000     1.000     1.000
      edema     0.205      0.806     0.806     0.852   0.634     0.634     0.679
      "
    `);
  });

  it("is at most 100 columns wide, however long the names", () => {
    const long = "a-very-long-name-of-a-label-that-goes-on-and-on";
    const labels = Array.from({ length: 12 }, (_, index) => ({
      ...(iid.labels[0] as LabelsSetResult["labels"][number]),
      name: `${long}-${index}`,
    }));
    const tests = { iid: { ...iid, labels }, inverted: iid, balanced: iid };
    const widths = labelsTable(`${long}+rebalance`, { tests })
      .split("\n")
      .map((line) => [...line].length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
    expect(Math.max(...widths)).toBeGreaterThan(80);
  });

  it("has a line of where the model looks, where that is known", () => {
    const looking = labelsTable("ibca", exampleLabelsRun({ looks: true }).results);
    const line = looking.split("\n").find((own) => own.startsWith("Pointing game"));
    expect(line).toMatch(
      /^Pointing game \(chance\): iid 0\.958 \(0\.040\), inverted .*, balanced .*\.$/,
    );
    expect(line?.length).toBeLessThanOrEqual(100);
    expect(labelsTable("ibca", results)).not.toContain("Pointing game");
  });

  it("leaves more than twelve labels to the report", () => {
    const labels = Array.from({ length: 13 }, (_, index) => ({
      ...(iid.labels[0] as LabelsSetResult["labels"][number]),
      name: `label ${index}`,
    }));
    expect(labelsTable("erm", { tests: { iid: { ...iid, labels } } })).not.toContain("label 0");
  });

  it("has no worst group without groups, and each reason once", () => {
    const hidden = { value: null, reason: "few rows" } as const;
    const set = { ...iid, groups: [], mAP: hidden, macro_auroc: hidden };
    const text = labelsTable("erm", { tests: { iid: set } });
    expect(text).not.toContain("worst");
    expect(text.match(/few rows/g)).toHaveLength(1);
    expect(text).toContain("iid n/a: few rows");
  });
});
