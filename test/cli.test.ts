/** The built command line as a user meets it: exit codes, messages, what is left behind. */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { UnconfoundError } from "../src/base/errors.js";
import { exitCodeOf } from "../src/cli/exit-codes.js";
import { encodeIdx } from "../src/data/formats/idx.js";
import { bin, openCommandLine } from "./command-line.js";

const { folder, unconfound, spawned, train } = openCommandLine("cli");
const runFile = join(folder, "run.yml");
writeFileSync(
  runFile,
  `data:
  dataset: phantom
  size: 16
  train: 400
  test: 200
  attributes: [marker]
  plan: { train: 0.8, tests: { iid: 0.8, inverted: invert, balanced: balanced } }
model: { encoder: mlp, features: 2, head: none }
method: { name: mimm, hidden: 8, criticSteps: 1 }
train: { epochs: 4, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
runtime: { threads: 1 }
`,
);

/** Eight digits and six, each a vertical stroke; labels 0, 1, 2, …. */
function writeDigits(root: string): void {
  mkdirSync(root);
  for (const [prefix, count] of [
    ["train", 8],
    ["t10k", 6],
  ] as const) {
    const strokes = Uint8Array.from({ length: count * 784 }, (_, index) => {
      const [row, column] = [Math.floor((index % 784) / 28), index % 28];
      return row >= 5 && row < 23 && column >= 12 && column < 16 ? 255 : 0;
    });
    const labels = Uint8Array.from({ length: count }, (_, row) => row);
    const write = (name: string, shape: number[], data: Uint8Array) =>
      writeFileSync(
        join(root, `${prefix}-${name}-ubyte`),
        encodeIdx({ dtype: "uint8", shape, data }),
      );
    write("images-idx3", [count, 28, 28], strokes);
    write("labels-idx1", [count], labels);
  }
}

let folders = 0;
const freshFolder = () => join(folder, `run-${folders++}`);

/** What `train` says and its exit code where it refuses, without the process that trains: that one passes both on. */
async function refusal(out: string, ...overrides: string[]) {
  const error: unknown = await train(runFile, out, ...overrides).then(
    () => new Error("it was not refused"),
    (reason: unknown) => reason,
  );
  const { code, message } = error as UnconfoundError;
  return { code: exitCodeOf(code), err: `error: ${message}\n` };
}

/** The run that others are compared with. */
const whole = freshFolder();
let trained: ReturnType<typeof spawned>;
beforeAll(() => void (trained = spawned("train", runFile, "--out", whole)), 120_000);

