import { describe, expect, it } from "vitest";
import { createEncoder, encoders } from "../encoders/registry.js";
import type { EncoderName } from "../encoders/encoder.js";
import { outlineEncoder, type ArrayRole } from "./encoder-outline.js";

const outline = (name: EncoderName, shape: number[], settings: object = {}) => {
  const config = encoders[name].config.parse(settings);
  return outlineEncoder(name, (options) => createEncoder(name, options, config as never), shape);
};
const named = (of: ReturnType<typeof outline>, role: ArrayRole) =>
  [...of.arrays].filter(([, array]) => array.role === role).map(([name]) => name);

describe("outlineEncoder", () => {
  it.each([
    ["resnet-18", [2, 32, 32], "conv1", "fc", 102],
    ["resnet-50", [2, 32, 32], "conv1", "fc", 267],
    ["densenet-121", [2, 32, 32], "features.conv0", "classifier", 606],
    ["vit-tiny", [2, 16, 32], "conv_proj", "heads.head", 152],
    ["resnet-18-3d", [2, 16, 16, 16], "conv1", "fc", 102],
    ["sfcn", [2, 32, 32, 32], "conv1", "fc", 38],
    ["fashion-cnn", [2, 28, 28], "conv1", "fc3", 18],
  ] as const)("finds first kernels and last layer of %s", (name, shape, first, last, count) => {
    const found = outline(name, [...shape]);
    expect(found).toMatchObject({ name, channels: 2 });
    expect(named(found, "input")).toEqual([`${first}.weight`]);
    expect(named(found, "last")).toEqual([`${last}.weight`, `${last}.bias`]);
    expect(found.arrays.size).toBe(count);
    expect(found.arrays.get(`${first}.weight`)?.shape[1]).toBe(2);
  });

  it("knows no channels of vectors, and a linear map as its last layer alone", () => {
    const deep = outline("mlp", [5], { hidden: [4] });
    expect(named(deep, "input")).toEqual([]);
    expect(named(deep, "body")).toEqual(["fc1.weight", "fc1.bias"]);
    expect(named(outline("mlp", [5], { hidden: [] }), "last")).toEqual(["fc1.weight", "fc1.bias"]);
  });
});
