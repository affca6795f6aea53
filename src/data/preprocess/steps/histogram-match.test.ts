import { describe, expect, it } from "vitest";
import { cases, golden, goldenImage, greyImage } from "../../../../fixtures/preprocess/golden.js";
import { disagreement } from "../../../../test/tolerances.js";
import type { HistogramLandmarks } from "./histogram-match.js";
import { histogramLandmarks, histogramMatch, histogramMatchConfig } from "./histogram-match.js";

const parse = (settings: object = {}) =>
  histogramMatchConfig.parse({ name: "histogram-match", ...settings });
const scans = ["scan 0", "scan 1", "scan 2"];

function fit(names: readonly string[], settings: object = {}): HistogramLandmarks {
  const fitter = histogramMatch.fitting?.start(parse(settings));
  for (const name of names) fitter?.add(goldenImage(name), name);
  return fitter?.finish() ?? { step: "histogram-match", landmarks: [], images: 0 };
}

describe("histogramMatch", () => {
  it("learns the landmarks that intensity-normalization learns, as JSON", () => {
    const fitted = fit(scans);
    // Its samples are float32 on the way.
    const close = { relative: 0, ofLargest: 1e-7 };
    expect(disagreement(fitted.landmarks, cases.landmarks, close)).toBe(null);
    expect(fitted.images).toBe(3);
    expect(histogramLandmarks.parse(JSON.parse(JSON.stringify(fitted)))).toEqual(fitted);
  });

  it.each(scans)("maps %s as intensity-normalization does", (name) => {
    const { data } = histogramMatch.apply(goldenImage(name), parse(), fit(scans), "a.nii");
    const want = golden(`${name} matched`).data as Float32Array;
    expect(disagreement(data, want, { relative: 1e-6, ofLargest: 1e-6 })).toBe(null);
    // Landmarks of other images would be seen.
    const other = histogramMatch.apply(goldenImage(name), parse(), fit(["scan 1"]), "a.nii");
    expect(disagreement(other.data, want, { relative: 0, ofLargest: 1e-3 })).not.toBe(null);
  });

  it("takes gain and offset of a scanner out", () => {
    const one = goldenImage("volume");
    const two = { ...one, data: one.data.map((value) => 3 * value + 1000) };
    const config = parse({ over: "all" });
    const fitted = fit(scans, { over: "all" });
    const [first, second] = [one, two].map(
      (image) => histogramMatch.apply(image, config, fitted, "a").data,
    );
    expect(disagreement(second ?? [], first ?? [], { relative: 1e-4, ofLargest: 1e-4 })).toBe(null);
  });

  it("is the linear map for an image that it was fitted on alone", () => {
    const settings = { percentiles: [0, 50, 100], to: [0, 10], over: "all" };
    const config = parse(settings);
    const fitter = histogramMatch.fitting?.start(config);
    const image = greyImage([1, 5], [0, 1, 2, 3, 4]);
    fitter?.add(image, "a");
    const fitted = fitter?.finish() ?? fit([]);
    expect(fitted.landmarks).toEqual([0, 5, 10]);
    const { data } = histogramMatch.apply(image, config, fitted, "a");
    expect(data).toEqual(Float32Array.of(0, 2.5, 5, 7.5, 10));
  });

  it("goes on beyond the ends, or clamps", () => {
    const fitted: HistogramLandmarks = { step: "histogram-match", landmarks: [0, 1], images: 1 };
    const image = greyImage([1, 5], [0, 1, 2, 3, 4]);
    const settings = { percentiles: [25, 75], over: "all" };
    const open = histogramMatch.apply(image, parse(settings), fitted, "a");
    expect(open.data).toEqual(Float32Array.of(-0.5, 0, 0.5, 1, 1.5));
    const clamp = parse({ ...settings, outside: "clamp" });
    expect(histogramMatch.apply(image, clamp, fitted, "a").data).toEqual(
      Float32Array.of(0, 0, 0.5, 1, 1),
    );
    expect(histogramMatch.range(null, clamp)).toEqual([0, 1]);
    expect(histogramMatch.range([0, 1], parse(settings))).toBe(null);
  });

  it("makes a jump of percentiles that coincide", () => {
    const landmarks = [0, 0.2, 0.6, 1];
    const fitted: HistogramLandmarks = { step: "histogram-match", landmarks, images: 1 };
    // Percentiles 0, 4, 4, 8 of 0 4 4 4 8 8 8 …: samples at 4 take 0.2, those above it go from 0.6 to 1.
    const image = greyImage([1, 5], [0, 4, 4, 4, 8]);
    const config = parse({ percentiles: [0, 40, 60, 100], over: "all" });
    const { data } = histogramMatch.apply(image, config, fitted, "a");
    expect(data).toEqual(Float32Array.of(0, 0.2, 0.2, 0.2, 1));
  });

  it("refuses colour, images without contrast, no training image, percentiles that do not rise", () => {
    const fitted = fit(scans);
    const colour = { ...greyImage([1, 1], [1, 2, 3]), shape: [3, 1, 1] };
    expect(() => histogramMatch.apply(colour, parse(), fitted, "a.png")).toThrow(
      "a.png: histogram-match maps grey images alone: expected 1 channel, got 3. Set channels: grey.",
    );
    const advice = "Look at the image, and take it out of the table if it is empty.";
    expect(() => histogramMatch.apply(greyImage([1, 2], [0, 0]), parse(), fitted, "a.png")).toThrow(
      `a.png: every sample is 0, and the statistic is over those that are not. ${advice}`,
    );
    expect(() => histogramMatch.apply(greyImage([1, 2], [2, 2]), parse(), fitted, "a.png")).toThrow(
      `a.png: the first and the last percentile are the same value: got 2. ${advice}`,
    );
    expect(() => fit([])).toThrow("histogram-match: no training image to learn from");
    const { error } = histogramMatchConfig.safeParse({
      name: "histogram-match",
      percentiles: [1, 50, 50],
    });
    expect(error?.issues.map(({ message }) => message)).toEqual(["percentiles must rise"]);
  });
});