describe("train", () => {
  it("writes the whole run folder and says what happened", async () => {
    const out = whole;
    const { code, out: text } = trained;
    expect(code).toBe(0);
    expect(text).toMatch(/iid +inverted +balanced/);
    const written = [
      ...["MODEL_CARD.md", "checkpoints", "config.yml", "done", "embeddings.npz", "env.json"],
      ...[
        "examples.json",
        "method.json",
        "metrics.jsonl",
        "model.onnx",
        "plan.json",
        "predictions.csv",
      ],
      ...["probing.json", "report.html", "results.json", "timing.jsonl"],
    ];
    expect(readdirSync(out).sort()).toEqual(written);
    const results = JSON.parse(readFileSync(join(out, "results.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect(Object.keys(results["tests"] as object)).toEqual(["iid", "inverted", "balanced"]);

    const again = await unconfound("train", runFile, "--out", out);
    expect(again.code).toBe(2);
    expect(again.err).toBe(
      `error: --out: the folder exists: got ${out}. Choose another folder, or go on with the run in it by --resume.\n`,
    );
    const other = await unconfound("train", runFile, "train.batch=25", "--out", out, "--resume");
    expect(other.code).toBe(2);
    expect(other.err).toContain("the run was started with another train.batch");
  });

  it.each([
    [
      "an unknown key",
      ["method.lamda=1"],
      /unknown key method\.lamda \(did you mean method\.lambda\?\)/,
    ],
    ["a negative weight", ["method.lambda=-1"], /method\.lambda: expected a number >= 0, got -1/],
    ["an unknown encoder", ["model.encoder=mimmcnn"], /did you mean mimm-cnn\?/],
    [
      "a batch larger than the set",
      ["train.batch=5000"],
      /the batch is larger than the set \(rows \d+, batch 5000\)/,
    ],
    ["a plan that the cells cannot meet", ["data.plan.sizes.train=4000"], /available/],
    [
      "a data set without its files",
      ["data={dataset: morpho-mnist, root: nowhere, plan: {train: 0.9, tests: {}}}"],
      /nowhere/,
    ],
    ["features that are no logits", ["model.features=3"], /a part is its own logits/],
    [
      "a burn-in that leaves no epoch",
      ["train.selection.burnIn=4"],
      /^error: train\.selection\.burnIn: leaves no epoch to select: expected below 4 \(train\.epochs\), got 4\. Add train\.selection\.burnIn=0, or train for more epochs\.\n$/,
    ],
    ["an override that is no YAML", ["train.epochs=[1"], /^error: command line: .*\n$/],
  ])(
    "refuses %s with one message and exit 2, and leaves nothing",
    async (_, overrides, message) => {
      const out = freshFolder();
      const { code, err } = await refusal(out, ...overrides);
      expect(err).toMatch(message);
      expect(code).toBe(2);
      expect(existsSync(out)).toBe(false);
    },
  );

  it("passes on what the process that trains refuses", async () => {
    const out = freshFolder();
    const { code, err } = await unconfound("train", runFile, "train.batch=5000", "--out", out);
    expect({ code, err }).toEqual(await refusal(out, "train.batch=5000"));
    expect(existsSync(out)).toBe(false);
  });

  it("warns of groups that training never sees, and takes an empty folder", async () => {
    const out = freshFolder();
    mkdirSync(out);
    const confounded = ["data.plan.train=1", "train.epochs=1"];
    expect((await unconfound("train", runFile, ...confounded, "--out", out)).err).toMatch(
      /\nwarning: train has no image of "clear, present" and 1 other group: nothing in training tells/,
    );
  });

  it("refuses truncated and foreign MNIST files, and counts that differ", async () => {
    const root = join(folder, "mnist");
    mkdirSync(root, { recursive: true });
    const names = [
      "train-images-idx3-ubyte",
      "train-labels-idx1-ubyte",
      "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
    ];
    for (const name of names)
      writeFileSync(join(root, name), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9, 1, 2));
    const out = freshFolder();
    const data = `data={dataset: morpho-mnist, root: ${root}, plan: {train: 0.9, tests: {}}}`;
    const { code, err } = await refusal(out, data);
    expect(code).toBe(2);
    expect(err).toMatch(/idx3-ubyte/);
    expect(existsSync(out)).toBe(false);
  });

  it("shows the whole table where Morpho-MNIST has too few digits for a cell", async () => {
    const [root, cache] = [join(folder, "few-digits"), join(folder, "few-cache")];
    writeDigits(root);
    const data = `data={dataset: morpho-mnist, root: ${root}, cache: ${cache}, split: {kind: shuffle, validation: 2}, plan: {train: 0.9, tests: {}}}`;
    const out = freshFolder();
    const { code, err } = await refusal(out, data);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: plan of morpho-mnist, set train: /);
    expect(err).toMatch(/digit-ge-5 +thickness +count +share +asked +available\n/);
    expect(err.match(/^digit(?:<|>=)5 +thi(?:n|ck) /gm)).toHaveLength(4);
    expect(existsSync(out)).toBe(false);
  });

  it("refuses a data folder that cannot be read", async () => {
    const locked = join(folder, "locked");
    mkdirSync(locked);
    writeDigits(join(locked, "digits"));
    chmodSync(locked, 0);
    // Root may read everything: for root, a file stands where the folder should be.
    const root = process.getuid?.() === 0 ? runFile : join(locked, "digits");
    const out = freshFolder();
    const data = `data={dataset: morpho-mnist, root: ${root}, plan: {train: 0.9, tests: {}}}`;
    const { code, err } = await refusal(out, data);
    chmodSync(locked, 0o700);
    expect(err).toMatch(/^error: \S+train-images-idx3-ubyte\.gz: cannot be read: got E\w+\. .*\n$/);
    expect(err).toContain(root);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it("says what is wrong with a run file that is missing or a command that is unknown", async () => {
    expect(await unconfound("train", "nowhere.yml")).toMatchObject({
      code: 2,
      err: "error: nowhere.yml: the run file cannot be read: got ENOENT. examples/ has run files to start from.\n",
    });
    expect(await unconfound("data", "check", "nowhere.yml")).toMatchObject({
      code: 2,
      err: "error: nowhere.yml: the run file cannot be read: got ENOENT. examples/ has run files to start from.\n",
    });
    expect(spawned("trian")).toMatchObject({ code: 2, out: "" });
    expect(spawned("--help")).toMatchObject({ code: 0, err: "" });
  });
});

/** Start a run, send its process a signal `afterMs` after it began to train, wait for its end. */
function interrupted(
  out: string,
  signal: NodeJS.Signals,
  afterMs: number,
  ...flags: string[]
): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [bin, "train", runFile, "train.epochs=12", "--out", out, ...flags],
      { cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
    );
    let timer: NodeJS.Timeout | undefined;
    // The first line says what was prepared; how long starting takes depends on the machine's load.
    child.stderr.on("data", () => {
      timer ??= setTimeout(() => child.kill(signal), afterMs);
    });
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

describe("interrupting", () => {
  it("SIGINT leaves a resumable checkpoint (130); five kill -9 and resumes end in the same bytes", async () => {
    const straight = freshFolder();
    await train(runFile, straight, "train.epochs=12");
    const out = freshFolder();
    const waits = [400, 150, 300, 100, 250];
    for (const wait of waits)
      await interrupted(
        out,
        "SIGKILL",
        wait,
        ...(existsSync(join(out, "config.yml")) ? ["--resume"] : []),
      );
    const code = await interrupted(
      out,
      "SIGINT",
      200,
      ...(existsSync(join(out, "config.yml")) ? ["--resume"] : []),
    );
    expect([0, 130]).toContain(code);
    expect(await interrupted(out, "SIGINT", 1e8, "--resume")).toBe(0);
    for (const name of ["metrics.jsonl", "predictions.csv", "model.onnx", "examples.json"]) {
      expect(readFileSync(join(out, name)).equals(readFileSync(join(straight, name))), name).toBe(
        true,
      );
    }
  }, 300_000);
});

describe("a full disk", () => {
  it("ends with exit 1; the checkpoint before survives and resumes to the same bytes", async () => {
    const out = freshFolder();
    const fullDisk = fileURLToPath(new URL("../fixtures/full-disk.mjs", import.meta.url));
    const failed = spawnSync(process.execPath, [bin, "train", runFile, "--out", out], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        NO_COLOR: "1",
        NODE_OPTIONS: `--import ${fullDisk}`,
        FULL_DISK_PATH: "checkpoints/last",
        FULL_DISK_AFTER: "2",
      },
    });
    expect(failed.stderr).toMatch(
      /error: .*checkpoints\/last\S*: the disk is full: got ENOSPC\. What was saved before is kept: make room or change permissions, then run again with --resume\.\n$/,
    );
    expect(failed.status).toBe(1);
    expect(existsSync(join(out, "done"))).toBe(false);
    expect(readdirSync(join(out, "checkpoints")).filter((name) => name.endsWith(".tmp"))).toEqual(
      [],
    );
    expect((await unconfound("train", runFile, "--out", out, "--resume")).code).toBe(0);
    for (const name of ["metrics.jsonl", "predictions.csv", "model.onnx", "examples.json"]) {
      expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name))), name).toBe(
        true,
      );
    }
  });
});

