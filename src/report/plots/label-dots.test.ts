import { describe, expect, it } from "vitest";
import { exampleLabelsRun } from "../../../fixtures/evaluation/example-labels-run.js";
import type { LabelsSetResult } from "../../evaluation/labels/labels-results.js";
import { labelDotsMark, labelDotsSpec, renderLabelDots } from "./label-dots.js";

const { tests } = exampleLabelsRun().results;
const sets = ["iid", "inverted", "balanced"].map(
  (name) => [name, tests[name] as LabelsSetResult] as const,
);
const iid = tests.iid as LabelsSetResult;

describe("labelDots", () => {
  it("has a dot for each label and test, of AUROC against 0.5, of AP against the share of yes", () => {
    const spec = labelDotsSpec("auroc", sets);
    expect(spec.labels).toEqual(["mass", "device", "edema"]);
    expect(spec.tests).toEqual(["iid", "inverted", "balanced"]);
    expect(spec.dots).toHaveLength(9);
    expect(spec.dots[0]).toEqual({ line: 0, test: 0, value: 1, chance: 0.5 });
    expect(labelDotsSpec("auprc", sets).dots[2]).toMatchObject({ chance: 8 / 39 });
  });

  it("draws what a person has looked at, the same bytes each time", async () => {
    const svg = renderLabelDots(labelDotsSpec("auprc", sets));
    expect(renderLabelDots(labelDotsSpec("auprc", sets))).toBe(svg);
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/label-dots.svg");
  });

  it("has no mark where a value is undefined, and lines of their own for names that look alike", () => {
    const none = { value: null, reason: "no positives" } as const;
    const labels = [1, 2].map((index) => ({
      ...(iid.labels[0] as LabelsSetResult["labels"][number]),
      name: `a very long name of a label <${index}>`,
      auroc: index === 1 ? none : 0.7,
    }));
    const spec = labelDotsSpec("auroc", [["iid", { ...iid, labels }]]);
    const svg = renderLabelDots(spec);
    expect(spec.dots).toEqual([{ line: 1, test: 0, value: 0.7, chance: 0.5 }]);
    expect(svg.match(/>a very long name of a label…</g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it("gives each label its own height: thirty are thirty bands", () => {
    const labels = Array.from({ length: 30 }, (_, index) => ({
      ...(iid.labels[0] as LabelsSetResult["labels"][number]),
      name: `label ${index}`,
    }));
    const svg = renderLabelDots(labelDotsSpec("auroc", [["iid", { ...iid, labels }]]));
    expect(/height="(\d+)"/.exec(svg)?.[1]).toBe(String(44 + 30 * 20));
    expect(svg.match(/>label \d+</g)).toHaveLength(30);
  });

  it("tells tests apart by mark and colour", () => {
    const marks = [0, 1, 2, 3].map(labelDotsMark);
    expect(new Set(marks).size).toBe(4);
    expect(new Set(marks.map((mark) => / d="([^"]*)"/.exec(mark)?.[1])).size).toBe(4);
  });
});
