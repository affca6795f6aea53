import { describe, expect, it } from "vitest";
import { renderCalibrationCurve } from "./calibration-curve.js";

const bins = [
  { mean_score: 0.095, positives: 0, n: 1234 },
  { mean_score: 0.105, positives: 0.5, n: 8 },
  { mean_score: 1, positives: 1, n: 23456 },
];

describe("calibrationCurve", () => {
  const svg = renderCalibrationCurve('a "b" <c>', bins);

  it("has a point for each bin and its n below, never on one another", () => {
    const points = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    expect(points.map(([, x, y]) => [Number(x), Number(y)])).toEqual([
      ...[[63, 208], [65, 108], [244, 8]],
    ]); // prettier-ignore
    const counts = [...svg.matchAll(/<text x="([\d.]+)" y="220">([^<]+)</g)].map(([, x, n]) => [Number(x), n]); // prettier-ignore
    expect(counts).toEqual([[54, "1.2k"], [74, "8"], [234, "23k"]]); // prettier-ignore
  });

  it("lists every point for who cannot see it, with names as text", () => {
    expect(svg).toContain(
      'aria-label="Calibration of a &quot;b&quot; &lt;c&gt;; mean score: share of positives. ' +
        '0.10: 0.00 (n 1234); 0.10: 0.50 (n 8); 1.00: 1.00 (n 23456)"',
    );
  });

  it("is a frame alone without bins", () => {
    expect(renderCalibrationCurve("none", [])).not.toMatch(/NaN|undefined|<circle/);
  });
});
