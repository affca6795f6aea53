import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { InternalError, type ErrorCode } from "../base/errors.js";
import type { AuditResults } from "../evaluation/audit/audit-results.js";
import { isLabelsRun } from "../evaluation/labels/labels-results.js";
import { isNumberRun } from "../evaluation/numbers/number-results.js";
import type { RunResults } from "../evaluation/results.js";
import { auditRun } from "./audit/audit-run.js";
import { startTraining, type TrainingEnd, type TrainingHandle } from "./train.js";
import type { FromTraining } from "./training-process.js";

/** A run of the demonstration: a method of the preset. */
export interface DemoRun {
  /** As tables call it. */
  readonly name: string;
  readonly folder: string;
  readonly overrides: readonly string[];
}

/** How one run of the demonstration ended. */
export interface DemoResult {
  readonly run: DemoRun;
  readonly results: RunResults;
}

/** A run of the demonstration that came to no end; `message` is what its process said. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
  readonly code: ErrorCode;

  constructor(end: Exclude<TrainingEnd, { readonly type: "finished" }>) {
    super(end.type === "failed" ? end.message : `stopped in epoch ${end.epoch}`);
    this.code = end.type === "failed" ? end.code : "internal";
  }
}

const presetFile = fileURLToPath(new URL("../../presets/demo.yml", import.meta.url));

/** The three runs: plain training, the resampling baseline, and disentanglement on top of it. */
const methods: readonly { readonly name: string; readonly overrides: readonly string[] }[] = [
  { name: "erm", overrides: ["method={name: erm}", "sampling=natural"] },
  { name: "multitask+rebalance", overrides: ["method={name: multitask}"] },
  { name: "mimm+rebalance", overrides: [] },
];

/**
 * Train all three on the embedded phantom, two processes of one thread side by side where there are two
 * cores (faster than one process of two threads).
 * @param out folder that gets one run folder a method.
 * @throws DemoFailure for the first run that fails.
 */
export async function runDemo(
  out: string,
  overrides: readonly string[],
  events: {
    onStart(run: DemoRun): void;
    onMessage(run: DemoRun, message: FromTraining): void;
    onEnd(result: DemoResult): void;
    /** Called with each process, so that it can be stopped. */
    onHandle(handle: TrainingHandle): void;
  },
): Promise<readonly DemoResult[]> {
  const configText = readFileSync(presetFile, "utf8");
  const pending = methods.map(({ name, overrides: own }): DemoRun => ({
    name,
    folder: join(out, name),
    overrides: [...own, "runtime.threads=1", ...overrides],
  }));
  const order = pending.map(({ name }) => name);
  // The longest run first, so that the short ones fill the other core beside it.
  pending.reverse();
  const ended: DemoResult[] = [];
  const work = async () => {
    for (let run = pending.shift(); run !== undefined; run = pending.shift()) {
      const own = run;
      events.onStart(own);
      const handle = startTraining(
        {
          configText,
          source: "presets/demo.yml",
          overrides: own.overrides,
          base: out,
          out: own.folder,
          resume: false,
        },
        (message) => events.onMessage(own, message),
      );
      events.onHandle(handle);
      const end = await handle.ended;
      if (end.type !== "finished") {
        pending.length = 0;
        throw new DemoFailure(end);
      }
      if (isNumberRun(end.results) || isLabelsRun(end.results)) {
        throw new InternalError("demo", "its target is not classes");
      }
      const result = { run: own, results: end.results };
      ended.push(result);
      events.onEnd(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return ended.sort((a, b) => order.indexOf(a.run.name) - order.indexOf(b.run.name));
}

/** The audit of one run of the demonstration. */
export interface DemoAudit {
  readonly run: DemoRun;
  readonly results: AuditResults;
  /** Folder of its page. */
  readonly folder: string;
}

/**
 * Audit the plain run and the last one, which is without the shortcut: what is planted is put in and taken out. Each audit has a folder beside
 * its run.
 */
export async function auditDemo(ended: readonly DemoResult[]): Promise<readonly DemoAudit[]> {
  const audits: DemoAudit[] = [];
  for (const { run } of [ended.at(0), ended.at(-1)].filter((result) => result !== undefined)) {
    const folder = `${run.folder}-audit`;
    const { results } = await auditRun({
      ...{ run: run.folder, base: dirname(run.folder), out: folder, choice: {}, settings: {} },
      withImages: true,
      onProgress: () => undefined,
    });
    audits.push({ run, results, folder });
  }
  return audits;
}
