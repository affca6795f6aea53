import { describe, expect, it } from "vitest";
import { cases, goldenImage } from "../../../fixtures/preprocess/golden.js";
import { disagreement } from "../../../test/tolerances.js";
import type { NamedImage } from "./fit-pipeline.js";
import { fitPipeline } from "./fit-pipeline.js";
import { createPipeline } from "./pipeline.js";
import { parsePreprocessSpec, preprocessConfig } from "./preprocess-spec.js";

function scan(name: string, gain = 1): NamedImage {
  const { shape, data } = goldenImage(name);
  const samples = { dtype: "float32", shape, data: data.map((value) => gain * value) } as const;
  return { image: { samples, channels: "grey", spacingMm: null, affine: null }, where: name };
}

/** Passes over the scans, and how many were started. */
function streamOf(...images: NamedImage[]) {
  const counter = { passes: 0 };
  async function* stream(): AsyncGenerator<NamedImage> {
    counter.passes++;
    await Promise.resolve();
    yield* images;
  }
  return { counter, stream };
}

const config = (...steps: object[]) => preprocessConfig.parse({ channels: "grey", steps });
const match = { name: "histogram-match" };
const scans = ["scan 0", "scan 1", "scan 2"].map((name) => scan(name));

describe("fitPipeline", () => {
  it("learns from the training images, and gives a spec that is JSON", async () => {
    const { counter, stream } = streamOf(...scans);
    const spec = await fitPipeline(config({ name: "rescale", from: [0, 1] }, match), stream);
    expect(counter.passes).toBe(1);
    expect(spec.fitted[0]).toBe(null);
    expect(spec.fitted[1]?.images).toBe(3);
    const close = { relative: 0, ofLargest: 1e-7 };
    expect(disagreement(spec.fitted[1]?.landmarks ?? [], cases.landmarks, close)).toBe(null);
    const stored = parsePreprocessSpec(JSON.parse(JSON.stringify(spec)), "model");
    expect(stored).toEqual(spec);
    const shape = goldenImage("scan 0").shape;
    const [first, again] = [spec, stored].map((one) =>
      createPipeline(one, shape).apply(scans[0]?.image ?? scan("").image, "a"),
    );
    expect(again).toEqual(first);
  });

  it("gives each step the images as the steps before it leave them", async () => {
    const { counter, stream } = streamOf(...scans);
    const clip = { name: "percentile-clip", over: "nonzero", low: 10, high: 50 };
    const twice = await fitPipeline(config(match, clip, match), stream);
    expect(counter.passes).toBe(2);
    // Clipped at the median: the upper landmarks are all at the top.
    expect(twice.fitted[2]?.landmarks.slice(6)).toEqual([1, 1, 1, 1, 1]);
    expect(twice.fitted[0]?.landmarks[6]).toBeLessThan(0.9);
  });

  it("reads nothing where no step learns", async () => {
    const { counter, stream } = streamOf();
    const spec = await fitPipeline(config({ name: "z-score" }), stream);
    expect(counter.passes).toBe(0);
    expect(spec).toEqual({
      version: 1,
      channels: "grey",
      steps: [{ name: "z-score", over: "all" }],
      fitted: [null],
    });
  });

  it("names the image that a step refuses, and wants at least one", async () => {
    const empty = streamOf(...scans, { ...scan("scan 1", 0), where: "p9.nii" });
    await expect(
      fitPipeline(config({ name: "rescale", from: [0, 1] }, match), empty.stream),
    ).rejects.toThrow(
      "p9.nii, step 2 (histogram-match): every sample is 0, and the statistic is over those that are not. Look at the image, and take it out of the table if it is empty.",
    );
    await expect(fitPipeline(config(match), streamOf().stream)).rejects.toThrow(
      "histogram-match: no training image to learn from",
    );
  });
});
