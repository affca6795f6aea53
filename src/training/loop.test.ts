import { describe, expect, it } from "vitest";
import { memoryFiles, quietPorts, tinyJob } from "../../fixtures/training/tiny-job.js";
import { StorageError } from "../base/errors.js";
import { augmentStepConfig } from "../data/augment/registry.js";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.js";
import { runTraining } from "./loop.js";
import { runFileNames, type RunFiles } from "./run-files.js";

const weightsOf = (files: RunFiles) =>
  decodeCheckpoint(files.read(runFileNames.lastCheckpoint) ?? new Uint8Array(), "last").arrays;
const metricsOf = (files: RunFiles) =>
  new TextDecoder().decode(files.read(runFileNames.metrics) ?? new Uint8Array());

const everyStep = [
  { name: "flip", axes: ["x"] },
  { name: "affine", rotate: 10, scale: [0.9, 1.1] },
  { name: "intensity", gamma: [0.8, 1.25] },
  { name: "bias-field" },
  { name: "noise" },
  { name: "cutout", size: [3, 3] },
].map((step) => augmentStepConfig.parse(step));

describe("runTraining", () => {
  it("gives the same bytes twice, at 1 and 2 threads, and after stops at any batch", async () => {
    // With augmentation, which has draws of its own.
    const augment = { shift: 1, steps: everyStep };
    const straight = memoryFiles();
    await runTraining(await tinyJob({ augment }), quietPorts(straight));
    const threaded = memoryFiles();
    await runTraining(await tinyJob({ augment, threads: 2 }), quietPorts(threaded));
    expect(weightsOf(threaded)).toEqual(weightsOf(straight));
    expect(metricsOf(threaded)).toBe(metricsOf(straight));

    const stopped = memoryFiles();
    let stops = 0;
    for (const after of [1, 5, 7, 3, Infinity]) {
      const outcome = await runTraining(await tinyJob({ augment }), quietPorts(stopped, after));
      if (outcome.status === "stopped") stops += 1;
    }
    expect(stops).toBe(4);
    expect(weightsOf(stopped)).toEqual(weightsOf(straight));
    expect(metricsOf(stopped)).toBe(metricsOf(straight));
    const selected = (files: RunFiles) =>
      decodeCheckpoint(files.read(runFileNames.selectedCheckpoint) ?? new Uint8Array(), "selected")
        .arrays;
    expect(selected(stopped)).toEqual(selected(straight));
  });

  it("cuts metrics.jsonl to the checkpoint when it was killed between the two", async () => {
    const straight = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(straight));
    const killed = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(killed, 12));
    killed.append(runFileNames.metrics, '{"epoch":99}\n');
    await runTraining(await tinyJob(), quietPorts(killed));
    expect(metricsOf(killed)).toBe(metricsOf(straight));
  });

  it("differs for another seed (the equality can fail)", async () => {
    const [one, other] = [memoryFiles(), memoryFiles()];
    await runTraining(await tinyJob({ epochs: 1 }), quietPorts(one));
    await runTraining(await tinyJob({ epochs: 1, seed: 1 }), quietPorts(other));
    expect(metricsOf(one)).not.toBe(metricsOf(other));
    const moved = memoryFiles();
    await runTraining(await tinyJob({ epochs: 1, augment: { shift: 1 } }), quietPorts(moved));
    expect(metricsOf(one)).not.toBe(metricsOf(moved));
    const changed = memoryFiles();
    const augment = { shift: 1, steps: everyStep };
    await runTraining(await tinyJob({ epochs: 1, augment }), quietPorts(changed));
    expect(metricsOf(moved)).not.toBe(metricsOf(changed));
  });

  it("stops at a loss term that is no number, names it, and keeps the last checkpoint", async () => {
    const files = memoryFiles();
    const job = await tinyJob();
    let images = 0;
    const poisoned = {
      ...job.train,
      writeImage: (position: number, out: Float32Array, offset: number) => {
        job.train.writeImage(position, out, offset);
        if (++images > 24 * 9) out[offset] = NaN;
      },
    };
    await expect(runTraining({ ...job, train: poisoned }, quietPorts(files))).rejects.toThrow(
      /^epoch 2, batch \d+: loss term lesion: got NaN \(phase encoder\)\. Lower the learning rate/,
    );
    expect(
      decodeCheckpoint(files.read(runFileNames.lastCheckpoint) ?? new Uint8Array(), "last").state
        .epoch,
    ).toBe(2);
  });

  it("survives a disk that is full while a checkpoint is written", async () => {
    const straight = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(straight));
    const files = memoryFiles();
    let writes = 0;
    const full: RunFiles = {
      ...files,
      replace: (name, content) => {
        if (name === runFileNames.lastCheckpoint && ++writes === 2) {
          throw new StorageError(name, "the disk is full", { got: "ENOSPC" });
        }
        files.replace(name, content);
      },
    };
    await expect(runTraining(await tinyJob(), quietPorts(full))).rejects.toThrow(
      "the disk is full",
    );
    await runTraining(await tinyJob(), quietPorts(files));
    expect(weightsOf(files)).toEqual(weightsOf(straight));
    expect(metricsOf(files)).toBe(metricsOf(straight));
  });

  it("refuses a checkpoint of another configuration or of other data", async () => {
    const files = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(files, 5));
    const advice = "Restore what was changed, or choose another --out.";
    for (const [change, what] of [
      [{ configHash: "other" }, "another configuration"],
      [{ dataHash: "other" }, "other data"],
    ] as const) {
      await expect(runTraining(await tinyJob(change), quietPorts(files))).rejects.toThrow(
        `checkpoints/last.safetensors: the checkpoint belongs to ${what}. ${advice}`,
      );
    }
  });

  it("refuses a checkpoint that lacks what the method keeps, as one of an earlier version may", async () => {
    const files = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(files, 5));
    const name = runFileNames.lastCheckpoint;
    const { arrays, ...checkpoint } = decodeCheckpoint(files.read(name) ?? new Uint8Array(), name);
    const [lost = ""] = (await tinyJob()).method.phases.flatMap(({ updates }) => updates);
    const { [lost]: _, ...rest } = arrays;
    files.replace(name, encodeCheckpoint({ ...checkpoint, arrays: rest, shapes: {} }));
    await expect(runTraining(await tinyJob(), quietPorts(files))).rejects.toThrow(
      `checkpoints/last.safetensors: the checkpoint lacks an array of the method: got ${lost}. ` +
        "Another version of Unconfound wrote it: start the run anew in another folder.",
    );
  });

  it("refuses to go on where metrics.jsonl has lost epochs that the checkpoint knows", async () => {
    const files = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(files, 12));
    const whole = metricsOf(files);
    files.truncate(runFileNames.metrics, 20);
    await expect(runTraining(await tinyJob(), quietPorts(files))).rejects.toThrow(
      `metrics.jsonl: shorter than the checkpoint says: expected ${whole.length}, got 20. ` +
        "Epochs are lost: start the run anew in another folder.",
    );
    expect(metricsOf(files)).toBe(whole.slice(0, 20));
  });

  it("stops where validation first shows that the weights have diverged", async () => {
    const job = await tinyJob({ epochs: 1 });
    const validation = {
      ...job.validation,
      writeImage: (position: number, out: Float32Array, offset: number) => {
        job.validation.writeImage(position, out, offset);
        out[offset] = Infinity;
      },
    };
    await expect(runTraining({ ...job, validation }, quietPorts(memoryFiles()))).rejects.toThrow(
      /^epoch 1, validation: [\w/]+: got (NaN|-?Infinity)\. Lower the learning rate or clip gradients \(train\.clip\); the last checkpoint is kept\.$/,
    );
  });

  it("says why the last epoch stands in where the rule has no value", async () => {
    const selection = { rule: "adjusted-accuracy", burnIn: 0, minCount: 5000 } as const;
    const outcome = await runTraining(await tinyJob({ selection }), quietPorts(memoryFiles()));
    const chosen = outcome.status === "finished" ? outcome.selection : null;
    expect(chosen).toMatchObject({ rule: "last", epoch: 3 });
    expect(chosen?.reason).toMatch(/^adjusted-accuracy: ./);
  });

  it("refuses weights of another epoch than the selected one", async () => {
    const files = memoryFiles();
    await runTraining(await tinyJob(), quietPorts(files));
    const { selectedCheckpoint } = runFileNames;
    const stored = decodeCheckpoint(files.read(selectedCheckpoint) ?? new Uint8Array(), "selected");
    const state = { ...stored.state, selectedEpoch: 99 };
    files.replace(selectedCheckpoint, encodeCheckpoint({ ...stored, state }));
    await expect(runTraining(await tinyJob(), quietPorts(files))).rejects.toThrow(
      /^checkpoints\/selected\.safetensors: weights of another epoch than the selected one: expected \d, got 99\. /,
    );
  });
});
