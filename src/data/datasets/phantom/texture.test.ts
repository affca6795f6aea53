import { expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition } from "./acquisition.js";
import { texture } from "./texture.js";

it("raises the grain by 0.08 · ease and touches nothing else", () => {
  const natural = drawAcquisition(createRng(1));
  expect(texture.plant(natural, 0.25)).toEqual({ ...natural, grain: natural.grain + 0.02 });
});
