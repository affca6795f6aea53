import { describe, expect, it } from "vitest";
import { meanCurves } from "./mean-curves.js";

describe("meanCurves", () => {
  it("is the mean by epoch of those that have it; without a value where one has none", () => {
    const none = { value: null, reason: "no rows" } as const;
    const found = meanCurves([
      [
        { epoch: 1, terms: { label: 1 }, validation: { accuracy: 0.5, loss: none } },
        { epoch: 2, terms: { label: 3, mi: 4 }, validation: { accuracy: 0.9 } },
      ],
      [{ epoch: 1, terms: { label: 2 }, validation: { accuracy: 0.7, loss: 1 } }],
    ]);
    expect(found).toEqual([
      { epoch: 1, terms: { label: 1.5 }, validation: { accuracy: 0.6, loss: none } },
      { epoch: 2, terms: { label: 3, mi: 4 }, validation: { accuracy: 0.9 } },
    ]);
  });
});
