import { describe, expect, it } from "vitest";
import { createRng } from "./rng.js";
import { sortOrder } from "./sort-order.js";

const compared = (values: readonly number[]) =>
  [...values.keys()].sort(
    (left, right) => (values[left] ?? NaN) - (values[right] ?? NaN) || left - right,
  );

describe("sortOrder", () => {
  it("is the order by comparison, ties as they stand", () => {
    const rng = createRng("sort-order");
    for (let set = 0; set < 50; set++) {
      const values = Array.from({ length: 7 * set }, () =>
        set % 2 === 0 ? rng.integer(5) - 2 : rng.normal() * 10 ** (rng.integer(600) - 300),
      );
      expect([...sortOrder(values)]).toEqual(compared(values));
    }
  });

  it("orders the ends of the range, subnormal numbers and infinities", () => {
    const values = [Infinity, 5e-324, -5e-324, Number.MAX_VALUE, 1, -1, -Infinity, 1 + 2 ** -52];
    expect([...sortOrder(values)]).toEqual([6, 5, 2, 1, 4, 7, 3, 0]);
  });

  it("takes 0 and -0 for equal, and puts NaN last", () => {
    expect([...sortOrder([NaN, 0, -0, NaN, 0, -1, Infinity])]).toEqual([5, 1, 2, 4, 6, 0, 3]);
    expect([...sortOrder([])]).toEqual([]);
    expect([...sortOrder([1, 1, 2, NaN])]).toEqual([0, 1, 2, 3]);
    expect([...sortOrder([1, NaN, 2])]).toEqual([0, 2, 1]);
  });
});
