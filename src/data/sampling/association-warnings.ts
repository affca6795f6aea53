import { cramersVOfCounts } from "../cramers-v.js";
import type { RealisedTable } from "./realised-table.js";

/**
 * Attributes that go with the label otherwise in the `iid` test of a native plan than in training, as where a cohort's test
 * part was drawn by other rules: the gap iid − inverted is then not that of the association that was learnt. A sampled plan
 * has the association that it asks for.
 *
 * Said where Cramér's V of label and attribute differs by more than 0.2 + 1 / √n, n rows in the smaller of the two sets: V of
 * n rows swings by some 1 / √n by chance.
 */
export function associationWarnings(tables: readonly RealisedTable[]): string[] {
  const train = tables.find(({ set }) => set === "train");
  const iid = tables.find(({ set }) => set === "iid");
  if (train === undefined || iid === undefined || isSampled(iid)) return [];
  const chance = 1 / Math.sqrt(Math.max(1, Math.min(train.n, iid.n)));
  const names = Object.keys(train.cells[0]?.attributes ?? {});
  return names.flatMap((name) => {
    const [learnt, tested] = [associationOf(train, name), associationOf(iid, name)];
    if (Math.abs(learnt - tested) <= 0.2 + chance) return [];
    return [
      `iid is the test part as it is, and ${name} goes with the label ${tested < learnt ? "less" : "more"} there than in ` +
        `training (Cramér's V ${tested.toFixed(2)}, in training ${learnt.toFixed(2)}): the gap iid − inverted is not that ` +
        "of the association that was learnt",
    ];
  });
}

function isSampled({ cells }: RealisedTable): boolean {
  return cells.some(({ asked }) => asked !== null);
}

function associationOf({ cells }: RealisedTable, name: string): number {
  return cramersVOfCounts(
    cells.map(({ label, attributes, count }) => [label, attributes[name] ?? "", count] as const),
  );
}
