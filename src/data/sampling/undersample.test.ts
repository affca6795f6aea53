import { describe, expect, it } from "vitest";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { undersampledEpoch } from "./undersample.js";

const rng = createRng(3).child("sampling");
/** Groups of sizes 80, 10, 3, 7 and two rows without a group. */
const groups = Int32Array.from(
  [80, 10, 3, 7].flatMap((count, group) => new Array<number>(count).fill(group)).concat([-1, -1]),
);

describe("undersampledEpoch", () => {
  it("takes as many rows of each group as the smallest has, none twice, none without a group", () => {
    const epoch = undersampledEpoch(groups, 4, 1, rng);
    expect(epoch).toHaveLength(12);
    expect(new Set(epoch).size).toBe(12);
    const counts = [0, 1, 2, 3].map(
      (group) => epoch.filter((position) => groups[position] === group).length,
    );
    expect(counts).toEqual([3, 3, 3, 3]);
  });

  it("draws other rows in another epoch, and the same on a resume", () => {
    expect(undersampledEpoch(groups, 4, 1, rng)).toEqual(undersampledEpoch(groups, 4, 1, rng));
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 200; epoch++) {
      for (const position of undersampledEpoch(groups, 4, epoch, rng)) seen.add(position);
    }
    expect(seen.size).toBe(100);
  });

  it("draws rows of a group with equal chance and puts them in random order", () => {
    const epochs = 2000;
    let [first, early] = [0, 0];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = undersampledEpoch(groups, 4, epoch, rng);
      first += Number(order.includes(0));
      early += order.subarray(0, 6).filter((position) => groups[position] === 2).length;
    }
    // Row 0 is one of 80, of which 3 are drawn: binomial. Half of group 2's slots are early.
    expect(Math.abs(first - (epochs * 3) / 80)).toBeLessThan(
      5 * Math.sqrt((epochs * 3 * 77) / 6400),
    );
    expect(Math.abs(early - epochs * 1.5)).toBeLessThan(5 * Math.sqrt(epochs * 0.75));
  });

  it("refuses a group without rows, by name", () => {
    const names = ["clear, A", "clear, B", "ill, A"];
    expect(
      messageOf(() =>
        undersampledEpoch(Int32Array.of(0, 0, 2), 3, 0, rng, (group) => names[group] ?? ""),
      ),
    ).toBe(
      'DataError: undersample: no training row of group "clear, B". ' +
        "Use sampling: rebalance, which leaves empty groups out, or ask the plan for rows there.",
    );
  });
});
