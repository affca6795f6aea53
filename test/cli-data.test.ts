/** The built command line on data that users bring: features of another network, Fashion-MNIST. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCommandLine } from "./command-line.js";

const { folder, unconfound } = openCommandLine("cli-data");

it("does not move an attribute that sits at a place of the image, unless it is told to", async () => {
  const file = fileURLToPath(new URL("../examples/phantom-mimm.yml", import.meta.url));
  const { code, err } = await unconfound("data", "check", file, "train.augment.shift=1");
  expect(code).toBe(2);
  expect(err).toContain(
    "train.augment.shift: would move what an attribute shows (attributes [marker]). Set it to 0, or train.augment.moveAttributes to true if that is meant.",
  );
  const meant = ["train.augment.shift=1", "train.augment.moveAttributes=true"];
  expect((await unconfound("data", "check", file, ...meant)).code).toBe(0);
  const mirrored = ["train.augment.steps=[{ name: flip, axes: [x] }]"];
  expect(await unconfound("data", "check", file, ...mirrored)).toMatchObject({
    code: 2,
    err: "error: train.augment.steps (entry 1).axes: flip would mirror what an attribute shows (attributes [marker]). Leave it out, or name the attribute in train.augment.allow if that is meant.\n",
  });
  const allowed = [...mirrored, "train.augment.allow=[marker]"];
  expect((await unconfound("data", "check", file, ...allowed)).code).toBe(0);
});

describe("embeddings", () => {
  const rows = Array.from({ length: 300 }, (_, row) => {
    const [label, site] = [row % 2, Math.floor(row / 2) % 3 === 0 ? 1 - (row % 2) : row % 2];
    return `p${row},${label},${row === 7 ? "" : site},${label + (row % 7) / 10},${site - (row % 5) / 10}`;
  });
  const file = join(folder, "embeddings.yml");
  writeFileSync(
    join(folder, "own.csv"),
    `id,sick,site,embedding_0,embedding_1\n${rows.join("\n")}\n`,
  );
  writeFileSync(
    file,
    `data: { embeddings: own.csv, target: sick, attributes: [site] }
model: { encoder: mlp, features: 2, options: { hidden: [4] } }
method: { name: multitask }
train: { epochs: 2, batch: 20, optimizer: { name: adam, lr: 1e-2 }, tensorboard: true }
runtime: { threads: 1 }
`,
  );

  it("are checked, trained on, and written for TensorBoard", async () => {
    const check = await unconfound("data", "check", file);
    expect(check).toMatchObject({ code: 0, err: "" });
    expect(check.out).toMatch(
      /^embeddings: features 2, 300 in the training pool, 0 in the test pool\ncontent \w+\nrows of features and table are matched by id \(id\)\nsite: 1 of 300 missing, masked\n/,
    );
    const out = join(folder, "run");
    expect((await unconfound("train", file, "--out", out)).code).toBe(0);
    expect(readFileSync(join(out, "events.out.tfevents.unconfound")).length).toBeGreaterThan(100);
    const page = readFileSync(join(out, "report.html"), "utf8");
    expect(page).toContain("Features of another network");
    expect(page).not.toContain("Example images");
    expect(existsSync(join(out, "examples.json"))).toBe(false);
  });

  it("cannot be moved", async () => {
    const { code, err } = await unconfound("data", "check", file, "train.augment.shift=1");
    expect(code).toBe(2);
    expect(err).toContain(
      "train.augment.shift: rows of numbers cannot be moved: expected 0, got 1",
    );
  });

  it("need an mlp", async () => {
    const { code, err } = await unconfound(
      "data",
      "check",
      file,
      "model.encoder=mimm-cnn",
      "model.options={}",
    );
    expect(code).toBe(2);
    expect(err).toBe(
      "error: model.encoder: embeddings are rows of numbers, not images: expected mlp, got mimm-cnn\n",
    );
  });
});

describe("data make", () => {
  it("downloads Fashion-MNIST on request only, and says where else it is", async () => {
    const make = ["data", "make", "fashion-mnist"];
    const silent = await unconfound(...make);
    expect(silent.code).toBe(2);
    expect(silent.err).toMatch(/^error: required option '--url <address>' not specified\n/);
    const { code, err } = await unconfound(
      ...make,
      "--url",
      "http://127.0.0.1:9",
      "--root",
      "fashion",
    );
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: http:\/\/127\.0\.0\.1:9\/train-images-idx3-ubyte\.gz: cannot be downloaded: .*dataset-fashion-mnist/,
    );
    expect(existsSync(join(folder, "fashion"))).toBe(false);
  });
});
