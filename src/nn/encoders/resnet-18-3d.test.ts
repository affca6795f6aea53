import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { resnet18Volumes, type VolumeResnetConfig } from "./resnet-18-3d.js";

const build = (shape: number[], shortcut: VolumeResnetConfig["shortcut"] = "projection") =>
  resnet18Volumes.build({ shape, features: 2 }, { shortcut });
const last = 512 * 2 + 2;

/** Numbers: test/encoder-fidelity.test.ts. */
describe("resnet-18-3d", () => {
  it("has MedicalNet's size with shortcuts of type A (32.99 million), and projections on top by default", () => {
    expect(countParameters(build([1, 32, 32, 32], "padding"))).toBe(32_986_176 + last);
    const projections = 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512);
    expect(countParameters(build([1, 32, 32, 32]))).toBe(32_986_176 + projections + last);
    expect(resnet18Volumes.config.parse({})).toEqual({ shortcut: "projection" });
  });

  it("has MONAI's names: those of the net for pictures", () => {
    const { parameters } = build([1, 16, 16, 16]);
    expect(parameters["conv1.weight"]?.shape).toEqual([64, 1, 7, 7, 7]);
    expect(parameters["layer2.0.downsample.0.weight"]?.shape).toEqual([128, 64, 1, 1, 1]);
    const padded = Object.keys(build([1, 16, 16, 16], "padding").parameters);
    expect(padded.filter((name) => name.includes("downsample"))).toEqual([]);
  });

  it("takes any number of channels and sizes from 16", () => {
    expect(outputShape(build([2, 16, 21, 28]), [3, 2, 16, 21, 28])).toEqual([3, 2]);
    expect(outputShape(build([1, 17, 30, 33], "padding"), [3, 1, 17, 30, 33])).toEqual([3, 2]);
  });

  it("refuses volumes below 16, and pictures", () => {
    const message = (got: string) =>
      "ShapeError: encoder resnet-18-3d: sample shape: expected [C, X, Y, Z] with X, Y, Z >= 16, " +
      `got ${got}. Resize the images, or choose another model.encoder.`;
    expect(errorOf(() => build([1, 16, 15, 16]))).toBe(message("[1,16,15,16]"));
    expect(errorOf(() => build([1, 64, 64]))).toBe(message("[1,64,64]"));
  });
});
