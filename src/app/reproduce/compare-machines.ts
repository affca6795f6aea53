import type { Machine } from "../environment.js";
import { finding, type Finding } from "./finding.js";

const names: Readonly<Record<keyof Machine, string>> = {
  unconfound: "unconfound",
  node: "Node",
  platform: "platform",
  cpu: "CPU",
  onnxruntime: "ONNX Runtime",
  runtime: "runtime",
  device: "device",
  threads: "threads",
};

/**
 * What a run was computed with beside what is here, a finding each. All decide results (docs/determinism.md) but threads,
 * and of Node the versions behind the first number: its arithmetic is that of its JavaScript engine.
 * @param stored `env.json` of the run; a key that an older version did not write is unknown.
 */
export function compareMachines(
  stored: Readonly<Record<string, unknown>>,
  now: Machine,
): Finding[] {
  return (Object.keys(names) as (keyof Machine)[]).map((key) => {
    const [before, after] = [stored[key], now[key]];
    const name = names[key];
    if (before === undefined) {
      return {
        state: "unknown",
        text: `${name}: the run does not say (here ${after})`,
        decides: true,
      };
    }
    if (before === after) return finding(`${name} ${after}`, true);
    const was = typeof before === "string" ? before : JSON.stringify(before);
    const decides = key === "node" ? major(was) !== major(now[key]) : key !== "threads";
    return finding(`${name} ${was} → ${after}`, false, decides);
  });
}

function major(version: string): string {
  return version.split(".")[0] ?? "";
}
