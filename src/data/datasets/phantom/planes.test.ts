import { expect, it } from "vitest";
import { createPlanes } from "./planes.js";

it("has planes of their own memory, one value a pixel", () => {
  const planes = Object.values(createPlanes(6)) as Float64Array[];
  expect(planes.map((plane) => plane.length)).toEqual([6, 6, 6, 6, 6, 6]);
  expect(new Set(planes.map((plane) => plane.buffer)).size).toBe(6);
});
