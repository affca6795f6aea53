import { describe, expect, it } from "vitest";
import type { TrainingEnd, TrainingHandle } from "../train.js";
import { runCells, type CellJob } from "./run-cells.js";

const jobs = ["a", "b", "c", "d"].map(
  (title) => ({ cell: { title }, config: {}, request: { out: title } }) as CellJob,
);
const finished = { type: "finished" } as TrainingEnd;

/** Processes that end when told to; `asked` lists what was asked of each. */
function fakeProcesses() {
  const ends = new Map<string, (end: TrainingEnd) => void>();
  const asked: string[] = [];
  const start = ({ out }: { readonly out: string }): TrainingHandle => ({
    ended: new Promise((resolve) => void ends.set(out, resolve)),
    stop: () => {
      asked.push(`stop ${out}`);
      ends.get(out)?.({ type: "stopped", epoch: 1 });
    },
    kill: () => {
      asked.push(`kill ${out}`);
      ends.get(out)?.({ type: "failed", code: "internal", message: "", lost: true });
    },
  });
  return { ends, asked, start };
}

/** Run all four, two at a time; `log` has what began and ended, in order. */
function started() {
  const { ends, asked, start } = fakeProcesses();
  const [stop, kill] = [new AbortController(), new AbortController()];
  const log: string[] = [];
  const done = runCells(
    jobs,
    2,
    { start, stop: stop.signal, kill: kill.signal },
    {
      onStart: ({ cell }) => log.push(`start ${cell.title}`),
      onMessage: () => undefined,
      onEnd: ({ cell }, { type }) => log.push(`${type} ${cell.title}`),
    },
  );
  const end = async (name: string, how = finished) => {
    ends.get(name)?.(how);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { done, end, log, asked, stop, kill };
}

describe("runCells", () => {
  it("keeps two processes busy in order, and goes on past one that fails", async () => {
    const { done, end, log } = started();
    await end("b", { type: "failed", code: "numeric", message: "NaN" });
    await end("a");
    await end("c");
    await end("d");
    await done;
    expect(log).toEqual([
      ...["start a", "start b", "failed b", "start c", "finished a", "start d"],
      ...["finished c", "finished d"],
    ]);
  });

  it("asks all that run to stop and starts no more", async () => {
    const { done, log, asked, stop } = started();
    stop.abort();
    await done;
    expect(asked).toEqual(["stop a", "stop b"]);
    expect(log).toEqual(["start a", "start b", "stopped a", "stopped b"]);
  });

  it("ends all at once on a kill", async () => {
    const { done, asked, kill } = started();
    kill.abort();
    await done;
    expect(asked).toEqual(["kill a", "kill b"]);
  });

  it("ends the other when a failure cannot be recorded", async () => {
    const { ends, asked, start } = fakeProcesses();
    const never = new AbortController().signal;
    const done = runCells(
      jobs,
      2,
      { start, stop: never, kill: never },
      {
        onStart: () => undefined,
        onMessage: () => undefined,
        onEnd: ({ cell }) => {
          if (cell.title === "a") throw new Error("the disk is full");
        },
      },
    );
    ends.get("a")?.(finished);
    await expect(done).rejects.toThrow("the disk is full");
    expect(asked).toEqual(["kill b"]);
  });
});
