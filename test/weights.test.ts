/** A run that starts from weights (`model.weights`), as a user meets it, and every method from a file made by PyTorch. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleBlueprint } from "../fixtures/app/example-blueprint.js";
import {
  sfcnOutline,
  torchFile,
  torchLogits,
  volumeShape,
  voxel,
} from "../fixtures/weights/torch-sfcn.js";
import { buildRunMethod } from "../src/app/build-run-method.js";
import { openRun } from "../src/app/open-run.js";
import { runTrainingRequest } from "../src/app/run-training.js";
import type { WeightsRecord } from "../src/app/starting-weights.js";
import { sizeOf, type NdArray } from "../src/base/ndarray.js";
import { createRng } from "../src/base/rng.js";
import { parseRunConfig } from "../src/config/parse-config.js";
import type { SetImages } from "../src/data/batch.js";
import { decodeSafetensors, encodeSafetensors } from "../src/data/formats/safetensors.js";
import { averageName } from "../src/methods/phase.js";
import { methods } from "../src/methods/registry.js";
import { torchNamed } from "../src/nn/torch-names.js";
import { takeWeights } from "../src/nn/weights/take-weights.js";
import { compile } from "../src/runtime/compile.js";
import { loadBackend } from "../src/runtime/load.js";
import { predictSet } from "../src/training/predict-set.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, train } = openCommandLine("weights");
const inFolder = (...names: string[]) => join(folder, ...names);
const readArrays = (path: string) =>
  decodeSafetensors(new Uint8Array(readFileSync(path)), path).arrays;
const run = (weights: string, method: string, epochs: number) => `data:
  dataset: phantom
  size: 16
  train: 200
  test: 100
  attributes: [marker]
  plan: { train: 0.8, tests: { iid: 0.8 } }
model: { encoder: fashion-cnn, features: 2, head: linear${weights} }
method: ${method}
train: { epochs: ${epochs}, batch: 40, optimizer: { name: sgd, lr: 1e-1, momentum: 0 } }
evaluation: { probes: false }
runtime: { threads: 1 }
`;
/** No weight moves by this much of its gradient: what a run started from is what it ends with. */
const still = "train.optimizer.lr=1e-30";

/** `unconfound train FILE --out OUT --resume` in this process. */
const resume = (file: string, out: string, ...overrides: string[]) =>
  runTrainingRequest(
    {
      ...{ configText: readFileSync(inFolder(file), "utf8"), source: file, resume: true },
      ...{ overrides: [still, ...overrides], base: dirname(inFolder(file)), out: inFolder(out) },
    },
    { send: () => undefined, stopped: () => false },
  );

beforeAll(async () => {
  writeFileSync(inFolder("first.yml"), run("", "{ name: multitask }", 1));
  writeFileSync(inFolder("run.yml"), run(", weights: w.safetensors", "{ name: multitask }", 1));
  writeFileSync(inFolder("jtt.yml"), run(", weights: w.safetensors", "{ name: jtt }", 2));
  await train("first.yml", "first");
  const { code, err } = await unconfound("export", "first", "--out", "model", "--safetensors");
  if (code !== 0) throw new Error(err);
  const weights = inFolder("model", "weights.safetensors");
  copyFileSync(weights, inFolder("w.safetensors"));
  // The same run files beside no weights, and beside others under the same name.
  for (const place of ["without", "changed"]) {
    mkdirSync(inFolder(place));
    for (const name of ["run.yml", "jtt.yml"]) copyFileSync(inFolder(name), inFolder(place, name));
  }
  const arrays = new Map(readArrays(weights));
  const bias = arrays.get("conv1.bias");
  if (bias?.dtype !== "float32") throw new Error("no bias");
  arrays.set("conv1.bias", { ...bias, data: bias.data.map((value) => value + 1) });
  writeFileSync(inFolder("changed", "w.safetensors"), encodeSafetensors({ arrays, metadata: {} }));
}, 240_000);

