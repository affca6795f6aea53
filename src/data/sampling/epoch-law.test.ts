import { describe, expect, it } from "vitest";
import { messageOf, toyFactor } from "../../../fixtures/sampling/toy-source.js";
import { createRng } from "../../base/rng.js";
import { epochLaw, groupNamer, type SamplingName } from "./epoch-law.js";
import { naturalEpoch, rebalancedEpoch } from "./rebalance.js";

const [ill, sex] = [toyFactor("ill", 2), toyFactor("sex", 2)];
/** Groups of 3, 2, 4 and 6 rows; one row without sex, one without a label. */
const counts = [3, 2, 4, 6];
const rows = counts.flatMap((count, group) => new Array<number>(count).fill(group));
const set = {
  name: "train",
  pool: "train",
  rows: Int32Array.from({ length: 17 }, (_, row) => row),
  label: Int32Array.from([...rows.map((group) => Math.floor(group / 2)), 1, -1]),
  attributes: [Int32Array.from([...rows.map((group) => group % 2), -1, 0])],
} as const;
const lawOf = (sampling: SamplingName, batch = 4) => epochLaw(sampling, set, ill, [sex], batch);
const rng = createRng(1);
const groups = Int32Array.from([...rows, -1, -1]);

describe("epochLaw", () => {
  it("says how many rows of each group and label an epoch has, and draws them", () => {
    const natural = lawOf("natural");
    expect(natural).toMatchObject({ batches: 4, trainingGroups: counts, epochGroups: counts });
    expect(natural.epochLabels).toEqual([5, 11]);
    expect(natural.positions(2, rng)).toEqual(naturalEpoch(17, 2, rng));

    const rebalance = lawOf("rebalance");
    expect(rebalance).toMatchObject({ batches: 4, trainingGroups: counts });
    expect(rebalance.epochGroups).toEqual([4.25, 4.25, 4.25, 4.25]);
    expect(rebalance.epochLabels).toEqual([8.5, 8.5]);
    expect(rebalance.positions(2, rng)).toEqual(rebalancedEpoch(groups, 4, 2, rng));

    const undersample = lawOf("undersample");
    expect(undersample).toMatchObject({ batches: 2, trainingGroups: counts });
    expect(undersample.epochGroups).toEqual([2, 2, 2, 2]);
    expect(undersample.epochLabels).toEqual([4, 4]);
    expect(undersample.positions(2, rng)).toHaveLength(8);
  });

  it("draws rows in proportion to their copies, at the same length", () => {
    const copies = Int32Array.from({ length: 17 }, (_, row) => (row < 3 ? 10 : 1));
    const share = 30 / (30 + 14);
    let upsampled = 0;
    const epochs = 400;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = lawOf("natural").positions(epoch, rng, copies);
      expect(order).toHaveLength(17);
      for (const row of order) upsampled += Number(row < 3);
    }
    // Without repetition from the places: hypergeometric, whose variance is below the binomial's.
    const deviation = Math.sqrt((share * (1 - share)) / (17 * epochs));
    expect(Math.abs(upsampled / (17 * epochs) - share)).toBeLessThan(4 * deviation);
  });

  it.each<SamplingName>(["natural", "rebalance", "undersample"])(
    "is the epoch without copies where each row has one: %s",
    (sampling) => {
      const law = lawOf(sampling);
      const ones = new Int32Array(17).fill(1);
      expect(law.positions(3, rng, ones)).toEqual(law.positions(3, rng));
      const more = ones.map((_, row) => (row === 0 ? 9 : 1));
      expect(law.positions(3, rng, more)).not.toEqual(law.positions(3, rng));
    },
  );

  it("refuses a batch larger than what undersampling leaves, and says what that is", () => {
    expect(lawOf("undersample", 8).batches).toBe(1);
    expect(messageOf(() => lawOf("undersample", 9))).toBe(
      'DataError: undersample: the batch is larger than an epoch: expected at most 8 rows (4 groups of 2, as many as "ill0, sex1" has), got 9. ' +
        "Lower train.batch, or use sampling: rebalance.",
    );
  });

  it("names groups label first", () => {
    expect([0, 1, 2, 3].map(groupNamer(ill, [sex]))).toEqual([
      "ill0, sex0",
      "ill0, sex1",
      "ill1, sex0",
      "ill1, sex1",
    ]);
  });
});
