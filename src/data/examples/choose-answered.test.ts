import { describe, expect, it } from "vitest";
import { chooseAnswered, type AnsweredLaw } from "./choose-answered.js";

const law: AnsweredLaw = {
  ...{ mostPictures: 2, labelsPerPicture: 2, labels: [true, true, true] },
  ...{ attributeSizes: [], smallestCell: 1 },
};
const setOf = (rows: number, attributes: Int32Array[] = []) => ({
  ...{ name: "iid", attributes, rows: Int32Array.from({ length: rows }, (_, row) => row) },
});
const names = (rows: number) => Array.from({ length: rows }, (_, row) => `s${row}`);
/** Every label yes in every row. */
const all = (rows: number) => new Int32Array(3 * rows).fill(1);

describe("chooseAnswered", () => {
  it("takes rows with a yes from the middles of equal parts, and the labels chosen least so far", () => {
    // Rows with a yes: 1, 2, 4, 5; of four, numbers 1 and 3.
    const answers = Int32Array.of(...[0, 0, 0, 1, 0, 0, 1, 1, 1, -1, 0, -1], ...[0, 1, 0, 1, 1, 1]);
    expect(chooseAnswered(setOf(6), answers, names(6), law)).toEqual([
      { position: 2, labels: [0, 1] },
      { position: 5, labels: [0, 2] },
    ]);
  });

  it("shows no label that may not be shown, nor a row of such alone", () => {
    const answers = Int32Array.of(...[0, 1, 0, 1, 1, 0]);
    const own = { ...law, labels: [true, false, true] };
    expect(chooseAnswered(setOf(2), answers, names(2), own)).toEqual([{ position: 1, labels: [0] }]); // prettier-ignore
    expect(chooseAnswered(setOf(2), new Int32Array(6), names(2), law)).toEqual([]);
  });

  it("shares the pictures among groups, and passes small ones over", () => {
    const site = Int32Array.of(0, 0, 0, 0, 1, 1);
    const six = { ...law, mostPictures: 5, attributeSizes: [2] };
    const positions = (own: AnsweredLaw) =>
      chooseAnswered(setOf(6, [site]), all(6), names(6), own).map(({ position }) => position);
    expect(positions(six)).toEqual([1, 3, 4, 5]);
    // Two rows of site 1 are too few; and four of site 0 would tell them.
    expect(positions({ ...six, smallestCell: 3 })).toEqual([]);
    expect(positions({ ...six, mostPictures: 1 })).toEqual([2]);
  });
});
