import { describe, expect, it } from "vitest";
import { unlessAborted } from "./unless-aborted.js";

describe("unlessAborted", () => {
  it("is what the promise gives, or its error", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(3), signal)).toBe(3);
    await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("does not wait for a promise that never ends once it is aborted, before or meanwhile", async () => {
    const never = new Promise<number>(() => undefined);
    const stop = new AbortController();
    const waiting = unlessAborted(never, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(unlessAborted(never, stop.signal)).rejects.toThrow("stopped");
    await expect(unlessAborted(Promise.resolve(3), stop.signal)).rejects.toThrow("stopped");
  });
});
