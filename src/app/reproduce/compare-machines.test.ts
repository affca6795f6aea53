import { describe, expect, it } from "vitest";
import type { Machine } from "../environment.js";
import { compareMachines } from "./compare-machines.js";
import { isReproducible } from "./finding.js";

const machine: Machine = {
  unconfound: "0.1.0",
  node: "v20.20.2",
  platform: "linux-x64",
  cpu: "A",
  onnxruntime: "1.30.0",
  runtime: "native",
  device: "cpu",
  threads: 2,
};
const changed = (changes: Partial<Machine>) => {
  const findings = compareMachines({ ...machine, ...changes }, machine);
  return {
    lines: findings.filter(({ state }) => state !== "same").map(({ text }) => text),
    isSame: isReproducible(findings),
  };
};

describe("compareMachines", () => {
  it("has a line for each thing", () => {
    expect(compareMachines({ ...machine, dataHash: "x" }, machine).map(({ text }) => text)).toEqual(
      [
        "unconfound 0.1.0",
        "Node v20.20.2",
        "platform linux-x64",
        "CPU A",
        "ONNX Runtime 1.30.0",
        "runtime native",
        "device cpu",
        "threads 2",
      ],
    );
    expect(changed({})).toEqual({ lines: [], isSame: true });
  });

  it.each<[Partial<Machine>, string, boolean]>([
    [{ threads: 4 }, "threads 4 → 2", true],
    [{ node: "v20.9.0" }, "Node v20.9.0 → v20.20.2", true],
    [{ node: "v22.9.0" }, "Node v22.9.0 → v20.20.2", false],
    [{ unconfound: "0.0.9" }, "unconfound 0.0.9 → 0.1.0", false],
    [{ platform: "darwin-arm64" }, "platform darwin-arm64 → linux-x64", false],
    [{ cpu: "B" }, "CPU B → A", false],
    [{ onnxruntime: "1.29.0" }, "ONNX Runtime 1.29.0 → 1.30.0", false],
    [{ runtime: "wasm" }, "runtime wasm → native", false],
    [{ device: "cuda" }, "device cuda → cpu", false],
  ])("says whether %o decides results", (changes, line, isSame) => {
    expect(changed(changes)).toEqual({ lines: [line], isSame });
  });

  it("does not invent what a run does not say", () => {
    const { unconfound: _, ...older } = machine;
    const findings = compareMachines(older, machine);
    expect(findings[0]).toEqual({
      state: "unknown",
      text: "unconfound: the run does not say (here 0.1.0)",
      decides: true,
    });
    expect(isReproducible(findings)).toBe(true);
  });
});