describe("doctor and data", () => {
  it("report what is here", async () => {
    const doctor = await unconfound("doctor");
    expect(doctor.code).toBe(0);
    expect(doctor.out).toMatch(/^node +v20.*\ncpu .*\nnative .*GFLOP\/s.*\nwasm .*GFLOP\/s/);
    expect((await unconfound("data", "list")).out).toMatch(/phantom[\s\S]*morpho-mnist/);
    expect((await unconfound("data", "check", runFile)).out).toMatch(/phantom: images 1x16x16/);
  });
});

describe("data make", () => {
  it("makes Morpho-MNIST from MNIST's files once, in worker threads", async () => {
    const [root, cache] = [join(folder, "digits"), join(folder, "cache")];
    writeDigits(root);
    const arguments_ = ["data", "make", "morpho-mnist", "--root", root, "--cache", cache];
    const made = { code: 0, out: `morpho-mnist: 14 images in ${cache}\n`, err: "" };
    expect(await unconfound(...arguments_)).toEqual(made);
    const kept = readdirSync(cache).map((name) => [name, statSync(join(cache, name)).mtimeMs]);
    expect(kept.length).toBeGreaterThan(0);
    expect(await unconfound(...arguments_)).toEqual(made);
    expect(readdirSync(cache).map((name) => [name, statSync(join(cache, name)).mtimeMs])).toEqual(
      kept,
    );
  });

  it("says which file is missing", async () => {
    const { code, err } = await unconfound("data", "make", "morpho-mnist", "--root", "nowhere");
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: morpho-mnist: MNIST file is missing: expected \[train-images-idx3-ubyte\.gz,train-images-idx3-ubyte\]/,
    );
  });
});

