/** `unconfound compare` as a user meets it: shards, kills and merges, and the bytes that come of them. */
import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../bin/unconfound.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "unconfound-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runFile = join(folder, "run.yml");
/** `wild` has critics that blow up at once. */
writeFileSync(
  runFile,
  `data:
  dataset: phantom
  size: 16
  train: 300
  test: 120
  attributes: [marker]
  plan: { train: 0.8, tests: { iid: 0.8, inverted: invert, balanced: balanced } }
model: { encoder: mlp, features: 2, head: none }
method: { name: mimm, hidden: 8, criticSteps: 1 }
train: { epochs: 3, batch: 20, optimizer: { name: adam, lr: 1e-3 } }
compare:
  methods: [erm, multitask, { name: mimm, label: wild, criticLearningRate: 1.0e+38, standardise: false }]
  seeds: [0, 1]
  claim: multitask
  resamples: 100
`,
);
const environment = { ...process.env, NO_COLOR: "1" };
const options = { cwd: folder, encoding: "utf8", env: environment } as const;

/** Run to the end. */
function compare(...flags: string[]) {
  const result = spawnSync(process.execPath, [bin, "compare", runFile, ...flags], options);
  return { code: result.status, out: result.stdout, err: result.stderr };
}

/** Start; once `cell` is being trained, `act` is told this process and the child. */
function started(
  out: string,
  flags: readonly string[],
  cell = "",
  act: (parent: number, child: number) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly err: string }> {
  return new Promise((resolve) => {
    const parent = spawn(process.execPath, [bin, "compare", runFile, "--out", out, ...flags], {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    parent.stderr.on("data", (text: Buffer) => void (err += text.toString()));
    const timer = setInterval(() => {
      const child = Number(textOf(join(out, "cells/default", cell, "run.lock")));
      if (child === 0 || parent.pid === undefined) return;
      clearInterval(timer);
      act(parent.pid, child);
    }, 20);
    parent.on("exit", (code) => {
      clearInterval(timer);
      resolve({ code, err });
    });
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const files = ["comparison.json", "comparison.md", "comparison.html"];
const bytesOf = (out: string) => files.map((name) => textOf(join(out, name)));
interface Written {
  readonly settings: readonly {
    readonly attributes_only: Readonly<Record<string, number>>;
    readonly methods: readonly {
      readonly method: string;
      readonly seeds: readonly number[];
      readonly failed_seeds: readonly { readonly seed: number; readonly reason: string }[];
    }[];
  }[];
  readonly ceiling: readonly { readonly rows: number; readonly rows_of_methods: number }[];
  readonly tuning: readonly {
    readonly method: string;
    readonly trials: readonly { readonly values: Record<string, number>; readonly value: number }[];
    readonly chosen: Record<string, number>;
  }[];
}
const readComparison = (out: string) => JSON.parse(textOf(join(out, "comparison.json"))) as Written;

const serial = join(folder, "serial");
let first: ReturnType<typeof compare>;
beforeAll(() => void (first = compare("--out", serial)), 300_000);

describe("compare", () => {
  it("trains all cells, reports those that fail, and ends with 1 where a method failed with every seed", () => {
    expect(first.err).toMatch(/^8 runs\n/);
    expect(first.err).toMatch(/\n\d runs? × about \d+ s, \d side by side: about \d+ s left\n/);
    expect(first.err).toMatch(/\ncell 8 of 8 {2}/);
    expect(first.err).toMatch(/\nfailed wild seed 0: epoch 1, batch \d+: loss term mine/);
    expect(first.code).toBe(1);
    // The runs of a comparison keep no images: they would be the same in each.
    expect(existsSync(join(serial, "cells/default/erm/seed-0/examples.json"))).toBe(false);
    expect(textOf(join(serial, "cells/default/erm/seed-0/report.html"))).toContain(
      "Left out: this run keeps no images.",
    );
    const failed = JSON.parse(textOf(join(serial, "cells/default/wild/seed-1/failed.json"))) as {
      readonly code: string;
      readonly reason: string;
    };
    expect(failed.code).toBe("numeric");
    expect(failed.reason).toMatch(/^epoch 1, batch \d+: loss term mine[^\n]*$/);
    const [setting] = readComparison(serial).settings;
    const methods = setting?.methods ?? [];
    expect(methods.map(({ method, seeds }) => [method, seeds])).toEqual([
      ["erm", [0, 1]],
      ["multitask", [0, 1]],
      ["wild", []],
      ["multitask@balanced", [0, 1]],
    ]);
    expect(methods[2]?.failed_seeds[1]?.reason).toBe(failed.reason);
    // In training the marker goes with the label in 8 of 10 images: that is what it tells on iid.
    expect(setting?.attributes_only["iid"]).toBeCloseTo(0.8, 1);
    expect(setting?.attributes_only["balanced"]).toBeCloseTo(0.5, 1);
    const [ceiling] = readComparison(serial).ceiling;
    expect(ceiling?.rows).toBe(ceiling?.rows_of_methods);
  });

  it("skips what is done and writes the same bytes again", () => {
    const [before, made] = [
      bytesOf(serial),
      statSync(join(serial, "cells/default/erm/seed-0/done")),
    ];
    const again = compare("--out", serial);
    expect(again.err).toMatch(/^8 runs, 8 of them done before\nfailed wild seed 0/);
    expect(bytesOf(serial)).toEqual(before);
    expect(statSync(join(serial, "cells/default/erm/seed-0/done")).mtimeMs).toBe(made.mtimeMs);
  });

  it("four shards in two places, with kills and Ctrl-C, merge to the bytes of the serial run", async () => {
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    const shard = (index: number) => ["--shard", `${index}/4`, "--jobs", "1"];
    const soon = (action: () => void) => void setTimeout(action, randomInt(0, 400));
    const kill = (pid: number, signal: NodeJS.Signals) => {
      try {
        process.kill(pid, signal);
      } catch {
        // It had just ended by itself.
      }
    };
    const [lost, stopped] = await Promise.all([
      started(here, shard(3), "multitask/seed-0", (_, child) => kill(child, "SIGKILL")),
      started(here, shard(2), "erm/seed-1", (parent) => kill(parent, "SIGINT")),
      started(there, shard(1), "erm/seed-0", (parent) => soon(() => kill(parent, "SIGKILL"))),
      started(there, shard(4), "multitask/seed-1", (_, child) =>
        soon(() => kill(child, "SIGKILL")),
      ),
    ]);
    expect(lost.err).toMatch(
      /not finished multitask seed 0: training: the process ended with signal/,
    );
    expect(lost.code).toBe(1);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(
      /\nstopped; 0 of 2 runs have ended\. The same command goes on\.\n$/,
    );
    expect(existsSync(join(here, "cells/default/erm/seed-1/checkpoints/last.safetensors"))).toBe(
      true,
    );

    const early = compare("--out", here, "--merge");
    expect(early.code).toBe(2);
    expect(early.err).toMatch(
      /^error: --merge: \d of 8 runs are missing or not done: got erm seed 0, /,
    );

    const ends = await Promise.all([
      ...[2, 3].map((index) => started(here, shard(index))),
      ...[1, 4].map((index) => started(there, shard(index))),
    ]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(ends[0]?.err).toMatch(/\nshard 2\/4: 2 of 2 runs have ended\. .* --merge\.\n$/);
    expect(existsSync(join(here, "comparison.json"))).toBe(false);
    cpSync(join(there, "cells"), join(here, "cells"), { recursive: true });
    expect(compare("--out", here, "--merge").code).toBe(1);
    expect(bytesOf(here)).toEqual(bytesOf(serial));
    expect(bytesOf(here).every((text) => text.length > 0 && !text.includes(folder))).toBe(true);
  }, 300_000);

  it("refuses a folder with another comparison, or a run of another configuration, and names the key", () => {
    const other = compare("train.epochs=2", "--out", serial);
    expect(other.code).toBe(2);
    expect(other.err).toMatch(
      /^error: --out: the comparison in this folder has another settings\.default\.train\.epochs \(folder /,
    );
    expect(compare("--seeds", "0..2", "--out", serial).err).toMatch(/has another seeds \(folder /);
    expect(compare("train.epochs=2", "--out", serial, "--resume").err).toMatch(
      /^error: \S*seed-0: the run in this folder has another train\.epochs\. /,
    );
    expect(compare("--claim", "erm", "--out", serial, "--resume").err).toMatch(
      /^error: --resume: the claim was made before the runs and stays: expected multitask, got erm/,
    );
    expect(compare("--out", folder).err).toMatch(
      /^error: --out: the folder holds other files: got /,
    );
    expect(compare("--out", serial, "--shard", "5/4").code).toBe(2);
  });

  it("goes on with a changed comparison by --resume, from the runs that fit", () => {
    const { code, err } = compare("--methods", "multitask,erm", "--out", serial, "--resume");
    expect(err).toBe("6 runs, 6 of them done before\n");
    expect(code).toBe(0);
    expect(readComparison(serial).settings[0]?.methods.map(({ method }) => method)).toEqual([
      "multitask",
      "erm",
      "multitask@balanced",
    ]);
  });

  it("searches by validation before the runs, and the runs have what was chosen", () => {
    const out = join(folder, "searched");
    const search =
      "compare.search={trials: 2, epochs: 1, keys: {train.optimizer.lr: [1.0e-6, 0.003]}}";
    const flags = ["--methods", "multitask", "--seeds", "0", "compare.ceiling=false"];
    const { code, err } = compare(search, ...flags, "--out", out);
    expect(err).toMatch(/^2 trials of the search\n[\s\S]*\n1 run\n/);
    expect(code).toBe(0);
    const [tuning] = readComparison(out).tuning;
    expect(tuning?.trials.map(({ values }) => values["train.optimizer.lr"])).toEqual([1e-6, 0.003]);
    const values = tuning?.trials.map(({ value }) => value) ?? [];
    const best = tuning?.trials[values.indexOf(Math.max(...values))];
    expect(tuning?.chosen).toEqual(best?.values);
    const config = textOf(join(out, "cells/default/multitask/seed-0/config.yml"));
    expect(config).toMatch(/\n {2}epochs: 3\n/);
    expect(config).toContain(`lr: ${String(tuning?.chosen["train.optimizer.lr"])}\n`);
    expect(textOf(join(out, "trials/default/multitask/trial-1/config.yml"))).toMatch(/seed: 1\n$/);
  });
});
