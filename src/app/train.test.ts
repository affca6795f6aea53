import { EventEmitter } from "node:events";
import { beforeEach, expect, it, vi } from "vitest";

class FakeChild extends EventEmitter {
  readonly connected = true;
  readonly sent: unknown[] = [];
  /** As of a process that has just ended; without a callback Node emits the error. */
  send(message: unknown, onSent?: (error: Error) => void): void {
    this.sent.push(message);
    const error = new Error("write EPIPE");
    if (onSent === undefined) this.emit("error", error);
    else onSent(error);
  }
}

let child = new FakeChild();
vi.mock("node:child_process", () => ({ fork: () => child }));
const { startTraining } = await import("./train.js");

const request = {
  ...{ configText: "", source: "r.yml", overrides: [], base: ".", out: "nowhere", resume: false },
};
beforeEach(() => void (child = new FakeChild()));

it.each(["SIGINT", "SIGTERM"] as const)(
  "is stopped where the process ends by %s before it listens",
  async (signal) => {
    const handle = startTraining(request, () => undefined);
    handle.stop();
    child.emit("exit", null, signal);
    expect(await handle.ended).toEqual({ type: "stopped", epoch: null });
    expect(child.sent).toEqual([{ type: "start", request }, { type: "stop" }]);
  },
);

it("is stopped where Ctrl-C ends the process before this one has heard of it", async () => {
  const { ended } = startTraining(request, () => undefined);
  child.emit("exit", null, "SIGINT");
  expect(await ended).toEqual({ type: "stopped", epoch: null });
});

it.each([
  [null, "SIGKILL", "signal SIGKILL"],
  [null, "SIGTERM", "signal SIGTERM"],
  [3, null, "exit code 3"],
] as const)("fails where the process is lost: %s, %s", async (code, signal, how) => {
  const { ended } = startTraining(request, () => undefined);
  child.emit("exit", code, signal);
  expect(await ended).toMatchObject({
    ...{ type: "failed", lost: true },
    message: `training: the process ended with ${how}. There was no checkpoint yet.`,
  });
});

it("has the end that the process told, whatever ended it then", async () => {
  const handle = startTraining(request, () => undefined);
  handle.stop();
  child.emit("message", { type: "stopped", epoch: 4 });
  child.emit("exit", null, "SIGINT");
  expect(await handle.ended).toEqual({ type: "stopped", epoch: 4 });
});
