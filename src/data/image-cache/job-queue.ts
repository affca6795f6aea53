import { createRng } from "../../base/rng.js";
import type { MakeJob } from "./make-image.js";
import type { PendingRows } from "./pending-rows.js";

/** Rows between two looks at what other processes have made. */
const blockLength = 16;

/** Jobs in the order in which they are handed out. */
export interface JobQueue {
  /** The next jobs, at most `count`; none when all are handed out. */
  take(count: number): Promise<readonly MakeJob[]>;
}

/**
 * A queue of the pending rows, block after block.
 *
 * @param isMade asked at the start of each block, of each of its rows: true where the image is there meanwhile.
 * @param shuffledBy null: in order. A number: the blocks in an order of its own, so that processes which fill one cache
 * side by side are seldom at the same block, and do little twice.
 */
export function createJobQueue(
  pending: readonly PendingRows[],
  isMade: (rows: readonly PendingRows[]) => Promise<readonly boolean[]>,
  shuffledBy: number | null,
): JobQueue {
  const blocks = Math.ceil(pending.length / blockLength);
  const order =
    shuffledBy === null
      ? Int32Array.from({ length: blocks }, (_, block) => block)
      : createRng(shuffledBy).child("image-cache").permutation(blocks);
  const remaining = order.values();
  let ready: PendingRows[] = [];
  // One taker at a time: a block is looked at once.
  let turn: Promise<unknown> = Promise.resolve();

  const fillReady = async (): Promise<void> => {
    while (ready.length === 0) {
      const next = remaining.next();
      if (next.done === true) return;
      const block = pending.slice(next.value * blockLength, (next.value + 1) * blockLength);
      const made = await isMade(block);
      ready = block.filter((_, index) => made[index] !== true);
    }
  };
  return {
    async take(count) {
      const taking = turn.then(async () => {
        await fillReady();
        return ready.splice(0, count);
      });
      turn = taking.catch(() => undefined);
      const taken = await taking;
      return taken.map(({ rows, file }) => ({ row: rows[0] ?? 0, ...file }));
    },
  };
}
