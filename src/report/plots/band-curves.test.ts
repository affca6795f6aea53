import { describe, expect, it } from "vitest";
import { renderBandCurves, type BandCurvesSpec } from "./band-curves.js";

const style = { colour: "#0072b2", symbol: "circle", dash: "none" } as const;
const band = (values: readonly (number | null)[]): BandCurvesSpec["shown"] => [
  {
    ...{ name: "mimm-x", style },
    band: {
      epochs: values.map((_, index) => index + 1),
      ...{ mean: values, low: values, high: values, n: values.map(() => 1) },
    },
  },
];
const frame = (shown: BandCurvesSpec["shown"], logarithmic = false) =>
  renderBandCurves(
    { title: "Gradient norms", valueTitle: "norm", shown, others: [], domain: null, logarithmic },
    300,
  );

describe("renderBandCurves", () => {
  it("has a tick for each power of ten on a logarithmic axis, and none of them on a linear one", () => {
    const values = band([0.2, 3, 40]);
    expect(frame(values, true)).toMatch(/>0\.1<.*>1<.*>10<.*>100</s);
    expect(frame(values)).not.toContain(">0.1<");
  });

  it("leaves a gap where a logarithmic axis has no place for a value", () => {
    expect(frame(band([1, 0, 10, 100]), true)).toBe(frame(band([1, null, 10, 100]), true));
    expect(frame(band([1, 0, 10, 100]))).not.toBe(frame(band([1, null, 10, 100])));
  });

  it("names each epoch of a short run once", () => {
    const epochs =
      frame(band([1, 2, 3])).match(/data-mark="x-axis tick label".*?<\/g>/s)?.[0] ?? "";
    expect([...epochs.matchAll(/>(\d+)</g)].map(([, text]) => text)).toEqual(["1", "2", "3"]);
  });
});
