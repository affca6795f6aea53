import { describe, expect, it } from "vitest";
import { DataError, ShapeError, didYouMean, nearestName } from "./errors.js";

describe("errors", () => {
  it("put where, expectation, value, details and advice in fixed places", () => {
    const error = new ShapeError("conv2d", "weight input channels", {
      expected: 3,
      got: 1,
      x: [8, 3, 28, 28],
      weight: [16, 1, 3, 3],
    });
    expect(error.message).toBe(
      "conv2d: weight input channels: expected 3, got 1 (x [8,3,28,28], weight [16,1,3,3])",
    );
    expect(error.code).toBe("shape");
    expect(
      new DataError("plan", "cell is short", { advice: "Ask for fewer images." }).message,
    ).toBe("plan: cell is short. Ask for fewer images.");
  });
});

describe("nearestName", () => {
  it("finds a near miss and stays silent when nothing is near", () => {
    expect(nearestName("lamda", ["lambda", "criticSteps"])).toBe("lambda");
    expect(nearestName("epoch", ["epochs", "batch"])).toBe("epochs");
    // Both are one edit away; the hyphen is what is left out by those who write fast.
    expect(nearestName("mimmx", ["mimm", "mimm-x"])).toBe("mimm-x");
    expect(nearestName("Mimm_X", ["mimm", "mimm-x"])).toBe("mimm-x");
    expect(nearestName("zzz", ["lambda", "criticSteps"])).toBeUndefined();
  });
});

describe("didYouMean", () => {
  it("is advice where a name is near, and nothing else", () => {
    expect(didYouMean("lamda", ["lambda"])).toEqual({ advice: "Did you mean lambda?" });
    expect(didYouMean("zzz", ["lambda"])).toEqual({});
  });
});
