import { describe, expect, it } from "vitest";
import { whileListening } from "./while-listening.js";

describe("whileListening", () => {
  it("counts signals while the action goes on, and leaves nothing behind, after an error too", async () => {
    const counts: number[] = [];
    const before = process.listenerCount("SIGINT");
    const action = () => {
      process.emit("SIGINT");
      process.emit("SIGTERM");
      return Promise.reject(new Error("ended"));
    };
    await expect(whileListening((count) => counts.push(count), action)).rejects.toThrow("ended");
    expect(counts).toEqual([1, 2]);
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});
