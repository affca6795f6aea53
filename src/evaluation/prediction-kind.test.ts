import { describe, expect, it } from "vitest";
import { predictionKind } from "./prediction-kind.js";

describe("predictionKind", () => {
  it.each([
    ["classes", "split,id,subject,label,score\n"],
    ["classes", "split,id,subject,label,score_a,score_b\n"],
    ["labels", '\uFEFFsplit,id,subject,"label_a, b","score_a, b"\r\n1,2'],
    ["number", "split,id,subject,label,prediction,bin\n"],
    ["number", "id,prediction,label\n"],
    ["classes", "id,prediction,score,label\n"],
    ["classes", "id,prediction,score_a,score_b,label\n"],
    ["classes", ""],
    ["classes", '"broken'],
  ] as const)("%s", (kind, text) => {
    expect(predictionKind(text)).toBe(kind);
  });
});
