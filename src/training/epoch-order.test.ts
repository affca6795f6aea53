import { describe, expect, it } from "vitest";
import { tinyJob } from "../../fixtures/training/tiny-job.js";
import { createRng } from "../base/rng.js";
import { naturalEpoch } from "../data/sampling/rebalance.js";
import { epochOrder } from "./epoch-order.js";

describe("epochOrder", () => {
  it("draws rows in proportion to their copies, at the same length", async () => {
    const job = { ...(await tinyJob()), sampling: "natural" } as const;
    const rows = job.train.set.rows.length;
    const copies = Int32Array.from({ length: rows }, (_, row) => (row < 10 ? 20 : 1));
    const total = 10 * 20 + rows - 10;
    let upsampled = 0;
    const epochs = 40;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = epochOrder(job, copies, epoch, createRng(0));
      expect(order).toHaveLength(rows);
      for (const row of order) upsampled += Number(row < 10);
    }
    // Without repetition from `total` places: hypergeometric, whose variance is below the binomial's.
    const share = 200 / total;
    const deviation = Math.sqrt((share * (1 - share)) / (rows * epochs));
    expect(Math.abs(upsampled / (rows * epochs) - share)).toBeLessThan(4 * deviation);
  });

  it("is the epoch without copies where each row has one, natural and rebalanced", async () => {
    const job = await tinyJob();
    const rows = job.train.set.rows.length;
    const ones = new Int32Array(rows).fill(1);
    for (const sampling of ["natural", "rebalance"] as const) {
      const own = { ...job, sampling };
      expect(epochOrder(own, ones, 3, createRng(5))).toEqual(
        epochOrder(own, null, 3, createRng(5)),
      );
    }
    const natural = epochOrder({ ...job, sampling: "natural" }, ones, 3, createRng(5));
    expect(natural).toEqual(naturalEpoch(rows, 3, createRng(5)));
    const none = ones.map((_, row) => (row === 0 ? 2 : 1));
    expect(epochOrder(job, none, 3, createRng(5))).not.toEqual(
      epochOrder(job, ones, 3, createRng(5)),
    );
  });
});
