import { expect, it } from "vitest";
import { groupRemarks } from "./group-remarks.js";

const guess = (name: string, cells: readonly string[]) => ({
  spec: { name, column: name },
  association: 0,
  values: "",
  cells,
});
/** Each group of label x sex x site as often as `counts` says, in that order. */
function tableOf(counts: readonly number[]) {
  const codes = counts.flatMap((count, group) => Array<number>(count).fill(group));
  return {
    label: codes.map((code) => (code < 4 ? "no" : "yes")),
    sex: guess(
      "sex",
      codes.map((code) => ((code >> 1) % 2 === 0 ? "F" : "M")),
    ),
    site: guess(
      "site",
      codes.map((code) => (code % 2 === 0 ? "a" : "b")),
    ),
  };
}
const full = [30, 30, 30, 30, 30, 30, 30, 30];

it("keeps still where every group has rows for three parts, and with one attribute", () => {
  const { label, sex, site } = tableOf(full);
  expect(groupRemarks([sex, site], label)).toEqual([]);
  expect(groupRemarks([sex], tableOf([1, 0, 0, 0, 0, 0, 0, 1]).label)).toEqual([]);
});

it.each([
  [[30, 30, 30, 29, 30, 30, 30, 30], 29],
  [[30, 30, 30, 0, 30, 30, 30, 30], 0],
])("says how small the smallest group is: %j", (counts, smallest) => {
  const { label, sex, site } = tableOf(counts);
  expect(groupRemarks([sex, site], label)).toEqual([
    {
      key: "attributes",
      text: `label x sex x site has a group of ${smallest} rows: tests need rows in every group; for fewer groups say data.attributes: [sex] in train.yml`,
    },
  ]);
});
