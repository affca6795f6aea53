import { describe, expect, it } from "vitest";
import { memoryFiles, quietPorts, tinyJob } from "../../fixtures/training/tiny-job.js";
import { at } from "../base/ndarray.js";
import { erm } from "../methods/erm.js";
import { jtt } from "../methods/jtt.js";
import { lff } from "../methods/lff.js";
import type { Stage } from "../methods/two-stage.js";
import { decodeCheckpoint } from "./checkpoint.js";
import type { TrainingJob } from "./job.js";
import { runTraining } from "./loop.js";
import { runFileNames, type RunFiles } from "./run-files.js";
import { copiesName, stageSpans } from "./stages.js";

const arraysOf = (files: RunFiles) =>
  decodeCheckpoint(files.read(runFileNames.lastCheckpoint) ?? new Uint8Array(), "last").arrays;
const linesOf = (files: RunFiles) =>
  new TextDecoder()
    .decode(files.read(runFileNames.metrics) ?? new Uint8Array())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function jttJob(settings: object, change: Partial<TrainingJob> = {}) {
  const config = jtt.config.parse({ name: "jtt", firstStage: 0.5, upsampling: 5, ...settings });
  return tinyJob({ epochs: 4, ...change }, (context) => jtt.build(config, context));
}
const ermJob = (change: Partial<TrainingJob> = {}) =>
  tinyJob(change, (context) => erm.build({ name: "erm" }, context));

describe("stageSpans", () => {
  const stage = (name: string, share: number): Stage => ({
    name,
    share,
    begin: (_, state) => ({ state, copies: null }),
  });
  const spans = (shares: readonly number[], epochs: number) =>
    stageSpans({ stages: shares.map((share, index) => stage(`${index}`, share)) }, epochs).map(
      ({ firstEpoch, epochs: own }) => [firstEpoch, own],
    );

  it("rounds shares, gives each stage an epoch and the last one the rest", () => {
    expect(spans([0.2, 0.8], 60)).toEqual([[1, 12], [13, 48]]); // prettier-ignore
    expect(spans([0.01, 0.99], 3)).toEqual([[1, 1], [2, 2]]); // prettier-ignore
    expect(spans([0.9, 0.1], 3)).toEqual([[1, 2], [3, 1]]); // prettier-ignore
    expect(spans([0.5, 0.4, 0.1], 3)).toEqual([[1, 1], [2, 1], [3, 1]]); // prettier-ignore
    expect(stageSpans({}, 7)).toEqual([{ stage: null, firstEpoch: 1, epochs: 7, isLast: true }]);
  });

  it("refuses fewer epochs than stages", () => {
    expect(() => spans([0.5, 0.5], 1)).toThrow(
      "train.epochs: fewer epochs than the method has stages: expected 2 or more (0, 1), got 1",
    );
  });
});

describe("runTraining with stages", () => {
  it("gives the same bytes after stops on both sides of the boundary", async () => {
    const straight = memoryFiles();
    const outcome = await runTraining(await jttJob({}), quietPorts(straight));
    const batches = Math.floor((await jttJob({})).train.set.rows.length / 24);
    const stopped = memoryFiles();
    for (const after of [2 * batches - 1, 1, 1, Infinity]) {
      await runTraining(await jttJob({}), quietPorts(stopped, after));
    }
    expect(arraysOf(stopped)).toEqual(arraysOf(straight));
    expect(linesOf(stopped)).toEqual(linesOf(straight));
    expect(linesOf(straight).map(({ stage }) => stage)).toEqual([
      "identify",
      "identify",
      "upweight",
      "upweight",
    ]);
    // Selection never sees the first stage, and the error set is what its model got wrong.
    expect(outcome.status === "finished" && outcome.selection.epoch).toBeGreaterThan(2);
    const copies = arraysOf(straight)[copiesName] ?? new Float32Array(0);
    expect(new Set(copies)).toEqual(new Set([1, 5]));
  });

  it("with upsampling 1 ends in erm of the second stage's epochs, byte for byte", async () => {
    const [twice, plain, upsampled] = [memoryFiles(), memoryFiles(), memoryFiles()];
    await runTraining(await jttJob({ upsampling: 1 }), quietPorts(twice));
    await runTraining(await ermJob({ epochs: 2 }), quietPorts(plain));
    await runTraining(await jttJob({ upsampling: 5 }), quietPorts(upsampled));
    const { [copiesName]: _, ...weights } = arraysOf(twice);
    expect(weights).toEqual(arraysOf(plain));
    expect(
      linesOf(twice)
        .slice(2)
        .map(({ terms, validation }) => ({ terms, validation })),
    ).toEqual(linesOf(plain).map(({ terms, validation }) => ({ terms, validation })));
    const { [copiesName]: __, ...others } = arraysOf(upsampled);
    expect(others).not.toEqual(arraysOf(plain));
    // The first stage has random numbers of its own.
    expect(at(linesOf(twice), 0)["terms"]).not.toEqual(at(linesOf(plain), 0)["terms"]);
  });

  it("is erm where there is no first stage", async () => {
    const [none, plain] = [memoryFiles(), memoryFiles()];
    await runTraining(await jttJob({ firstStage: 0 }, { epochs: 2 }), quietPorts(none));
    await runTraining(await ermJob({ epochs: 2 }), quietPorts(plain));
    expect(arraysOf(none)).toEqual(arraysOf(plain));
    expect(linesOf(none)).toEqual(linesOf(plain));
  });
});

describe("runTraining with numbers of rows", () => {
  it("keeps lff's table of rows through a stop, at 1 and 2 threads", async () => {
    const config = lff.config.parse({ name: "lff" });
    const job = (threads: number) =>
      tinyJob({ epochs: 2, threads, sampling: "natural" }, (context) => lff.build(config, context));
    const [straight, stopped] = [memoryFiles(), memoryFiles()];
    await runTraining(await job(1), quietPorts(straight));
    for (const after of [3, Infinity]) await runTraining(await job(2), quietPorts(stopped, after));
    expect(arraysOf(stopped)).toEqual(arraysOf(straight));
    expect(linesOf(stopped)).toEqual(linesOf(straight));
    const { set } = (await job(1)).train;
    const table = arraysOf(straight)["difficulty.seen"] ?? new Float32Array(0);
    const seen = [...set.label.keys()].filter((row) => table[2 * row + at(set.label, row)] === 1);
    expect(seen.length).toBeGreaterThan(set.rows.length - 24);
    expect(table.reduce((sum, value) => sum + value, 0)).toBe(seen.length);
  });
});
