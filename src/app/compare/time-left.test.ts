import { describe, expect, it } from "vitest";
import { estimateTime } from "./time-left.js";

const nothing = { finished: [], running: [], waiting: [], around: [] };

describe("estimateTime", () => {
  it("knows nothing before the first epoch", () => {
    const running = [{ kind: "erm", share: 0.1, seconds: 3, epochs: 0 }];
    expect(estimateTime({ ...nothing, running, waiting: ["erm"] }, 2)).toBeNull();
  });

  it("takes a running run to its end: a quarter in 10 s is 40 s, 30 s of them left", () => {
    const running = [{ kind: "erm", share: 0.25, seconds: 10, epochs: 1 }];
    expect(estimateTime({ ...nothing, running, waiting: ["erm"] }, 1)).toEqual({
      run: 40,
      left: 30 + 40,
    });
  });

  it("counts each kind by its own runs and an unknown one by the mean of the others", () => {
    const finished = [
      { kind: "erm", seconds: 10 },
      { kind: "erm", seconds: 20 },
      { kind: "mimm", seconds: 45 },
    ];
    // erm 15, mimm 45, unknown 30.
    const waiting = ["erm", "mimm", "unknown", "unknown"];
    expect(estimateTime({ ...nothing, finished, waiting }, 2)).toEqual({ run: 30, left: 60 });
    expect(estimateTime({ ...nothing, finished, waiting: ["mimm"] }, 2)).toEqual({
      run: 45,
      left: 45,
    });
    expect(estimateTime({ ...nothing, finished }, 2)).toEqual({ run: 0, left: 0 });
  });

  it("adds to each run what finished ones took around their training", () => {
    const finished = [{ kind: "erm", seconds: 10 }];
    const running = [{ kind: "erm", share: 0.5, seconds: 5, epochs: 1 }];
    const times = { finished, running, waiting: ["erm"], around: [2, 4] };
    expect(estimateTime(times, 1)).toEqual({ run: 10 + 3, left: 5 + 3 + 10 + 3 });
  });
});
