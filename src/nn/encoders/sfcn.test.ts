import { describe, expect, it } from "vitest";
import { countParameters, outputShape } from "../../../fixtures/nn/encoder-facts.js";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { sfcn } from "./sfcn.js";

const published = { channels: [32, 64, 128, 256, 256, 64], dropout: 0.5 };
const build = (shape: number[], features = 40, config = published) =>
  sfcn.build({ shape, features }, config);

describe("sfcn", () => {
  it("has the published size with its 40 age bins: 2,950,336 parameters and the last layer's", () => {
    const encoder = build([1, 160, 192, 160]);
    expect(countParameters(encoder)).toBe(2_950_336 + 64 * 40 + 40);
    expect(encoder.parameters["conv6.weight"]?.shape).toEqual([64, 256, 1, 1, 1]);
    expect(sfcn.config.parse({})).toEqual(published);
  });

  it("takes any channels and sizes that its halvings leave something of", () => {
    expect(outputShape(build([2, 32, 40, 33], 4), [3, 2, 32, 40, 33])).toEqual([3, 4]);
    const light = { channels: [4, 8, 8], dropout: 0 };
    expect(outputShape(build([1, 4, 5, 6], 2, light), [2, 1, 4, 5, 6])).toEqual([2, 2]);
  });

  it("refuses volumes that vanish, and pictures", () => {
    const message = (got: string) =>
      "ShapeError: encoder sfcn: sample shape: expected [C, X, Y, Z], every axis long enough to be halved by each of " +
      `model.options.channels but the last, got ${got}. Resize the images, or choose another model.encoder.`;
    expect(errorOf(() => build([1, 48, 31, 48]))).toBe(message("[1,48,31,48]"));
    expect(errorOf(() => build([1, 48, 48]))).toBe(message("[1,48,48]"));
  });
});
