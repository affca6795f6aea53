import { expect, it } from "vitest";
import { undefinedMetric } from "../metric.js";
import { requireAgreement } from "./require-agreement.js";

const asked = (reported: Parameters<typeof requireAgreement>[1]["reported"], found: number) => () =>
  requireAgreement("here", { what: "MAE", reported, found, tolerance: 0.1 });

it("takes what differs by the tolerance at most, and asks nothing of what has no value", () => {
  expect(asked(1, 1.05)).not.toThrow();
  expect(asked(undefined, NaN)).not.toThrow();
  expect(asked(undefinedMetric("no rows"), 3)).not.toThrow();
});

it("refuses another value, and none where one was reported", () => {
  expect(asked(1, 1.2)).toThrow("here: MAE is not that of results.json: expected 1, got 1.2");
  expect(asked(1, NaN)).toThrow("MAE is not that of results.json");
});
