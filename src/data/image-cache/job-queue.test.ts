import { expect, it } from "vitest";
import { createJobQueue } from "./job-queue.js";
import type { PendingRows } from "./pending-rows.js";

const pending: PendingRows[] = Array.from({ length: 300 }, (_, number) => ({
  rows: [2 * number, 2 * number + 1],
  file: { name: `image ${number}`, paths: [`/${number}`] },
  facts: [null],
}));
const nothing = () => Promise.resolve([]);

const takeAll = async (queue: ReturnType<typeof createJobQueue>, count: number) => {
  const rows: number[] = [];
  for (let jobs = await queue.take(count); jobs.length > 0; jobs = await queue.take(count)) {
    expect(jobs.length).toBeLessThanOrEqual(count);
    rows.push(...jobs.map(({ row }) => row));
  }
  return rows;
};

it("hands out each job once, in order, whatever is asked for", async () => {
  const inOrder = pending.map(({ rows }) => rows[0]);
  for (const count of [1, 7, 64, 1000]) {
    expect(await takeAll(createJobQueue(pending, nothing, null), count)).toEqual(inOrder);
  }
  expect(await createJobQueue(pending, nothing, null).take(1)).toEqual([
    { row: 0, name: "image 0", paths: ["/0"] },
  ]);
  expect(await createJobQueue([], nothing, 4).take(3)).toEqual([]);
});

it("hands out blocks in an order of each process", async () => {
  const [one, two] = await Promise.all(
    [1, 2].map((pid) => takeAll(createJobQueue(pending, nothing, pid), 5)),
  );
  expect(one).not.toEqual(two);
  expect([...(one ?? [])].sort((a, b) => a - b)).toEqual(pending.map(({ rows }) => rows[0]));
  // Rows of a block stay together.
  expect(one?.slice(0, 16)).toEqual(
    Array.from({ length: 16 }, (_, step) => (one?.[0] ?? 0) + 2 * step),
  );
});

it("leaves out what others have made, asked once a block though many take", async () => {
  const asked: number[] = [];
  const isMade = async (block: readonly PendingRows[]) => {
    asked.push(block[0]?.rows[0] ?? -1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return block.map(({ rows }) => (rows[0] ?? 0) % 4 === 0);
  };
  const queue = createJobQueue(pending, isMade, null);
  const taken = await Promise.all([takeAll(queue, 3), takeAll(queue, 5), takeAll(queue, 2)]);
  expect(taken.flat().sort((a, b) => a - b)).toEqual(
    pending.map(({ rows }) => rows[0] ?? 0).filter((row) => row % 4 !== 0),
  );
  expect(asked).toEqual(Array.from({ length: 19 }, (_, block) => 32 * block));
});
