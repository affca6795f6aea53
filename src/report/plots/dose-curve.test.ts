import { describe, expect, it } from "vitest";
import { exampleDoses } from "../../../fixtures/evaluation/example-audit.js";
import { renderDoseCurve } from "./dose-curve.js";

describe("renderDoseCurve", () => {
  const doses = exampleDoses();
  const svg = renderDoseCurve(doses);

  it("has a disc and an interval for each strength, the higher the more is lost, and a line through them", () => {
    const discs = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]); // prettier-ignore
    expect(discs).toHaveLength(3);
    const [first, , last] = discs;
    expect(first?.[0]).toBeLessThan(last?.[0] ?? 0);
    expect(first?.[1]).toBeGreaterThan(last?.[1] ?? Infinity);
    expect([...svg.matchAll(/V[\d.]+" stroke/g)]).toHaveLength(3);
    // The example lies on its line.
    const [, x = "", y = ""] = /<path d="M([\d.]+) ([\d.]+)L/.exec(svg) ?? [];
    expect([Number(x), Number(y)]).toEqual(first);
  });

  it("lists every point for who cannot see it, with names as text", () => {
    expect(renderDoseCurve({ ...doses, attribute: 'a "b" <c>' })).toContain(
      'aria-label="Accuracy lost by a &quot;b&quot; &lt;c&gt; by its strength in training. ' +
        "0.5: 0.02 (-0.03 to 0.07); 0.7: 0.14 (0.09 to 0.19); 0.9: 0.26 (0.21 to 0.31)",
    );
  });

  it("is a frame alone without points", () => {
    expect(renderDoseCurve({ ...doses, points: [] })).not.toMatch(/NaN|undefined|Infinity|<circle/);
  });
});
