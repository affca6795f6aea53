import { describe, expect, it } from "vitest";
import { methodStyles } from "./method-style.js";
import { paretoFrontier, renderPareto, type ParetoSpec } from "./pareto.js";

const points = { a: [0.9, 0.3], b: [0.8, 0.6], c: [0.7, 0.5], d: [0.6, 0.9], top: [1, 1] } as const;
const styles = methodStyles(Object.keys(points).map((method) => ({ method, role: "method" })));
const spec = (isLowerBetter: boolean): ParetoSpec => ({
  title: "iid against worst group",
  xTitle: "iid",
  yTitle: "worst group",
  isLowerBetter,
  methods: Object.entries(points).flatMap(([name, [x, y]]) => {
    const style = styles.get(name);
    if (style === undefined) return [];
    return [{ name, style, x, y, seeds: [{ x: x - 0.01, y }], isOutside: name === "top" }];
  }),
});

describe("pareto", () => {
  it("joins the methods that none beats in both, without those outside", () => {
    expect(paretoFrontier(spec(false)).map(({ name }) => name)).toEqual(["d", "b", "a"]);
    expect(paretoFrontier(spec(true)).map(({ name }) => name)).toEqual(["a"]);
  });

  it("of two errors joins the small ones, and turns both axes: small is right and up", () => {
    const errors = { ...spec(true), isLowerXBetter: true };
    expect(paretoFrontier(errors).map(({ name }) => name)).toEqual(["d", "c", "a"]);
    const svg = renderPareto(errors);
    // Tick labels of x stand right of the axis of y.
    const ticks = [...svg.matchAll(/translate\(([\d.]+),[\d.]+\)"[^>]*>([\d.]+)</g)]
      .map(([, place, value]) => [Number(place), Number(value)] as const)
      .filter(([place]) => place > 50);
    const at = (value: number) => ticks.find((tick) => tick[1] === value)?.[0] ?? NaN;
    expect(at(0.7)).toBeGreaterThan(at(0.9));
  });

  it("keeps names apart, in the frame, and the bytes the same", () => {
    const crowd = {
      ...spec(false),
      methods: spec(false).methods.map((one) => ({ ...one, x: 0.5, y: 0.5 })),
    };
    const svg = renderPareto(crowd);
    expect(renderPareto(crowd)).toBe(svg);
    const heights = Object.keys(points).map((name) => {
      const found = new RegExp(`translate\\([\\d.]+,([\\d.]+)\\)"[^>]*>${name}<`).exec(svg);
      return Number(found?.[1]);
    });
    const sorted = heights.toSorted((left, right) => left - right);
    sorted
      .slice(1)
      .forEach((height, index) =>
        expect(height - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(14.9),
      );
    expect(Math.max(...heights)).toBeLessThan(345);
  });

  it("writes names in the colour of text, each beside its symbol", () => {
    const svg = renderPareto(spec(false));
    for (const name of Object.keys(points)) {
      const [, attributes] = new RegExp(`<text([^>]*)>${name}<`).exec(svg) ?? [];
      expect(attributes).toBeDefined();
      expect(attributes).not.toContain("fill");
    }
    const [, symbols = ""] = /data-mark="dot"(?!.*data-mark="dot")(.*?)<\/g>/s.exec(svg) ?? [];
    for (const { colour } of styles.values()) expect(symbols).toContain(`stroke="${colour}"`);
  });

  it("gives references greys and tells ten methods apart", () => {
    const many = methodStyles([
      { method: "erm", role: "reference" },
      ...Array.from({ length: 10 }, (_, place) => ({
        method: `m${place}`,
        role: "method" as const,
      })),
    ]);
    const seen = [...many.values()].map(({ colour, symbol }) => `${colour} ${symbol}`);
    expect(new Set(seen).size).toBe(11);
    expect(many.get("erm")?.colour).toBe("#5b6470");
  });
});
