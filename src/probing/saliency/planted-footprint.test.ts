import { expect, it } from "vitest";
import { plants } from "../../../fixtures/planted-pictures.js";
import { createRng } from "../../base/rng.js";
import { plantedFootprint } from "./planted-footprint.js";

it("is where a picture changes, in any channel, soft edges cut at a hundredth", () => {
  const plain = Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const put = Float32Array.of(0, 0.5, 0.004, 0, 1, 1, 1, 0.9);
  expect([...plantedFootprint([plain, put], [2, 2, 2])]).toEqual([0, 1, 0, 1]);
  expect([...plantedFootprint([plain, plain], [2, 1, 4])]).toEqual([0, 0, 0, 0]);
  expect(() => plantedFootprint([plain, put], [1, 2, 2])).toThrow(
    "footprint: numbers of a picture: expected 4, got 8",
  );
});

it("finds a planted marker, and the whole picture where all of it changes", () => {
  const size = 64;
  const rng = createRng(1);
  const picture = Float32Array.from({ length: size * size }, () => 0.7 * rng.uniform());
  const marked = plantedFootprint(
    [picture, plants["corner-marker"](picture, size)],
    [1, size, size],
  );
  const inside = [...marked.entries()].filter(([, on]) => on === 1).map(([pixel]) => pixel);
  expect(inside.length).toBeGreaterThan(8);
  for (const pixel of inside) {
    expect(Math.floor(pixel / size)).toBeLessThan(0.17 * size);
    expect(pixel % size).toBeLessThan(0.15 * size);
  }
  const brighter = plantedFootprint([picture, plants["brightness by offset"](picture)], [1, size, size]); // prettier-ignore
  expect(brighter.every((on) => on === 1)).toBe(true);
});
