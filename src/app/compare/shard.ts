import { ConfigError } from "../../base/errors.js";
import type { ComparePlan } from "../../config/compare-plan.js";
import { cellsOf, trialCellsOf, type Cell, type TrialCell } from "./cells.js";

/** One of `count` shares of the runs; `index` from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The runs of one shard. */
export interface DealtCells {
  readonly trials: readonly TrialCell[];
  readonly cells: readonly Cell[];
}

/** `2/4` as a shard. @throws ConfigError for anything else, and for 0/4 or 5/4. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (index >= 1 && index <= count) return { index, count };
  throw new ConfigError("--shard", "not a shard", {
    expected: "i/n with i from 1 to n, e.g. 1/4",
    got: text,
  });
}

/**
 * Deal the runs of a comparison out: each belongs to exactly one of the `count` shards, decided by the plan
 * alone. Run k goes to shard k mod n, in the order method, setting, seed, fold, so that a slow method is shared by
 * all. With a search, a method in a setting goes to one shard as a whole: its runs need its trials.
 */
export function dealCells(plan: ComparePlan, shard: Shard): DealtCells {
  const [trials, cells] = [trialCellsOf(plan), cellsOf(plan)];
  const isOwn = (position: number) => position % shard.count === shard.index - 1;
  if (plan.search === null) {
    const labels = [...new Set(cells.map(({ variant }) => variant.label))];
    const order = labels.flatMap((label) => cells.filter(({ variant }) => variant.label === label));
    const own = new Set(order.filter((_, position) => isOwn(position)));
    return { trials, cells: cells.filter((cell) => own.has(cell)) };
  }
  const groupOf = ({ setting, variant }: Cell) => `${setting.name}/${variant.label}`;
  const groups = [...new Set(cells.map(groupOf))];
  const isMine = (cell: Cell) => isOwn(groups.indexOf(groupOf(cell)));
  return { trials: trials.filter(isMine), cells: cells.filter(isMine) };
}
