import type { RealisedTable } from "../data/sampling/realised-table.js";

const notTests = ["train", "validation"];

/** Names of the tests of a plan whose rows it takes as they are: no share of a cell was asked for. */
export function testsAsTheyAre(tables: readonly RealisedTable[]): string[] {
  return tables
    .filter(
      ({ set, cells }) => !notTests.includes(set) && cells.every(({ asked }) => asked === null),
    )
    .map(({ set }) => set);
}