describe("a run that starts from the weights of another", () => {
  let said: Awaited<ReturnType<typeof unconfound>>;
  beforeAll(async () => {
    said = await unconfound("train", "run.yml", still, "--out", "second");
  }, 240_000);

  it("says so, and records the file and what was taken", () => {
    expect([said.code, said.err]).toEqual([0, expect.anything()]);
    const record = JSON.parse(
      readFileSync(inFolder("second", "weights.json"), "utf8"),
    ) as WeightsRecord;
    expect(record).toMatchObject({ schema: 1, file: "w.safetensors", taken: 16, prefix: "" });
    expect(record.left.toSorted()).toEqual(
      ["fc3", "head.lesion", "head.marker"].flatMap((name) => [`${name}.bias`, `${name}.weight`]),
    );
    const sentence = `encoder starts from w.safetensors (SHA-256 ${record.sha256.slice(0, 12)}…): 16 arrays`;
    expect(said.err).toContain(sentence);
    const card = readFileSync(inFolder("second", "MODEL_CARD.md"), "utf8");
    expect(card.replaceAll("\\", "")).toContain(`- Start: ${sentence}; not taken: fc3`);
    expect(readFileSync(inFolder("first", "MODEL_CARD.md"), "utf8")).toContain(
      "- Start: from scratch",
    );
  });

  it("has the bytes of all that was taken, through export and back", () => {
    const [first, second] = [openRun("first"), openRun("second")];
    const moved = [...first.weights].filter(
      ([name, array]) => !isDeepStrictEqual(array, second.weights.get(name)),
    );
    // Running statistics follow the data whatever the learning rate; the last layer and the heads are drawn.
    const expected = [
      ...["bn1", "bn2"].flatMap((name) => [`${name}.runningMean`, `${name}.runningVariance`]),
      ...["fc3.bias", "fc3.weight"],
    ].map((name) => `encoder.${name}`);
    const heads = ["lesion", "marker"].flatMap((name) => [
      `head.${name}.bias`,
      `head.${name}.weight`,
    ]);
    expect(moved.map(([name]) => name).toSorted()).toEqual([...expected, ...heads]);
  });

  it("goes on without the file, and not from another", async () => {
    cpSync(inFolder("second"), inFolder("stopped"), { recursive: true });
    rmSync(inFolder("stopped", "done"));
    rmSync(inFolder("stopped", "model.onnx"));
    const other = resume("without/run.yml", "stopped", "model.weights=other.safetensors");
    await expect(other).rejects.toThrow("--resume: the run was started with another model.weights");
    await resume("without/run.yml", "stopped");
    for (const name of ["model.onnx", "weights.json"]) {
      const [now, before] = ["stopped", "second"].map((place) =>
        readFileSync(inFolder(place, name)),
      );
      expect(now, name).toEqual(before);
    }
    const card = readFileSync(inFolder("stopped", "MODEL_CARD.md"), "utf8");
    expect(card).toContain("- Start: encoder starts from w.safetensors");
  }, 240_000);

  it("is told apart by reproduce when the file has changed", async () => {
    expect((await unconfound("reproduce", "second", "run.yml")).out).toContain(
      "same     weights w.safetensors\n",
    );
    const { code, out } = await unconfound("reproduce", "second", "changed");
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/\nchanged {2}weights w\.safetensors: [0-9a-f]{12} → [0-9a-f]{12}\n/),
    ]);
  }, 120_000);

  it("has no training step to export: the state before it is not in the run", async () => {
    const { code, err } = await unconfound("export", "second", "--out", "step", "--train-step");
    expect([code, err]).toEqual([
      2,
      "error: --train-step: the run does not hold the weights that it started from: got w.safetensors. " +
        "Leave out --train-step, or train a run from scratch for it.\n",
    ]);
  });

  it("is refused before anything is written where the file does not fit, by data check too", async () => {
    const wrong = ["model.encoder=mimm-cnn"];
    const trained = await unconfound("train", "run.yml", ...wrong, "--out", "none");
    expect([trained.code, trained.err]).toEqual([
      2,
      expect.stringMatching(
        /w\.safetensors: lacks arrays of encoder mimm-cnn, 2 of 8: expected conv3/,
      ),
    ]);
    expect(existsSync(inFolder("none"))).toBe(false);
    const checked = await unconfound("data", "check", "run.yml", ...wrong);
    expect([checked.code, checked.err]).toEqual([
      2,
      expect.stringContaining("lacks arrays of encoder"),
    ]);
    expect((await unconfound("data", "check", "run.yml")).out).toContain(
      "encoder starts from w.safetensors",
    );
  }, 120_000);
});

describe("a method with stages", () => {
  it("starts each of them there, and needs the same file to go on", async () => {
    await train("jtt.yml", "jtt", still, "method.firstStage=0.5");
    const [first, jtt] = [openRun("first"), openRun("jtt")];
    for (const name of ["encoder.conv2.weight", "encoder.fc2.bias"]) {
      expect(jtt.weights.get(name)).toEqual(first.weights.get(name));
    }
    rmSync(inFolder("jtt", "done"));
    const other = resume("changed/jtt.yml", "jtt", "method.firstStage=0.5");
    await expect(other).rejects.toThrow("--resume: the run was started with other weights");
  }, 240_000);
});

