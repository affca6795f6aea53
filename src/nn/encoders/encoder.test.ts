import { expect, it } from "vitest";
import { errorOf } from "../../../fixtures/nn/evaluate.js";
import { requireImage, requireSampleShape } from "./encoder.js";

it("requireImage reads [C, H, W] of sides that are long enough, and nothing else", () => {
  const encoder = { name: "mimm-cnn", accepts: "[C, H, W] with H, W >= 28" } as const;
  const image = (shape: readonly number[]) => requireImage(encoder, { shape }, 28);
  expect(image([3, 28, 32])).toEqual({ channels: 3, height: 28, width: 32 });
  for (const shape of [[28, 28], [1, 28, 28, 28], [1, 27, 28], [1, 28, 27], []]) {
    expect(
      errorOf(() => image(shape)),
      String(shape),
    ).toBe(
      `ShapeError: encoder mimm-cnn: sample shape: expected [C, H, W] with H, W >= 28, got [${shape.join(",")}]. ` +
        "Resize the images, or choose another model.encoder.",
    );
  }
});

it("requireSampleShape says what the encoder takes", () => {
  const encoder = { name: "mlp", accepts: "[n]" } as const;
  expect(errorOf(() => requireSampleShape(encoder, { shape: [] }, false))).toBe(
    "ShapeError: encoder mlp: sample shape: expected [n], got []. " +
      "Resize the images, or choose another model.encoder.",
  );
  expect(errorOf(() => requireSampleShape(encoder, { shape: [4] }, true))).toBe("no error");
});
