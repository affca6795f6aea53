import { expect, it } from "vitest";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { imageExtents, requireSampleShape } from "./encoder.js";

it("imageExtents reads [C, H, W] and nothing else", () => {
  expect(imageExtents([3, 28, 32])).toEqual({ channels: 3, height: 28, width: 32 });
  expect(imageExtents([28, 28])).toBeNull();
  expect(imageExtents([1, 8, 8, 8])).toBeNull();
});

it("requireSampleShape says what the encoder takes", () => {
  const encoder = { name: "mlp", accepts: "[n]" } as const;
  expect(errorOf(() => requireSampleShape(encoder, { shape: [], features: 2 }, false))).toBe(
    "ShapeError: encoder mlp: sample shape: expected [n], got []. " +
      "Resize the images, or choose another model.encoder.",
  );
  expect(errorOf(() => requireSampleShape(encoder, { shape: [4], features: 2 }, true))).toBe(
    "no error",
  );
});
