import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { readOutInformation } from "./read-out-information.js";

function drawn(n: number, leak: number, classes: number, seed: string) {
  const rng = createRng(seed);
  const width = 5;
  const values = Int32Array.from({ length: n }, (_, row) => row % classes);
  const features = Float64Array.from({ length: n * width }, (_, index) => {
    const value = values[Math.floor(index / width)] ?? 0;
    return rng.normal() + (index % width === value ? leak : 0);
  });
  const target = {
    ...({ kind: "classes", name: "site", values } as const),
    valueNames: Array.from({ length: classes }, (_, value) => `site ${value}`),
  };
  const rows = {
    subjects: Array.from({ length: n }, (_, row) => `s${row}`),
    halves: Uint8Array.from({ length: n }, () => rng.integer(2)),
  };
  return [{ rows: n, width, values: features }, target, rows] as const;
}

it("is all there is where values are far apart, about 0 where features hold nothing", () => {
  expect(Number(readOutInformation(...drawn(400, 30, 2, "two")))).toBeCloseTo(Math.LN2, 1);
  expect(Number(readOutInformation(...drawn(600, 30, 3, "three")))).toBeCloseTo(Math.log(3), 1);
  expect(Math.abs(Number(readOutInformation(...drawn(1000, 0, 2, "none"))))).toBeLessThan(0.04);
});

it("lies below what the features hold, by the law that drew them", () => {
  // Means e0 and e1 times 1.5: a distance of 1.5 √2 on one line.
  const s = (1.5 * Math.SQRT2) / 2;
  let loss = 0;
  for (let x = -10; x <= 10; x += 0.001) {
    loss += ((0.001 * Math.exp(-(x ** 2) / 2)) / Math.sqrt(2 * Math.PI)) * Math.log1p(Math.exp(-2 * s * (x + s))); // prettier-ignore
  }
  const all = Math.LN2 - loss;
  const read = Number(readOutInformation(...drawn(3000, 1.5, 2, "law")));
  expect(read).toBeLessThan(all + 0.03);
  expect(read).toBeGreaterThan(0.8 * all);
});

it("says which value a half lacks", () => {
  const [features, target, rows] = drawn(40, 1, 2, "half");
  expect(readOutInformation(features, target, { ...rows, halves: Uint8Array.from(target.values) })).toEqual({ value: null, reason: "a half has no rows of site 1" }); // prettier-ignore
});
