import { describe, expect, it } from "vitest";
import { markScale, renderIntervalMark, renderMarkAxis } from "./interval-mark.js";

const scale = { domain: [0.5, 1], ticks: [0.5, 0.75, 1] } as const;

describe("markScale", () => {
  it.each([
    [[0.71, 0.93], [0.7, 0.75, 0.8, 0.85, 0.9, 0.95]],
    [[0.5, 1], [0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    [[0.812], [0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92]],
    [[-3.2, 12], [-5, 0, 5, 10, 15]],
    [[], [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])("holds %j in round steps", (values, ticks) => {
    const found = markScale(values);
    expect(found.ticks).toEqual(ticks);
    expect(found.domain).toEqual([ticks[0], ticks.at(-1)]);
  }); // prettier-ignore
});

describe("markScale of shares", () => {
  it("ends at 1, and widens below it", () => {
    expect(markScale([0.97, 1], 1).ticks).toEqual([0.9, 0.92, 0.94, 0.96, 0.98, 1]);
    expect(markScale([1], 1).domain).toEqual([0.9, 1]);
    expect(markScale([0.3, 0.5], 1)).toEqual(markScale([0.3, 0.5]));
  });
});

describe("renderIntervalMark", () => {
  const mark = { value: 0.75, interval: { low: 0.5, high: 1 }, kind: "usual", reference: null } as const; // prettier-ignore

  it("places value and interval on the scale: 4 % to 96 % of the width", () => {
    const svg = renderIntervalMark(mark, scale);
    expect(svg).toContain('x1="4%" x2="96%" y1="9" y2="9"');
    expect(svg).toContain('cx="50%"');
    expect(renderIntervalMark({ ...mark, value: 0.625 }, scale)).toContain('cx="27%"');
  });

  it("tells kinds apart by shape", () => {
    const shapes = (["usual", "worst", "unranked"] as const).map((kind) =>
      renderIntervalMark({ ...mark, kind }, scale).replace(/#[0-9a-f]{6}/g, ""),
    );
    expect(new Set(shapes).size).toBe(3);
  });

  it("draws what there is: no interval, no value, a reference", () => {
    const without = { ...mark, interval: null };
    expect(renderIntervalMark(without, scale)).not.toContain('y1="9"');
    const empty = renderIntervalMark({ ...without, value: null, reference: 0.75 }, scale);
    expect(empty).not.toContain("<circle");
    expect(empty).toContain('x1="50%" x2="50%" y1="0" y2="18" stroke="#5b6470" stroke-dasharray');
  });

  it("has ends and middle of its axis with equal digits", () => {
    const texts = [...renderMarkAxis(scale).matchAll(/>([\d.]+)</g)].map(([, text]) => text);
    expect(texts).toEqual(["0.50", "0.75", "1.00"]);
  });
});
