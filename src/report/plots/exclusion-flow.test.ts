import { describe, expect, it } from "vitest";
import { exampleFlow as flow } from "../../../fixtures/report/example-flow.js";
import { flowText, renderExclusionFlow } from "./exclusion-flow.js";

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Elements of the SVG: their attributes as numbers, and their text as it is read. */
function read(svg: string, name: string) {
  const pattern = new RegExp(`<${name}([^>]*?)(?:/>|>([^<]*)</${name}>)`, "g");
  return [...svg.matchAll(pattern)].map(([, attributes = "", text = ""]) => ({
    text: text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
    isStrong: attributes.includes("font-weight"),
    number: (key: string) => Number(new RegExp(` ${key}="([^"]*)"`).exec(attributes)?.[1]),
  }));
}

function rectangles(svg: string): Rectangle[] {
  return read(svg, "rect").map(({ number }) => ({
    x: number("x"),
    y: number("y"),
    width: number("width"),
    height: number("height"),
  }));
}

const overlaps = (one: Rectangle, other: Rectangle) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

describe("the diagram of exclusions", () => {
  it("is what a person has looked at, the same bytes each time", async () => {
    const svg = renderExclusionFlow(flow);
    expect(renderExclusionFlow(flow)).toBe(svg);
    await expect(`${svg}\n`).toMatchFileSnapshot("snapshots/exclusion-flow.svg");
  });

  it("has a box for each step, each loss and each part, none over another and all inside", () => {
    for (const own of [flow, { ...flow, steps: flow.steps.slice(3) }]) {
      const svg = renderExclusionFlow(own);
      const boxes = rectangles(svg);
      const losses = own.steps.filter(({ excluded }) => excluded !== null).length;
      expect(boxes.length).toBe(own.steps.length + losses + 3);
      const [, width = 0, height = 0] =
        /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
      for (const [index, box] of boxes.entries()) {
        expect(box.x >= 0 && box.x + box.width <= width).toBe(true);
        expect(box.y >= 0 && box.y + box.height <= height).toBe(true);
        expect(boxes.slice(0, index).filter((other) => overlaps(box, other))).toEqual([]);
      }
    }
  });

  it("has every line of text inside a box, long words broken", () => {
    const what = `${"x".repeat(150)} and then some words that need a second line and a third one too`;
    const [first] = flow.steps;
    if (first === undefined) throw new Error("no step");
    const svg = renderExclusionFlow({
      ...flow,
      steps: [{ ...first, what }, ...flow.steps.slice(1)],
    });
    const boxes = rectangles(svg);
    const texts = read(svg, "text");
    expect(texts.length).toBeGreaterThan(boxes.length);
    for (const { text, isStrong, number } of texts) {
      const [x, y] = [number("x"), number("y")];
      const inside = boxes.filter(
        (box) =>
          x > box.x &&
          x + (isStrong ? 7.1 : 6.1) * text.length < box.x + box.width &&
          y > box.y &&
          y < box.y + box.height,
      );
      expect(inside.length, text).toBe(1);
    }
  });

  it("tells those who do not see it the same, and escapes what tables hold", () => {
    const svg = renderExclusionFlow(flow);
    expect(svg).toContain('role="img" aria-labelledby="flow-title flow-text"');
    expect(read(svg, "desc")[0]?.text).toBe(flowText(flow).join(". "));
    expect(flowText(flow).slice(2, 4)).toEqual([
      "diagnosis is known: 1102 rows of 711 subjects",
      "sex is known; field is known: 1060 rows of 690 subjects (42 rows left out; sex is missing: 22; field is <1.5 T>: 20)",
    ]);
    expect(svg).not.toContain("<1.5");
  });
});
