import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { naturalEpoch, rebalancedEpoch } from "./rebalance.js";

const rng = createRng(3).child("sampling");

/** Groups of sizes 80, 10, 3, 0, 7. */
const groups = Int32Array.from(
  [80, 10, 3, 0, 7].flatMap((count, group) => new Array<number>(count).fill(group)),
);

describe("naturalEpoch", () => {
  it("takes every row once, in an order of its own for each epoch, again on a resume", () => {
    const first = naturalEpoch(50, 1, rng);
    expect([...first].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(naturalEpoch(50, 2, rng)).not.toEqual(first);
    expect(naturalEpoch(50, 1, rng)).toEqual(first);
  });
});

describe("rebalancedEpoch", () => {
  it("keeps the length and draws the groups that have rows in equal numbers", () => {
    const epoch = rebalancedEpoch(groups, 5, 0, rng);
    expect(epoch).toHaveLength(100);
    const drawn = [0, 0, 0, 0, 0];
    for (const position of epoch) {
      const group = groups[position] ?? -1;
      drawn[group] = (drawn[group] ?? 0) + 1;
    }
    expect(drawn).toEqual([25, 25, 25, 0, 25]);
  });

  it("repeats no row inside a pass of its group, and gives the rest to distinct groups", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(sizes, fc.nat(9), fc.nat(5), (counts, epochNumber, missing) => {
        fc.pre(counts.some((count) => count > 0));
        const column = counts.flatMap((count, group) => new Array<number>(count).fill(group));
        const all = Int32Array.from([...column, ...new Array<number>(missing).fill(-1)]);
        const epoch = rebalancedEpoch(all, counts.length, epochNumber, rng);
        expect(epoch).toHaveLength(all.length);
        const present = counts.filter((count) => count > 0).length;
        for (const [group, size] of counts.entries()) {
          const rows = [...epoch].filter((position) => all[position] === group);
          if (size === 0) {
            expect(rows).toEqual([]);
            continue;
          }
          expect([Math.floor(all.length / present), Math.ceil(all.length / present)]).toContain(
            rows.length,
          );
          for (let start = 0; start < rows.length; start += size) {
            const pass = rows.slice(start, start + size);
            expect(new Set(pass).size).toBe(pass.length);
          }
        }
        expect([...epoch].every((position) => (all[position] ?? -1) >= 0)).toBe(true);
      }),
    );
  });

  it("orders slots at random: half of a group's slots fall in either half of the epoch", () => {
    let first = 0;
    for (let epoch = 0; epoch < 200; epoch++) {
      const half = rebalancedEpoch(groups, 5, epoch, rng).subarray(0, 50);
      first += half.filter((position) => groups[position] === 2).length;
    }
    // 200 epochs, 25 of 100 slots each, hypergeometric: mean 12.5, variance 4.73 an epoch.
    expect(Math.abs(first - 2500)).toBeLessThan(5 * Math.sqrt(200 * 4.73));
  });

  it("sees other rows of a large group in another epoch, and the same on a resume", () => {
    expect(rebalancedEpoch(groups, 5, 1, rng)).toEqual(rebalancedEpoch(groups, 5, 1, rng));
    const seen = new Set<number>();
    for (let epoch = 0; epoch < 30; epoch++) {
      for (const position of rebalancedEpoch(groups, 5, epoch, rng)) seen.add(position);
    }
    expect(seen.size).toBe(100);
  });

  it("refuses a set in which no row has a group", () => {
    expect(messageOf(() => rebalancedEpoch(Int32Array.of(-1, -1), 4, 0, rng))).toBe(
      "DataError: rebalance: no row has a label and all attributes (rows 2). " +
        "Use sampling: natural, or name attributes that are known.",
    );
  });
});
