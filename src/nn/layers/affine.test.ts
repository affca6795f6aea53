import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { initialise } from "../layer.js";
import { affineSpecs } from "./affine.js";

it("starts as the identity", () => {
  expect(initialise(affineSpecs([2]), createRng(0))).toEqual({
    weight: Float32Array.of(1, 1),
    bias: Float32Array.of(0, 0),
  });
});