describe("a file made by PyTorch", () => {
  const config = (method: string, features = 3) =>
    parseRunConfig(
      `data: { cohort: cohort.yml, attributes: [site] }
model: { encoder: sfcn, features: ${features}, options: { channels: [4, 8] } }
method: { name: ${method} }
train: { epochs: 2, batch: 8, optimizer: { name: adam, lr: 1e-3 }, averageDecay: 0.9 }
`,
      "run.yml",
    );
  const blueprint = { ...exampleBlueprint, imageShape: volumeShape };
  const several = { name: "labels", valueNames: ["every row"], labels: ["mass", "fluid"] };
  /** With several labels for the methods that learn nothing else. */
  const blueprintFor = (name: string) => {
    const { needs } = methods[name as keyof typeof methods];
    const isSeveral = needs.some((need) => need === "label-answers");
    return isSeveral ? { ...blueprint, label: several } : blueprint;
  };
  const { arrays } = takeWeights(torchFile("sfcn"), sfcnOutline, "strict", "sfcn");

  it.each(Object.keys(methods))("is where every encoder of %s starts, and nothing else", (name) => {
    const told = blueprintFor(name);
    const fresh = buildRunMethod(config(name), told).initialState(createRng(1));
    const started = buildRunMethod(config(name), told, () => arrays).initialState(createRng(1));
    let taken = 0;
    const expected = Object.entries(fresh).map(([place, values]) => {
      const own = /^(?:average\/)?(?:biased\.)?encoder\.(.+)$/.exec(place)?.[1] ?? "";
      if (arrays.has(own)) taken += 1;
      return [place, arrays.get(own) ?? values];
    });
    expect(started).toEqual(Object.fromEntries(expected));
    // Twelve arrays with averages; the second network of lff, which predicts nothing, averages its eight weights alone.
    expect(taken).toBe(name === "lff" ? 44 : 24);
  });

  it.each(Object.keys(methods))("may be what export writes of a run of %s", (name) => {
    const method = buildRunMethod(config(name), blueprintFor(name));
    const state = method.initialState(createRng(1));
    const prefix = averageName("");
    const model = method.predict.inputs.flatMap(
      ({ name: place, tensor: { shape } }): [string, NdArray][] => {
        const data = state[place];
        const own = place.startsWith(prefix) ? place.slice(prefix.length) : place;
        return data === undefined ? [] : [[own, { dtype: "float32", shape, data }]];
      },
    );
    const { report } = takeWeights(torchNamed(new Map(model)), sfcnOutline, "strict", "exported");
    expect(report).toMatchObject({ taken: 12, prefix: "", counters: 2 });
  });

  it("predicts PyTorch's logits on ONNX Runtime, the last layer given by hand", async () => {
    const method = buildRunMethod(config("erm"), blueprint, () => arrays);
    const file = torchFile("sfcn");
    const state: Record<string, Float32Array> = { ...method.initialState(createRng(1)) };
    // Two parts of three features; those of the file are the first.
    for (const name of ["weight", "bias"]) {
      const place = `average/encoder.fc.${name}`;
      const values = new Float32Array(state[place]?.length ?? 0);
      values.set(Float32Array.from(file.get(`fc.${name}`)?.data ?? [], Number));
      state[place] = values;
    }
    const size = sizeOf(volumeShape);
    const images: SetImages = {
      set: {
        ...{ name: "test", pool: "test", rows: Int32Array.of(0, 1) },
        ...{ label: new Int32Array(2), attributes: [new Int32Array(2)] },
      },
      imageShape: volumeShape,
      cached: true,
      writeImage: (row, out, offset) => {
        for (let index = 0; index < size; index++) out[offset + index] = voxel(row * size + index);
      },
    };
    const executable = await compile(method.predict, await loadBackend(), { threads: 1 });
    const { features } = await predictSet(executable, state, images);
    await executable.dispose();
    const ours = [0, 1, 2, 6, 7, 8].map((index) => features?.values[index] ?? NaN);
    const theirs = torchLogits("sfcn");
    expect(
      Math.max(...ours.map((value, index) => Math.abs(value - (theirs[index] ?? NaN)))),
    ).toBeLessThan(1e-5);
  });
});
