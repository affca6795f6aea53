/** `unconfound export` as a user meets it: what is written, what is refused, and that nothing half-written is left. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeSafetensors } from "../src/data/formats/safetensors.js";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound, train } = openCommandLine("export");
const run = join(folder, "run");

beforeAll(async () => {
  writeFileSync(
    join(folder, "run.yml"),
    `data:
  dataset: phantom
  size: 16
  train: 400
  test: 200
  attributes: [marker]
  plan: { train: 0.8, tests: { iid: 0.8 } }
model: { encoder: mlp, features: 2, head: linear }
method: { name: multitask }
train: { epochs: 2, batch: 20, optimizer: { name: adam, lr: 1e-3 }, averageDecay: 0.9 }
evaluation: { probes: false }
runtime: { threads: 1 }
`,
  );
  await train("run.yml", run);
}, 120_000);

describe("export", () => {
  it("writes the model, its card and what is asked for, and says how the model was checked", async () => {
    const out = join(folder, "all");
    const { code, out: text } = await unconfound(
      ...["export", run, "--out", out, "--safetensors", "--train-step"],
    );
    expect(code).toBe(0);
    expect(readdirSync(out, { recursive: true }).map(String).sort()).toEqual([
      "MODEL_CARD.md",
      "model.onnx",
      "train-step",
      "train-step/encoder.onnx",
      "train-step/scalars.safetensors",
      "train-step/state.safetensors",
      "train-step/train-step.json",
      "weights.safetensors",
    ]);
    expect(readFileSync(join(out, "model.onnx"))).toEqual(readFileSync(join(run, "model.onnx")));
    expect(text).toMatch(
      /checked in onnxruntime-(node|web): at most \d\.\de-\d+ from the training/,
    );
    const weights = new Uint8Array(readFileSync(join(out, "weights.safetensors")));
    const { arrays } = decodeSafetensors(weights, "weights");
    expect([...arrays.keys()]).toContain("head.marker.weight");
    expect([...arrays.keys()].some((name) => /average|encoder|optimizer/.test(name))).toBe(false);
  });

  it("needs a finished run and a new folder", async () => {
    const refused = async (...args: string[]) => {
      const { code, err } = await unconfound("export", ...args);
      return [code, err.replaceAll(folder, "")];
    };
    expect(await refused(folder, "--out", "none")).toEqual([
      2,
      "error: run: no run in this folder: got . Name the folder that `unconfound train` wrote.\n",
    ]);
    expect(await refused(run, "--out", run)).toEqual([
      2,
      "error: --out: the folder exists: got /run. Choose another folder.\n",
    ]);
    const unfinished = join(folder, "unfinished");
    cpSync(run, unfinished, { recursive: true });
    rmSync(join(unfinished, "done"));
    expect(await refused(unfinished, "--out", "none")).toEqual([
      2,
      "error: run: the run is not finished: got /unfinished. Go on with it: unconfound train … --resume.\n",
    ]);
  });

  it("writes class activation maps beside, and refuses them where there is no map", async () => {
    const { code, err } = await unconfound("export", run, "--out", "none", "--cam");
    expect(code).toBe(2);
    expect(err).toMatch(/^error: model\.encoder: mlp has no map of places: expected \[mimm-cnn,/);
    expect(existsSync("none")).toBe(false);
    const file = join(folder, "mapped.yml");
    const text = readFileSync(join(folder, "run.yml"), "utf8");
    writeFileSync(file, text.replace("encoder: mlp", "encoder: mimm-cnn").replace("epochs: 2", "epochs: 1")); // prettier-ignore
    await train("mapped.yml", join(folder, "mapped"));
    const out = join(folder, "cam");
    const exported = await unconfound("export", join(folder, "mapped"), "--out", out, "--cam");
    expect(exported.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["MODEL_CARD.md", "model-cam.onnx", "model.onnx"]);
    expect(exported.out).toMatch(/model-cam\.onnx checked in onnxruntime-(node|web): at most \d/);
  });

  it("leaves nothing where the run's files do not belong together", async () => {
    const broken = join(folder, "broken");
    cpSync(run, broken, { recursive: true });
    const model = readFileSync(join(broken, "model.onnx"));
    writeFileSync(join(broken, "model.onnx"), model.subarray(0, 1000));
    const { code, err } = await unconfound("export", broken, "--out", "half");
    expect(code).toBe(2);
    expect(err).toMatch(/broken\/model\.onnx: not an ONNX model/);
    writeFileSync(join(broken, "method.json"), '{ "schema": 1,');
    expect((await unconfound("export", broken, "--out", "half")).err).toBe(
      `error: ${join(broken, "method.json")}: not JSON: the file is damaged. Copy the whole run folder again, or train again into another folder.\n`,
    );
    rmSync(join(broken, "method.json"));
    expect((await unconfound("export", broken, "--out", "half")).err).toMatch(
      /broken\/method\.json: the file is missing\. The run is not whole, or an older version wrote it/,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith("half"))).toEqual([]);
    expect(existsSync(join(folder, "exports"))).toBe(false);
  });
});
