import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { FromTraining } from "../app/training-process.js";
import type { ProgressLine } from "./progress-bar.js";
import { createTrainDisplay } from "./train-display.js";

/** What a display makes of messages, without colours. */
function shown(...messages: readonly FromTraining[]): string[] {
  const calls: string[] = [];
  const line: ProgressLine = {
    update: (text) => void calls.push(`update ${stripVTControlCharacters(text)}`),
    print: (text) => void calls.push(`print ${stripVTControlCharacters(text)}`),
    clear: () => void calls.push("clear"),
  };
  const display = createTrainDisplay(line);
  for (const message of messages) display(message);
  return calls;
}

const terms = {
  lesion: 0.5,
  marker: 0.25,
  "mine.lesion.marker": 0.1,
  "mine.lesion.intensity": 0.3,
  "critic/mine.lesion.marker": -9,
};

describe("createTrainDisplay", () => {
  it("shows data being made, and what was prepared", () => {
    expect(
      shown(
        { type: "data", done: 30, total: 120 },
        {
          ...{
            type: "prepared",
            runtime: "ONNX Runtime 1, wasm",
            planText: "train 10",
            title: "mimm",
          },
          notes: ["sex: 3 of 10 masked"],
        },
      ),
    ).toEqual([
      `update making data  ${"━".repeat(6)}${"─".repeat(18)}  30/120`,
      "print mimm  ONNX Runtime 1, wasm\nsex: 3 of 10 masked\n\ntrain 10\n",
    ]);
  });

  it("shows tasks by name, the estimates of a measure as their mean, no critic loss, time left", () => {
    // One and a half of four epochs took 30 s: 50 s are left.
    const progress = { epoch: 2, epochs: 4, batch: 5, batches: 10, terms, seconds: 30 };
    expect(shown({ type: "progress", progress })).toEqual([
      `update epoch 2/4 ${"━".repeat(10)}${"─".repeat(10)} lesion 0.500  marker 0.250  mine 0.200  50 s left`,
    ]);
  });

  it("prints a line an epoch; a metric without a value is n/a, never 0", () => {
    const validation = {
      accuracy: 0.91234,
      adjusted_accuracy: { value: null, reason: "an empty group" },
      worst_group_accuracy: 0,
    };
    expect(shown({ type: "epoch", line: { epoch: 7, terms: { lesion: 1 }, validation } })).toEqual([
      "print epoch   7  lesion 1.000  | val 0.912  adjusted n/a  worst group 0.000",
    ]);
  });

  it("shows what ranks several answers, and the worst group where there are groups", () => {
    const validation = { mAP: 0.5, macro_auroc: 0.75, worst_group_auroc: 0.7, groups: [{}] };
    const line = { epoch: 7, terms: {}, validation };
    expect(shown({ type: "epoch", line })).toEqual([
      "print epoch   7    | val mAP 0.500  AUROC 0.750  worst group 0.700",
    ]);
    const ungrouped = { ...line, validation: { ...validation, groups: [] } };
    expect(shown({ type: "epoch", line: ungrouped })).toEqual([
      "print epoch   7    | val mAP 0.500  AUROC 0.750",
    ]);
  });

  it("takes the line away at the end, however it comes", () => {
    expect(
      shown(
        { type: "stopped", epoch: 2 },
        { type: "failed", code: "data", message: "set train: …" },
      ),
    ).toEqual(["clear", "clear"]);
  });
});
