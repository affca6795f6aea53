import { describe, expect, it } from "vitest";
import { intervalLines, namedLines } from "./named-lines.js";
import { renderPlot } from "./render-plot.js";

describe("namedLines", () => {
  it("makes room for the longest name as it is shown, in characters, and keeps equal names apart", () => {
    const { marginLeft, y } = namedLines(["a", "𝒂𝒃𝒄", "a", "much too long"], {
      ...{ longest: 5, gap: 12 },
    });
    expect(marginLeft).toBe(12 + 5 * 6.4);
    expect(y.domain).toEqual([0, 1, 2, 3]);
    const format = y.tickFormat as (line: number) => string;
    expect([0, 1, 2, 3].map(format)).toEqual(["a", "𝒂𝒃𝒄", "a", "much…"]);
    expect(namedLines([], { longest: 5, gap: 14 }).marginLeft).toBe(14);
    expect(namedLines(["abc"], { longest: 5, gap: 14, characterWidth: 7 }).marginLeft).toBe(35);
  });
});

describe("intervalLines", () => {
  it("draws an interval that begins at 0, and none where there is none", () => {
    const rows = [
      { low: 0, high: 0.2, line: 0 },
      { low: null, high: null, line: 1 },
      { low: 0.1, high: 0.3, line: 2 },
    ];
    const { y } = namedLines(["a", "b", "c"], { longest: 5, gap: 14 });
    const marks = [intervalLines(rows, ({ line }) => (line === 0 ? "red" : "blue"))];
    const svg = renderPlot({ x: { domain: [0, 1] }, y, marks, ariaLabel: "intervals" });
    expect(svg.match(/stroke="red"/g)).toHaveLength(1);
    expect(svg.match(/stroke="blue"/g)).toHaveLength(1);
  });
});
