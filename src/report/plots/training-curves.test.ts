import { describe, expect, it } from "vitest";
import { exampleRun } from "../../../fixtures/evaluation/example-run.js";
import {
  lossSpecs,
  renderCurves,
  strokeOf,
  validationLossSpec,
  validationSpec,
} from "./training-curves.js";

const { epochs } = exampleRun({ shortcutShare: 0.62, errorRate: 0.03 });
const variables = ["digit-ge-5", "thickness", "rotation"];

describe("trainingCurves", () => {
  it("makes a frame a kind of loss term and one for all validation metrics", () => {
    const frames = lossSpecs(epochs, 57, variables).map((spec) => [
      spec.title,
      ...spec.curves.map(({ name }) => name),
    ]);
    expect(frames).toEqual([
      ["Cross-entropy of the heads", "digit-ge-5", "thickness", "rotation"],
      ["Estimated MI of the parts (MINE)", "digit-ge-5 and thickness", "digit-ge-5 and rotation"],
    ]);
    const { curves } = validationSpec(epochs, 57);
    expect(curves.map(({ name }) => name)).toEqual([
      "accuracy",
      "adjusted accuracy",
      "worst group accuracy",
    ]);
    expect(curves[2]?.points.slice(0, 2)).toEqual([
      { epoch: 1, value: null },
      { epoch: 2, value: null },
    ]);
  });

  it("draws the validation loss, which is no fraction, in a frame of its own", () => {
    const loss = (value: number) => ({
      epoch: 1,
      losses: {},
      validation: { accuracy: 0.5, loss: value },
    });
    expect(validationSpec([loss(1.7)], 1).curves.map(({ name }) => name)).toEqual(["accuracy"]);
    expect(validationLossSpec([loss(1.7)], 1)).toMatchObject({
      domain: null,
      valueTitle: "nats, mean cross-entropy of the heads",
      curves: [{ name: "loss", points: [{ epoch: 1, value: 1.7 }] }],
    });
    expect(validationLossSpec([{ epoch: 1, losses: {}, validation: {} }], 1).curves).toEqual([]);
  });

  it("leaves out what never has a number: no line, no entry of a legend", () => {
    const none = { value: null, reason: "no rows with attributes" };
    const records = [1, 2].map((epoch) => ({
      ...{ epoch, losses: { task: 1 } },
      validation: { mAP: 0.5, macro_auroc: epoch === 1 ? none : 0.6, worst_group_auroc: none },
    }));
    expect(validationSpec(records, 1).curves.map(({ name }) => name)).toEqual(["mAP", "macro auroc"]); // prettier-ignore
  });

  it("has room for the numbers of a narrow range", () => {
    const records = [0.6931423, 0.6931468].map((task, index) => ({
      ...{ epoch: index + 1, losses: { task }, validation: {} },
    }));
    const [spec] = lossSpecs(records, 1, ["task"]);
    if (spec === undefined) throw new Error("no frame");
    const [, left] = /translate\(([\d.]+),[\d.]+\)" y="0.32em">0\.693144</.exec(renderCurves(spec, 340)) ?? []; // prettier-ignore
    expect(Number(left)).toBeGreaterThan(60);
  });

  it("keeps a term that starts late, with a gap before", () => {
    const late = [
      { epoch: 1, losses: { task: 1 }, validation: {} },
      { epoch: 2, losses: { task: 0.5, penalty: 0.2 }, validation: {} },
    ];
    expect(lossSpecs(late, 2, ["task"])[1]?.curves[0]?.points).toEqual([
      { epoch: 1, value: null },
      { epoch: 2, value: 0.2 },
    ]);
  });

  it("puts gradient norms on a log axis, a norm of 0 as a gap, and floors beside information", () => {
    const records = [1, 2].map((epoch) => ({
      epoch,
      losses: { "norm/tasks": 1, "norm/penalty": epoch === 1 ? 0 : 100, "mine.a.b": 0.5 },
      validation: {},
    }));
    const [information, norms] = lossSpecs(records, 2, ["a", "b"], () => 0.25);
    expect(information?.curves[0]?.level).toBe(0.25);
    expect(norms?.curves[1]?.points.map(({ value }) => value)).toEqual([null, 100]);
    if (norms === undefined) throw new Error("no frame of norms");
    const svg = renderCurves(norms, 340);
    expect(svg).toMatch(/>1<.*>10<.*>100</s);
    // The wrong variant: a linear axis has no tick at 10 between 0 and 100.
    expect(renderCurves({ ...norms, logarithmic: false }, 340)).not.toContain(">10<");
  });

  it("draws what a person has looked at, the same bytes each time", async () => {
    const spec = validationSpec(epochs, 57);
    const svg = renderCurves(spec, 620);
    expect(renderCurves(spec, 620)).toBe(svg);
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/training-curves.svg");
  });

  it("has whole epochs on the axis and a dot for a single epoch", () => {
    const three = renderCurves(validationSpec(epochs.slice(0, 3), 2), 340);
    expect(three).toMatch(/>1<.*>2<.*>3</s);
    expect(three).not.toContain("1.5");
    expect(renderCurves(validationSpec(epochs.slice(0, 1), 1), 340)).toContain("<circle");
    const many = validationSpec(
      Array.from({ length: 230 }, (_, index) => ({
        epoch: index + 1,
        losses: {},
        validation: { accuracy: 0.5 },
      })),
      200,
    );
    expect(renderCurves(many, 340)).toMatch(/>50<.*>100<.*>150<.*>200</s);
  });

  it("has round ticks about the one value of a single epoch", () => {
    const record = { epoch: 1, losses: {}, validation: { loss: 0.7010523 } };
    const svg = renderCurves(validationLossSpec([record], 1), 340);
    // An axis from the value to itself has one tick, 0.701052, and the margin cuts its first digits off.
    expect(svg).not.toContain(">0.701");
    expect(svg).toMatch(/>0\.0<.*>0\.6<.*>1\.2</s);
  });

  it("tells curves apart by pattern as well as colour", () => {
    const strokes = [0, 1, 2, 3, 4, 5, 6].map(strokeOf);
    expect(new Set(strokes.map(({ colour }) => colour)).size).toBe(7);
    expect(strokes[0]?.dash).not.toBe(strokes[1]?.dash);
    expect(strokeOf(7)).toEqual(strokeOf(0));
  });
});
