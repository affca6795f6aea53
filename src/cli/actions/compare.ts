import { basename, dirname, join, relative, resolve } from "node:path";
import pc from "picocolors";
import { compareRuns, type CompareEnd, type CompareRequest } from "../../app/compare/compare.js";
import { comparisonFileNames } from "../../app/compare/open-comparison.js";
import { parseShard } from "../../app/compare/shard.js";
import { startTraining } from "../../app/train.js";
import { ConfigError } from "../../base/errors.js";
import { parseComparePlan } from "../../config/parse-compare.js";
import { comparisonText } from "../../report/comparison/comparison-text.js";
import { createCompareDisplay } from "../compare-display.js";
import type { CliContext } from "../context.js";
import { exitCodes } from "../exit-codes.js";
import { jobsOf } from "../jobs-of.js";
import { outputName } from "../output-name.js";
import { clearing, createProgressBlock, type ProgressBlock } from "../progress-bar.js";
import { readRunFile } from "../read-run-file.js";
import { whileListening } from "../while-listening.js";

/** Options of `unconfound compare` as commander gives them. */
export interface CompareOptions {
  readonly methods?: string;
  readonly seeds?: string;
  readonly settings?: string;
  readonly claim?: string;
  readonly shard?: string;
  readonly merge: boolean;
  readonly out?: string;
  readonly resume: boolean;
  readonly jobs?: string;
}

/** What `unconfound compare` does. @returns the exit code. */
export async function compare(
  context: CliContext,
  file: string,
  overrides: readonly string[],
  options: CompareOptions,
): Promise<number> {
  const request = requestOf(context, file, overrides, options);
  const block = createProgressBlock(context.terminal);
  const [stop, kill] = [new AbortController(), new AbortController()];
  const onSignal = (count: number) => {
    if (count > 1) {
      kill.abort();
      return;
    }
    block.print("stopping after this batch; Ctrl-C again to stop at once");
    stop.abort();
  };
  const ports = { start: startTraining, stop: stop.signal, kill: kill.signal };
  const display = createCompareDisplay(block, request.jobs);
  const end = await clearing(block, () =>
    whileListening(onSignal, () => compareRuns(request, ports, display)),
  );
  report(context, block, request, end);
  return exitCodeOf(end);
}

function requestOf(
  context: CliContext,
  file: string,
  overrides: readonly string[],
  options: CompareOptions,
): CompareRequest {
  const plan = parseComparePlan(readRunFile(context, file), file, overrides, {
    methods: listOf(options.methods),
    seeds: options.seeds,
    settings: listOf(options.settings),
    claim: options.claim,
  });
  if (options.merge && options.shard !== undefined) {
    throw new ConfigError("--merge", "goes with all shards, not with --shard");
  }
  const settings = plan.settings.map(({ name }) => name);
  const command = [
    ...["unconfound compare", basename(file), ...overrides],
    `--methods ${plan.methods.join(",")} --seeds ${plan.seeds.join(",")}`,
    ...(options.settings === undefined ? [] : [`--settings ${settings.join(",")}`]),
    ...(plan.claim === null ? [] : [`--claim ${plan.claim}`]),
  ];
  return {
    plan,
    command: command.join(" "),
    source: basename(file),
    base: dirname(resolve(file)),
    out: resolve(options.out ?? join("runs", `${outputName(file)}-compare`)),
    shard: options.shard === undefined ? null : parseShard(options.shard),
    merge: options.merge,
    resume: options.resume,
    jobs: jobsOf(options.jobs),
  };
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function report(
  context: CliContext,
  block: ProgressBlock,
  { out, shard }: CompareRequest,
  end: CompareEnd,
): void {
  for (const { title, reason } of end.failed)
    block.print(`${pc.red("failed")} ${title}: ${reason}`);
  for (const { title, reason } of end.unfinished) {
    block.print(`${pc.red("not finished")} ${title}: ${reason}`);
  }
  const count = `${end.ended} of ${end.total} runs have ended`;
  if (end.stopped) {
    block.print(`stopped; ${count}. The same command goes on.`);
  } else if (end.comparison !== null) {
    const path = (name: string) => relative(process.cwd(), join(out, name));
    context.print(
      [
        comparisonText(end.comparison),
        ...end.comparison.ceiling.flatMap(({ setting, method, note }) =>
          note === null ? [] : [`${setting} ${method}: ${note}\n`],
        ),
        `page    ${path(comparisonFileNames.html)}`,
        `numbers ${path(comparisonFileNames.json)}`,
      ].join("\n"),
    );
  } else if (shard !== null && end.ended === end.total) {
    block.print(
      `shard ${shard.index}/${shard.count}: ${count}. Put the folders of all shards together and run with --merge.`,
    );
  } else {
    block.print(`${count}; the same command trains the rest.`);
  }
}

function exitCodeOf(end: CompareEnd): number {
  if (end.stopped) return exitCodes.interrupted;
  const whole = end.ended === end.total && end.lostMethods.length === 0;
  return whole ? exitCodes.done : exitCodes.failure;
}
