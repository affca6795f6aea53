import { expect, it } from "vitest";
import { encodeEventFile } from "../report/tensorboard/event-file.js";
import type { RunFiles } from "../training/run-files.js";
import { writeEventFile } from "./write-event-file.js";

it("is made anew from the record: an epoch that a resume cut away is gone", () => {
  const stored = new Map<string, Uint8Array>();
  const files: Pick<RunFiles, "read" | "replace"> = {
    read: (name) => stored.get(name) ?? null,
    replace: (name, content) =>
      stored.set(name, typeof content === "string" ? new TextEncoder().encode(content) : content),
  };
  const line = (epoch: number) => `{"epoch":${epoch},"terms":{"label":0.5}}\n`;
  const write = (epochs: readonly number[]) => {
    files.replace("metrics.jsonl", epochs.map(line).join(""));
    files.replace("timing.jsonl", epochs.map((n) => `{"epoch":${n},"seconds":${n}}\n`).join(""));
    writeEventFile(files as RunFiles);
    return stored.get("events.out.tfevents.unconfound");
  };
  const event = (step: number) => ({ wallTime: step, step, scalars: { "terms/label": 0.5 } });
  expect(write([1, 2, 3])).toEqual(encodeEventFile([event(1), event(2), event(3)]));
  expect(write([1, 2])).toEqual(encodeEventFile([event(1), event(2)]));
});
