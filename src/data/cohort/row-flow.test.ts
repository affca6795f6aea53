import { describe, expect, it } from "vitest";
import { createRowFlow } from "./row-flow.js";

describe("createRowFlow", () => {
  it("counts rows and subjects after each step, and keeps who went and why", () => {
    const flow = createRowFlow(["a", "b", "c", "d"], ["p", "p", "q", ""], "t.csv");
    flow.step("even", (row) => row % 2 === 0);
    flow.step(
      "target",
      (row) => row !== 0,
      () => "no label",
    );
    expect([...flow.rows]).toEqual([2]);
    expect(flow.steps).toEqual([
      { what: "t.csv", rows: 4, subjects: 2, excluded: [] },
      { what: "even", rows: 2, subjects: 2, excluded: ["b", "d"] },
      { what: "target", rows: 1, subjects: 1, excluded: ["a"] },
    ]);
    expect(flow.exclusions).toEqual([
      { id: "b", subject: "p", why: "even" },
      { id: "d", subject: null, why: "even" },
      { id: "a", subject: "p", why: "no label" },
    ]);
  });
});
