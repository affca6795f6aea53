import { expect, it } from "vitest";
import { describeSets } from "./describe-sets.js";
import { formatRealisedTable, realisedTable } from "./realised-table.js";

const tableOf = (set: string, counts: readonly number[]) =>
  realisedTable({
    set,
    pool: "train",
    n: counts.reduce((sum, count) => sum + count, 0),
    leftOut: 0,
    label: { name: "lesion", valueNames: ["clear", "lesion"] },
    attributes: [{ name: "marker", valueNames: ["absent", "present"] }],
    counts: Int32Array.from(counts),
    asked: null,
    available: Int32Array.from(counts),
  });

it("adds nothing to tables of filled groups", () => {
  const tables = [tableOf("train", [40, 1, 1, 40]), tableOf("validation", [40, 10, 10, 40])];
  expect(describeSets(tables, "rebalance")).toBe(tables.map(formatRealisedTable).join("\n\n"));
});

it("warns of groups without a training row, and says what rebalancing does with them", () => {
  const table = tableOf("train", [40, 0, 0, 40]);
  const text = (sampling: "natural" | "rebalance") =>
    describeSets([table], sampling).slice(formatRealisedTable(table).length);
  const warning =
    '\n\nwarning: train has no image of "clear, present" and 1 other group: nothing in training tells ' +
    "label and attribute apart there";
  expect(text("natural")).toBe(warning);
  expect(text("rebalance")).toBe(`${warning}; rebalancing leaves them out`);
});

it("warns of the smallest validation group, and of no test's", () => {
  const tables = [tableOf("validation", [40, 2, 3, 40]), tableOf("iid", [40, 2, 0, 40])];
  expect(describeSets(tables, "natural")).toMatch(
    /\n\nwarning: validation has 2 images of "clear, present": choosing the epoch by group accuracy follows single images there$/,
  );
});
