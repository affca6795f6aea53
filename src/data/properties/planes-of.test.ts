import { expect, it } from "vitest";
import { planesOf } from "./planes-of.js";

it("takes a picture as it is, in shares of full scale", () => {
  const data = Uint8Array.of(0, 51, 102, 255, 204, 153);
  const [plane, ...more] = planesOf({ samples: { dtype: "uint8", shape: [1, 2, 3], data } });
  expect(more).toEqual([]);
  expect([plane?.height, plane?.width, plane?.colours]).toEqual([2, 3, null]);
  expect([...(plane?.lightness ?? [])].map((value) => Math.round(5 * value))).toEqual([
    0, 1, 2, 5, 4, 3,
  ]);
});

it("keeps the unit of other samples, and means colours", () => {
  const data = Float32Array.of(3, -6, 0, 12, 6, 0);
  const [plane] = planesOf({ samples: { dtype: "float32", shape: [3, 1, 2], data } });
  expect([...(plane?.lightness ?? [])]).toEqual([3, 2]);
  expect([...(plane?.colours ?? [])]).toEqual([...data]);
});

it("cuts a volume in the middle of each axis", () => {
  const [x, y, z] = [2, 3, 5];
  const data = Int16Array.from({ length: x * y * z }, (_, index) => index);
  const planes = planesOf({ samples: { dtype: "int16", shape: [1, x, y, z], data } });
  const value = (i: number, j: number, k: number): number => (i * y + j) * z + k;
  expect(planes.map(({ height, width }) => [height, width])).toEqual([
    [y, x],
    [z, x],
    [z, y],
  ]);
  expect([...(planes[0]?.lightness ?? [])]).toEqual(
    [0, 1, 2].flatMap((j) => [0, 1].map((i) => value(i, j, 2))),
  );
  expect([...(planes[2]?.lightness ?? [])]).toEqual(
    [0, 1, 2, 3, 4].flatMap((k) => [0, 1, 2].map((j) => value(1, j, k))),
  );
});
