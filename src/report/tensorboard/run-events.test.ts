import { expect, it } from "vitest";
import { runEvents } from "./run-events.js";

const line = (epoch: number, accuracy: unknown) =>
  JSON.stringify({
    epoch,
    encoderSteps: 10 * epoch,
    terms: { label: 0.5, n: 0.25 },
    validation: {
      loss: 0.7,
      n: 40,
      accuracy,
      auroc: { value: null, reason: "no positives" },
      groups: [
        { name: "sick, north", label: 1, attributes: { site: "north" }, n: 9, accuracy: 0.875 },
        {
          name: "well, south",
          label: 0,
          attributes: {},
          n: 1,
          accuracy: { value: null, reason: "x" },
        },
      ],
      attributes: { n: { accuracy: 0.625 } },
      cross: { "primary->site": 0.5 },
    },
  });

it("gives every number of an epoch its path, undefined ones none", () => {
  const metrics = `${line(1, 0.75)}\n${line(2, { value: null, reason: "x" })}\n`;
  const timing = '{"epoch":1,"seconds":1.5}\n{"epoch":2,"seconds":4}\n';
  const second = {
    encoderSteps: 20,
    "terms/label": 0.5,
    "terms/n": 0.25,
    "validation/loss": 0.7,
    "validation/groups/sick, north/accuracy": 0.875,
    "validation/attributes/n/accuracy": 0.625,
    "validation/cross/primary->site": 0.5,
  };
  expect(runEvents(metrics, timing)).toEqual([
    {
      wallTime: 1.5,
      step: 1,
      scalars: { ...second, encoderSteps: 10, "validation/accuracy": 0.75 },
    },
    { wallTime: 4, step: 2, scalars: second },
  ]);
  expect(runEvents("", "")).toEqual([]);
});
