import { describe, expect, it } from "vitest";
import { decadeTicks, epochTicks, valueAxis } from "./axis-ticks.js";

describe("epochTicks", () => {
  it("takes every epoch of a short run once", () => {
    expect(epochTicks([1, 2, 3], 5)).toEqual([1, 2, 3]);
    expect(epochTicks([4], 5)).toEqual([4]);
    expect(epochTicks([], 5)).toEqual([]);
  });

  it("takes round epochs of a long run, no more than asked", () => {
    const fifty = Array.from({ length: 50 }, (_, index) => index + 1);
    expect(epochTicks(fifty, 8)).toEqual([10, 20, 30, 40, 50]);
    for (const most of [2, 3, 5, 8])
      expect(epochTicks(fifty, most).length).toBeLessThanOrEqual(most);
  });
});

it("decadeTicks encloses the positive values", () => {
  expect(decadeTicks([0, null, 0.03, 5])).toEqual([0.01, 0.1, 1, 10]);
  expect(decadeTicks([0, null])).toEqual([]);
});

describe("valueAxis", () => {
  const room = { most: 5, least: 44 };
  const shownOf = (values: readonly number[], domain: readonly [number, number] | null = null) => {
    const { y, marginLeft } = valueAxis(values, domain, room);
    return { shown: y.ticks.map(y.tickFormat), domain: y.domain, marginLeft };
  };

  it("has round ticks and the least margin where numbers are short", () => {
    expect(shownOf([], [0, 1])).toEqual({
      ...{ shown: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], domain: [0, 1], marginLeft: 44 },
    });
    expect(shownOf([0.3, 41.2])).toMatchObject({ shown: ["0", "10", "20", "30", "40"], domain: [0, 45] }); // prettier-ignore
    expect(shownOf([-2.1, 1.9]).shown).toEqual(["−2", "−1", "0", "1", "2"]);
  });

  it("has every digit that tells values apart, and room for it", () => {
    const { shown, marginLeft } = shownOf([0.6931423, 0.6931468]);
    expect(shown).toEqual(["0.693142", "0.693143", "0.693144", "0.693145", "0.693146", "0.693147"]); // prettier-ignore
    // A digit is 6.1 px wide at 11 px in the widest of usual fonts, and Plot puts the number 9 px left of the frame.
    expect(marginLeft).toBeGreaterThanOrEqual(9 + 8 * 6.1);
    expect(shownOf([0.53648, 0.53651]).shown).toContain("0.536500");
    expect(shownOf([12_000, 1_230_000])).toMatchObject({ shown: ["0", "200,000", "400,000", "600,000", "800,000", "1,000,000", "1,200,000"] }); // prettier-ignore
  });

  it("is about one value, and has some range without any", () => {
    expect(shownOf([0.25, 0.25]).domain).toEqual([0, 0.5]);
    expect(shownOf([-0.25]).domain).toEqual([-0.5, 0]);
    expect(shownOf([0, 0]).domain).toEqual([0, 1]);
    expect(shownOf([]).domain).toEqual([0, 1]);
  });
});
