import { expect, it } from "vitest";
import { measureProperties } from "./measure-properties.js";
import { propertyNames, type PropertyName } from "./registry.js";

it("takes the mean over the three slices of a volume", () => {
  const [x, y, z] = [8, 12, 16];
  const at = (i: number, j: number, k: number): number => (i * y + j) * z + k;
  const data = new Float32Array(x * y * z).fill(1);
  // The slice across x holds 7 inside its middle half, which the other two slices cross in a line.
  for (let j = 3; j < 9; j++) for (let k = 4; k < 12; k++) data[at(4, j, k)] = 7;
  const samples = { dtype: "float32", shape: [1, x, y, z], data } as const;
  const measured = measureProperties([new Uint8Array(5)], { samples, channels: "grey" });
  const of = (name: PropertyName): number => measured[propertyNames.indexOf(name)] ?? NaN;
  // Inside: across z 6 x 4 samples of which one column of 6, across y 8 x 4 with one column of 8, across x all.
  expect(of("brightness")).toBeCloseTo((2.5 + 2.5 + 7) / 3, 6);
  expect(of("slices")).toBe(16);
  expect(of("file-size")).toBe(5);
  expect(of("colour-red")).toBeNaN();
});