describe("demo", () => {
  it("trains three methods, compares them and refuses a folder that exists", async () => {
    const out = freshFolder();
    const small = ["data.train=600", "data.test=200", "data.size=16", "model.encoder=mlp"];
    const plan = ["data.plan.train=0.8", "data.plan.tests.iid=0.8"];
    const short = ["train.epochs=2", "train.batch=40", "train.selection.burnIn=0"];
    const {
      code,
      out: text,
      err,
    } = await unconfound("demo", ...small, ...plan, ...short, "--out", out);
    expect(err).toMatch(/^(?:[a-z+]+ trained in \d+ s\n){3}$/);
    expect(code).toBe(0);
    const methods = ["erm", "multitask+rebalance", "mimm+rebalance"];
    const audits = ["erm-audit", "mimm+rebalance-audit"];
    expect(readdirSync(out).sort()).toEqual([...methods, ...audits].sort());
    for (const method of methods) {
      expect(existsSync(join(out, method, "done")), method).toBe(true);
      expect(text).toContain(join(method, "report.html"));
    }
    for (const audit of audits) expect(text).toContain(join(audit, "audit.html"));
    expect(text).toMatch(/\nerm, (?:marker|intensity): [\s\S]*(?:put in or taken out|no exchange)/);
    // The table and the sentences have the order of the introduction, not that of the ends.
    expect(text).toMatch(/\nerm: [\s\S]*\nmultitask\+rebalance: [\s\S]*\nmimm\+rebalance: /);
    expect(await unconfound("demo", "--out", out)).toMatchObject({
      code: 2,
      err: `error: --out: the folder exists: got ${out}. Choose another folder.\n`,
    });
  });

  it("ends all runs and shows the message of the first that fails", async () => {
    const out = freshFolder();
    const { code, err } = await unconfound("demo", "train.batch=99999", "--out", out);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: set train: the batch is larger than the set \(rows \d+, batch 99999\)\. .*\n$/,
    );
    expect(existsSync(out)).toBe(false);
  });
});
