import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { errorOf } from "../../fixtures/nn/evaluate.js";
import { volumeShape, weightsPath } from "../../fixtures/weights/torch-sfcn.js";
import { parseRunConfig } from "../config/parse-config.js";
import { describeWeights, hashWeightsFile, openWeights } from "./starting-weights.js";

const folder = mkdtempSync(join(tmpdir(), "unconfound-weights-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = (weights: string | null, more = "") =>
  parseRunConfig(
    `data: { cohort: cohort.yml, attributes: [site] }
model: { encoder: sfcn, features: 2, options: { channels: [4, 8] }${weights === null ? "" : `, weights: ${weights}`}${more} }
method: { name: erm }
train: { epochs: 1, batch: 2, optimizer: { name: adam, lr: 1e-3 } }
`,
    "run.yml",
  );
const open = (name: string, more = "") => {
  const opened = openWeights(config(name, more), folder, volumeShape, null);
  if (opened === null) throw new Error("no weights");
  return opened;
};
const place = (name: string, as = name) =>
  copyFileSync(fileURLToPath(weightsPath(name)), join(folder, as));
const refusal = (name: string) => errorOf(() => open(name).take()).replaceAll(folder, "");

describe("openWeights", () => {
  it("is nothing where the run file names none", () => {
    expect(openWeights(config(null), folder, volumeShape, null)).toBeNull();
  });

  it("reads the file once, when it is asked to, from the folder of the run file", () => {
    const opened = open("later.safetensors");
    place("sfcn.safetensors", "later.safetensors");
    const { arrays, record } = opened.take();
    expect(record).toMatchObject({ schema: 1, file: "later.safetensors", taken: 12 });
    expect(record.sha256).toBe(hashWeightsFile(join(folder, "later.safetensors")));
    rmSync(join(folder, "later.safetensors"));
    expect(opened.take().arrays).toBe(arrays);
  });

  it("passes the rule for channels on", () => {
    place("sfcn-colour.safetensors");
    const { record } = open("sfcn-colour.safetensors", ", weightsChannels: sum").take();
    expect(describeWeights(record)).toEqual([
      `encoder starts from sfcn-colour.safetensors (SHA-256 ${record.sha256.slice(0, 12)}…): 12 arrays`,
      "conv1.weight: kernels of 3 channels summed for 1",
      "not taken: fc.bias, fc.weight, 2 num_batches_tracked",
      "from scratch: fc.weight, fc.bias",
    ]);
    place("sfcn-wrapped.safetensors");
    const wrapped = describeWeights(open("sfcn-wrapped.safetensors").take().record);
    expect(wrapped[1]).toBe("prefix module. of all names taken off");
  });

  it("says what is wrong with the file", () => {
    expect(refusal("none.safetensors")).toBe(
      "ConfigError: model.weights: no such file: got /none.safetensors. Paths start from the folder of the run file.",
    );
    expect(refusal(".")).toBe("DataError: : cannot be read: got EISDIR");
    place("sfcn.safetensors");
    const bytes = readFileSync(join(folder, "sfcn.safetensors"));
    for (const length of [0, 7, 8, 100, bytes.length - 1]) {
      writeFileSync(join(folder, "cut.safetensors"), bytes.subarray(0, length));
      expect(refusal("cut.safetensors"), `${length} bytes`).toMatch(
        /^FormatError: \/cut\.safetensors.*(file ends inside|The file is cut short)/,
      );
    }
    writeFileSync(join(folder, "words.safetensors"), "these are words, no weights at all");
    expect(refusal("words.safetensors")).toMatch(/^FormatError: .*: not a safetensors file/);
  });

  it.each(["tiny.pth", "tiny-old.pth"])("says how to convert %s of PyTorch", (name) => {
    place(name);
    expect(refusal(name)).toBe(
      `FormatError: /${name}: a PyTorch file (pickle), not safetensors. It can hold programs, and is not read. Convert it in Python:
  import torch; from safetensors.torch import save_file
  state = torch.load("${name}", map_location="cpu", weights_only=True)
  save_file({name: value.contiguous() for name, value in state.items()}, "weights.safetensors")`,
    );
  });

  it("refuses other bytes than those that a run started from, once a stage asks", () => {
    place("sfcn.safetensors");
    const { record } = open("sfcn.safetensors").take();
    const goOn = (started: typeof record) =>
      openWeights(config("sfcn.safetensors"), folder, volumeShape, started);
    expect(goOn(record)?.take().record).toEqual(record);
    const other = goOn({ ...record, sha256: "00" });
    expect(other?.started).toBe(true);
    expect(errorOf(() => other?.take())).toMatch(
      /^ConfigError: --resume: the run was started with other weights: expected 00, got [0-9a-f]{64}/,
    );
  });
});
