import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import type { SampledSet } from "../dataset.js";
import { countGroups, groupsOfSet, valuesOfGroup } from "./groups.js";
import type { PartRows } from "./part-rows.js";
import { planCells, tableOf } from "./plan-cells.js";
import type { CellPlan, SetRequest } from "./plan-cells.js";
import type { RealisedTable } from "./realised-table.js";

/** A set and the contingency table counted from it. */
export interface DrawnSet {
  readonly set: SampledSet;
  readonly table: RealisedTable;
}

/**
 * Draw a set from a part, with the counts and the errors of {@link planCells}.
 *
 * Rows are drawn without replacement, by a seeded permutation of each read cell; planted values are
 * given to the drawn rows in that order. Rows of the set are in ascending order.
 */
export function drawSet(request: SetRequest, rng: Rng): DrawnSet {
  const { factors, part } = request;
  const plan = planCells(request);
  const groups = assignGroups(part, plan, rng);
  const chosen = Int32Array.from(groups.keys()).filter((position) => at(groups, position) >= 0);
  const values = Array.from(chosen, (position) =>
    valuesOfGroup(at(groups, position), factors.sizes),
  );
  const set: SampledSet = {
    name: request.name,
    pool: part.pool,
    rows: chosen.map((position) => at(part.rows, position)),
    label: Int32Array.from(values, (row) => at(row, 0)),
    attributes: factors.sizes.map((_, index) =>
      Int32Array.from(values, (row) => at(row, index + 1)),
    ),
  };
  const counts = countGroups(groupsOfSet(set, factors.sizes), plan.asked.length);
  return { set, table: tableOf(request, plan, counts, chosen.length) };
}

/** Group of each row of the part, [part rows]; -1 where the row is not drawn. */
function assignGroups(part: PartRows, plan: CellPlan, rng: Rng): Int32Array {
  const members: number[][] = Array.from(part.available, () => []);
  for (const [position, cell] of part.readCells.entries()) at(members, cell).push(position);
  const orders = members.map((rows, cell) => rng.child(`cell-${cell}`).permutation(rows.length));
  const next = new Int32Array(members.length);
  const groups = new Int32Array(part.rows.length).fill(-1);
  for (const [group, count] of plan.counts.entries()) {
    const cell = at(plan.readCell, group);
    for (let drawn = 0; drawn < count; drawn++) {
      const position = at(at(members, cell), at(at(orders, cell), at(next, cell)));
      groups[position] = group;
      next[cell] = at(next, cell) + 1;
    }
  }
  return groups;
}
